import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { withMerged } from './merged-store.ts';

export interface ListRef {
  readonly id: string;
  readonly name: string;
  readonly details: Record<string, string | number>;
}

/** The lists in use that a person is in, by name. */
export async function listMemberships(tx: Tx, workspaceId: string, contactId: string): Promise<readonly ListRef[]> {
  const { rows } = await sql<ListRef>`select l.id, l.name, e.details from list_entries e join lists l on l.id = e.list_id
    where e.workspace_id = ${workspaceId} and e.contact_id = ${contactId} and l.archived_at is null order by lower(l.name)`.execute(
    tx,
  );
  return rows;
}

/** Puts a person into exactly these lists, leaving archived ones alone. Answers the ids that are no lists here. */
export async function replaceLists(
  tx: Tx,
  workspaceId: string,
  contactId: string,
  listIds: readonly string[],
): Promise<readonly string[]> {
  const wanted = sql`select id from lists where workspace_id = ${workspaceId} and archived_at is null and id = any (${[...listIds]}::uuid[])`;
  await sql`delete from list_entries e using lists l where e.workspace_id = ${workspaceId} and e.contact_id = ${contactId}
    and l.id = e.list_id and l.archived_at is null and e.list_id <> all (${[...listIds]}::uuid[])`.execute(tx);
  await sql`insert into list_entries (workspace_id, list_id, contact_id)
    select ${workspaceId}::uuid, l.id, ${contactId}::uuid from (${wanted}) l on conflict do nothing`.execute(tx);
  const { rows } = await sql<{ id: string }>`${wanted}`.execute(tx);
  return listIds.filter((id) => !rows.some((row) => row.id === id));
}

export interface ConsentRow {
  readonly id: string;
  readonly at: Date;
  readonly channel: string;
  readonly consent: 'yes' | 'no' | 'unknown';
  readonly purpose: ConsentPurpose;
  readonly source: string;
  readonly address: string | null;
  readonly wording: string | null;
  readonly method: string | null;
  readonly evidence: Readonly<Record<string, unknown>>;
  readonly actor_name: string | null;
  readonly sandbox: boolean;
}

/**
 * Words on consent of one person, newest first, also of contacts that were merged into them. `played`: with the opt-outs that were played on the
 * sandbox phones of their numbers, which change nobody's consent and stand on the suppression list only. Both have ids in the order of time.
 */
export async function listConsentEvents(
  tx: Tx,
  workspaceId: string,
  contactId: string,
  page: { readonly limit: number; readonly before: string | null; readonly played?: boolean },
): Promise<readonly ConsentRow[]> {
  const before = (id: RawBuilder<unknown>) => sql`(${page.before}::uuid is null or ${id} < ${page.before}::uuid)`;
  const played = sql`
    union all
    select s.id, s.created_at, s.channel, 'no', 'all', s.source, s.address, s.reason, s.evidence ->> 'method', s.evidence
        || case when s.removed_at is null then '{}'::jsonb else jsonb_build_object('lifted_at', s.removed_at) end, s.created_by, true
    from suppressions s where s.workspace_id = ${workspaceId} and s.kind = 'opt_out' and s.sandbox and ${before(sql`s.id`)} and s.address in (
      select a.value from contact_addresses a
      where a.workspace_id = ${workspaceId} and a.kind = 'phone' and a.contact_id in (${withMerged(contactId)}))`;
  const { rows } =
    await sql<ConsentRow>`select id, at, channel, consent, purpose, source, address, wording, evidence ->> 'method' as method, evidence, actor_name, false as sandbox
    from consent_events where workspace_id = ${workspaceId} and contact_id in (${withMerged(contactId)})
      and ${before(sql`id`)} ${page.played ? played : sql``}
    order by id desc limit ${page.limit}`.execute(tx);
  return rows;
}

/** When somebody last agreed, by the number that it was for; what merges carried over keeps its own time. */
export async function listAgreedAt(tx: Tx, workspaceId: string, contactId: string): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql<{ address: string; at: Date }>`
    select coalesce(address, '') as address, max(at) as at from consent_events
    where workspace_id = ${workspaceId} and contact_id in (${withMerged(contactId)}) and channel = 'sms' and consent = 'yes'
      and source not in ('merge', 'unmerge') group by 1`.execute(tx);
  return new Map(rows.map((row) => [row.address, row.at]));
}
