import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

export interface PersonAtPhone {
  readonly phone: string;
  readonly id: string;
  readonly name: string | null;
}

const nameOf = sql<string | null>`coalesce(nullif(c.full_name, ''), nullif(trim(concat_ws(' ', c.first_name, c.last_name)), ''))`;

/** The first contact at each of these numbers. */
export async function peopleAt(tx: Tx, workspaceId: string, phones: readonly string[]): Promise<Map<string, PersonAtPhone>> {
  if (phones.length === 0) return new Map();
  const rows = await tx
    .selectFrom('contact_addresses as a')
    .innerJoin('contacts as c', 'c.id', 'a.contact_id')
    .distinctOn('a.value')
    .select(['a.value as phone', 'c.id', nameOf.as('name')])
    .where('a.workspace_id', '=', workspaceId)
    .where('a.kind', '=', 'phone')
    .where('a.value', 'in', [...phones])
    .where('c.deleted_at', 'is', null)
    .orderBy('a.value')
    .orderBy('c.id')
    .execute();
  return new Map(rows.map((row) => [row.phone, row]));
}

/** Contacts with a phone whose name, company or number holds the text; without a text, any. */
export async function findPeople(tx: Tx, workspaceId: string, text: string, limit: number): Promise<PersonAtPhone[]> {
  const rows = await tx
    .selectFrom('contacts as c')
    .select(['c.id', 'c.phone', nameOf.as('name')])
    .where('c.workspace_id', '=', workspaceId)
    .where('c.deleted_at', 'is', null)
    .where('c.phone', 'is not', null)
    .where(sql<boolean>`c.search like ${`%${text.replace(/[\\%_]/g, '\\$&')}%`}`)
    .orderBy('c.id')
    .limit(limit)
    .execute();
  return rows.flatMap((row) => (row.phone === null ? [] : [{ phone: row.phone, id: row.id, name: row.name }]));
}

export async function findMode(tx: Tx, workspaceId: string): Promise<'sandbox' | 'live' | undefined> {
  const row = await tx.selectFrom('workspaces').select('mode').where('id', '=', workspaceId).executeTakeFirst();
  return row?.mode;
}
