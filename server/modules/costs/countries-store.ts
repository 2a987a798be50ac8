import { type Beginnings, beginningsOf } from '@tidings/core/contacts/country-of';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export async function workspaceCountry(tx: Tx, workspaceId: string): Promise<string> {
  const row = await tx.selectFrom('workspaces').select('country').where('id', '=', workspaceId).executeTakeFirstOrThrow();
  return row.country;
}

/** Whether a number belongs to one of the countries, in SQL: exactly what core's `countryOf` says, without asking for each number. */
export function inCountries(phone: RawBuilder<unknown>, countries: readonly string[]): RawBuilder<boolean> {
  const { within, except, also } = beginningsOf(countries);
  const begins = (all: readonly Beginnings[]) =>
    all.length === 0
      ? sql<boolean>`false`
      : sql<boolean>`(${sql.join(
          all.map(({ length, values }) => sql`left(${phone}, ${sql.lit(length)}) = any(${[...values]}::text[])`),
          sql` or `,
        )})`;
  return sql<boolean>`((${begins(within)} and not ${begins(except)}) or ${begins(also)})`;
}
