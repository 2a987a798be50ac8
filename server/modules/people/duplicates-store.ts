import type { DuplicateReason } from '@tidings/core/contract/people';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { displayName } from '../contacts/addresses-store.ts';

/** Two contacts with something in common, the older first. */
export interface Candidate {
  readonly first_id: string;
  readonly second_id: string;
  readonly reason: DuplicateReason;
  readonly first_name: string | null;
  readonly first_full: string | null;
  readonly second_name: string | null;
  readonly second_full: string | null;
}

/** More pairs than anybody looks at; a number that a whole office shares would otherwise pair everybody with everybody. */
const mostPairs = 20_000;
const mostPerValue = 8;

/**
 * Everybody who shares a number, an e-mail address, an external id in another spelling, or a name and a birthday with somebody else. Each table is
 * read once and grouped, and the people are fetched by their ids: where the planner has no statistics yet, any join compares each with each.
 */
export async function findCandidates(tx: Tx, workspaceId: string): Promise<Candidate[]> {
  const { rows: pairs } = await sql<Pick<Candidate, 'first_id' | 'second_id' | 'reason'>>`
    with grouped as (
      select 'same_' || kind as reason, (array_agg(contact_id order by contact_id))[1:${mostPerValue}] as ids
      from contact_addresses where workspace_id = ${workspaceId} group by kind, value having count(*) > 1
      union all
      select 'same_external_id', (array_agg(id order by id))[1:${mostPerValue}]
      from contacts where workspace_id = ${workspaceId} and deleted_at is null and external_id is not null
      group by plain_external_id(external_id) having count(*) > 1 and plain_external_id(min(external_id)) is not null
      union all
      select 'same_name_and_birthday', (array_agg(id order by id))[1:${mostPerValue}]
      from contacts where workspace_id = ${workspaceId} and deleted_at is null and birthday is not null and full_name is not null
      group by lower(full_name), birthday having count(*) > 1
    )
    select g.reason, a.id as first_id, b.id as second_id
    from grouped g, unnest(g.ids) with ordinality a(id, place), unnest(g.ids) with ordinality b(id, place)
    where b.place > a.place limit ${mostPairs}`.execute(tx);
  const ids = [...new Set(pairs.flatMap((pair) => [pair.first_id, pair.second_id]))];
  const { rows: people } = await sql<{ id: string; first_name: string | null; full_name: string | null }>`
    select id, first_name, full_name from contacts
    where workspace_id = ${workspaceId} and deleted_at is null and id = any (${ids}::uuid[])`.execute(tx);
  const byId = new Map(people.map((one) => [one.id, one]));
  return pairs.flatMap((pair) => {
    const first = byId.get(pair.first_id);
    const second = byId.get(pair.second_id);
    if (!first || !second) return [];
    const names = { first_name: first.first_name, first_full: first.full_name };
    return [{ ...pair, ...names, second_name: second.first_name, second_full: second.full_name }];
  });
}

/** One at a time looks in a workspace; false when somebody does already. */
export async function tryLook(tx: Tx, workspaceId: string): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`
    select pg_try_advisory_xact_lock(7068, hashtext(${workspaceId})) as taken`.execute(tx);
  return rows[0]?.taken === true;
}

/** Replaces what was found before; what was dismissed stays dismissed. */
export async function saveFound(
  tx: Tx,
  workspaceId: string,
  found: readonly { readonly firstId: string; readonly secondId: string; readonly reasons: readonly string[] }[],
): Promise<void> {
  await sql`delete from contact_duplicates where workspace_id = ${workspaceId} and dismissed_at is null`.execute(tx);
  await sql`
    insert into contact_duplicates (workspace_id, first_id, second_id, reasons)
    select ${workspaceId}::uuid, f.a, f.b, string_to_array(f.reasons, ',') from unnest(${found.map((one) => one.firstId)}::uuid[],
      ${found.map((one) => one.secondId)}::uuid[], ${found.map((one) => one.reasons.join(','))}::text[]) f(a, b, reasons)
    on conflict (workspace_id, first_id, second_id) do nothing`.execute(tx);
  await sql`insert into duplicate_looks (workspace_id) values (${workspaceId}) on conflict (workspace_id) do update set looked_at = now()`.execute(
    tx,
  );
}

export async function lookedAt(tx: Tx, workspaceId: string): Promise<Date | null> {
  const row = await tx
    .selectFrom('duplicate_looks')
    .select('looked_at')
    .where('workspace_id', '=', workspaceId)
    .executeTakeFirst();
  return row?.looked_at ?? null;
}

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
}

export interface PairRow {
  readonly first_id: string;
  readonly second_id: string;
  readonly reasons: readonly DuplicateReason[];
  readonly first: Side;
  readonly second: Side;
  /** Addresses that both have. */
  readonly shared: readonly string[];
}

/** A page of pairs that were not dismissed, of people who are both there. */
export async function listPairs(
  tx: Tx,
  workspaceId: string,
  page: { readonly after: readonly [string, string] | null; readonly limit: number },
): Promise<readonly PairRow[]> {
  const side = (alias: string) => sql`json_build_object('id', ${sql.ref(`${alias}.id`)}, 'name', ${displayName(alias)},
    'phone', ${sql.ref(`${alias}.phone`)}, 'email', ${sql.ref(`${alias}.email`)}, 'external_id', ${sql.ref(`${alias}.external_id`)},
    'birthday', ${sql.ref(`${alias}.birthday`)}, 'company', ${sql.ref(`${alias}.company`)}, 'sms_consent', ${sql.ref(`${alias}.sms_consent`)},
    'created_at', ${sql.ref(`${alias}.created_at`)})`;
  const { rows } = await sql<PairRow>`
    select d.first_id, d.second_id, d.reasons, ${side('a')} as first, ${side('b')} as second,
      array(select x.value from contact_addresses x join contact_addresses y on y.contact_id = d.second_id and y.kind = x.kind and y.value = x.value
        where x.contact_id = d.first_id order by x.id) as shared
    from contact_duplicates d join contacts a on a.id = d.first_id join contacts b on b.id = d.second_id
    where d.workspace_id = ${workspaceId} and d.dismissed_at is null and a.deleted_at is null and b.deleted_at is null
      and (${page.after?.[0] ?? null}::uuid is null or (d.first_id, d.second_id) > (${page.after?.[0] ?? null}::uuid, ${page.after?.[1] ?? null}::uuid))
    order by d.first_id, d.second_id limit ${page.limit}`.execute(tx);
  return rows;
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
