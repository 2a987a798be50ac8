import { type DuplicateReason, type DuplicateStrength, duplicateStrengths } from '@tidings/core/contacts/duplicate-evidence';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { displayName } from '../contacts/addresses-store.ts';

/** Strong ones first. The index contact_duplicates_open has the same. */
const rank = sql`case d.strength when 'strong' then 1 when 'medium' then 2 else 3 end`;

interface Side {
  readonly id: string;
  readonly name: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly external_id: string | null;
  readonly birthday: string | null;
  readonly company: string | null;
  readonly sms_consent: 'yes' | 'no' | 'unknown';
  readonly created_at: string;
  readonly address_line1: string | null;
}

export interface PairRow {
  readonly first_id: string;
  readonly second_id: string;
  readonly reasons: readonly DuplicateReason[];
  readonly strength: DuplicateStrength;
  readonly rank: number;
  readonly first: Side;
  readonly second: Side;
  /** Addresses that both have. */
  readonly shared: readonly string[];
  /** A list that both are on, the smallest; null when there is none. */
  readonly list_name: string | null;
}

/** Where a page goes on: the rank and the two ids of the last pair before. */
export type PairPlace = readonly [rank: number, firstId: string, secondId: string];

/** Pairs that were not dismissed, of people who are both there: a page, or those of one contact. */
export async function listPairs(
  tx: Tx,
  workspaceId: string,
  wish: {
    readonly strengths: readonly DuplicateStrength[];
    readonly after?: PairPlace | null;
    readonly contactId?: string;
    readonly limit: number;
  },
): Promise<readonly PairRow[]> {
  const side = (alias: string) => sql`json_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${displayName(alias)},
    'phone', ${sql.ref(`${alias}.phone`)}, 'email', ${sql.ref(`${alias}.email`)}, 'external_id', ${sql.ref(`${alias}.external_id`)},
    'birthday', ${sql.ref(`${alias}.birthday`)}, 'company', ${sql.ref(`${alias}.company`)}, 'sms_consent', ${sql.ref(`${alias}.sms_consent`)},
    'address_line1', ${sql.ref(`${alias}.address_line1`)}, 'created_at', ${sql.ref(`${alias}.created_at`)})`;
  const [after, first, second] = wish.after ?? [null, null, null];
  const of = wish.contactId === undefined ? sql`` : sql`and ${wish.contactId}::uuid in (d.first_id, d.second_id)`;
  const { rows } = await sql<PairRow>`
    select d.first_id, d.second_id, d.reasons, d.strength, ${rank} as rank, ${side('a')} as first, ${side('b')} as second,
      array(select x.value from contact_addresses x join contact_addresses y on y.contact_id = d.second_id and y.kind = x.kind and y.value = x.value
        where x.contact_id = d.first_id order by x.id) as shared,
      case when 'same_name_and_list' = any (d.reasons) then (select l.name from list_entries x
        join list_entries y on y.list_id = x.list_id and y.contact_id = d.second_id join lists l on l.id = x.list_id
        where x.contact_id = d.first_id order by l.id limit 1) end as list_name
    from contact_duplicates d join contacts a on a.id = d.first_id join contacts b on b.id = d.second_id
    where d.workspace_id = ${workspaceId} and d.dismissed_at is null and a.deleted_at is null and b.deleted_at is null
      and d.strength = any (${[...wish.strengths]}::text[]) ${of}
      and (${after}::int is null or (${rank}, d.first_id, d.second_id) > (${after}::int, ${first}::uuid, ${second}::uuid))
    order by ${rank}, d.first_id, d.second_id limit ${wish.limit}`.execute(tx);
  return rows;
}

/** How many pairs of each strength are open, up to so many. */
export async function countPairs(tx: Tx, workspaceId: string, most: number): Promise<Record<DuplicateStrength, number>> {
  const { rows } = await sql<Record<DuplicateStrength, number>>`
    select ${sql.join(
      duplicateStrengths.map(
        (strength, index) => sql`(select count(*) from (select 1 from contact_duplicates d
          join contacts a on a.id = d.first_id join contacts b on b.id = d.second_id
          where d.workspace_id = ${workspaceId} and d.dismissed_at is null and ${rank} = ${index + 1}::int
            and a.deleted_at is null and b.deleted_at is null limit ${most}) x) as ${sql.ref(strength)}`,
      ),
    )}`.execute(tx);
  return rows[0] ?? { strong: 0, medium: 0, weak: 0 };
}

/** Remembers that two contacts are two people, or takes it back. Answers whether both are contacts of the workspace. */
export async function dismissPair(
  tx: Tx,
  workspaceId: string,
  pair: { readonly firstId: string; readonly secondId: string; readonly by: string; readonly undo: boolean },
): Promise<boolean> {
  const dismissed = pair.undo ? sql`null` : sql`now()`;
  const by = pair.undo ? null : pair.by;
  const { rows } = await sql<{ first_id: string }>`
    insert into contact_duplicates as d (workspace_id, first_id, second_id, reasons, dismissed_at, dismissed_by_name)
    select ${workspaceId}::uuid, a.id, b.id, '{}', ${dismissed}, ${by}
    from contacts a join contacts b on b.workspace_id = a.workspace_id
    where a.workspace_id = ${workspaceId} and a.id = least(${pair.firstId}::uuid, ${pair.secondId}::uuid)
      and b.id = greatest(${pair.firstId}::uuid, ${pair.secondId}::uuid) and a.id <> b.id
    on conflict (workspace_id, first_id, second_id) do update set dismissed_at = excluded.dismissed_at, dismissed_by_name = excluded.dismissed_by_name
    returning first_id`.execute(tx);
  return rows.length > 0;
}
