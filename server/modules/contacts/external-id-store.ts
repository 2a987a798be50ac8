import { type RawBuilder, sql } from 'kysely';

/** The external id of a row of contacts that is there (not deleted), in the form that its unique index knows: compare this, not the column. */
export function liveExternalId(alias: string): RawBuilder<string | null> {
  return sql`case when ${sql.ref(`${alias}.deleted_at`)} is null then ${sql.ref(`${alias}.external_id`)} end`;
}
