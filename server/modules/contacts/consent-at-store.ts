import { type RawBuilder, sql } from 'kysely';

/** What the contact under an alias agreed to get at one number, which need not be the preferred one; null when they did not agree for it. */
export function purposeAt(alias: string, phone: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(${sql.ref(`${alias}.sms_agreed`)} ->> coalesce(${phone}, ''))`;
}

/** Their consent at that number: a no holds for all. Reads the row only, so that a lease may ask it of every message. */
export function consentAt(alias: string, phone: RawBuilder<unknown>): RawBuilder<unknown> {
  const recorded = sql.ref(`${alias}.sms_consent`);
  // Null without a contact.
  return sql`case when ${recorded} = 'no' then 'no' when ${purposeAt(alias, phone)} is not null then 'yes'
    when ${recorded} is not null then 'unknown' end`;
}
