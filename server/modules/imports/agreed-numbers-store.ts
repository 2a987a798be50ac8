import { sql } from 'kysely';

/** The numbers that the yes of the staged row m about the contact c is for. A row without any is about the number that they have. */
export const agreedNumbers = sql`coalesce(m.agreed, array[coalesce(m.phones[1], c.phone, '')])`;
