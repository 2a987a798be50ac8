import { mattersInThePast, type PastJudgement, type PastOutcome } from '@tidings/core/compliance/past-failures';
import type { CountedFailure } from '@tidings/core/compliance/soft-failures';
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { Channel } from '../../db/tables/columns.ts';
import type { FailureCheckState, FailureChecksTable, FailureFindingsTable } from '../../db/tables/failures.ts';
import type { FormerConsent } from './consent-store.ts';

export type FailureCheckRow = Selectable<FailureChecksTable>;
export type FindingRow = Selectable<FailureFindingsTable>;

/** Begins a check of everything that has been written so far. Undefined while another of the workspace is under way. */
export async function insertCheck(tx: Tx, workspaceId: string, byName: string): Promise<FailureCheckRow | undefined> {
  const { rows } = await sql<FailureCheckRow>`
    insert into failure_checks (workspace_id, created_by_name, until_id, about)
    select ${workspaceId}, ${byName},
      coalesce((select id from messages where workspace_id = ${workspaceId} order by id desc limit 1), '00000000-0000-0000-0000-000000000000'),
      coalesce((select sum(n) from hour_counts where workspace_id = ${workspaceId}), 0)::int
    on conflict do nothing returning *`.execute(tx);
  return rows[0];
}

export async function findCheck(tx: Tx, workspaceId: string, id: string): Promise<FailureCheckRow | undefined> {
  return tx
    .selectFrom('failure_checks')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function listChecks(tx: Tx, workspaceId: string): Promise<FailureCheckRow[]> {
  return tx
    .selectFrom('failure_checks')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('id', 'desc')
    .limit(20)
    .execute();
}

/** Checks with something to do. System scope. */
export async function listBusyChecks(tx: Tx): Promise<{ id: string; workspace_id: string }[]> {
  return tx
    .selectFrom('failure_checks')
    .select(['id', 'workspace_id'])
    .where('state', 'in', ['looking', 'judging', 'applying', 'undoing'])
    .orderBy('id')
    .limit(20)
    .execute();
}

/** Takes a check for this portion; undefined while another worker has it, or it is gone. */
export async function lockCheck(tx: Tx, workspaceId: string, id: string): Promise<FailureCheckRow | undefined> {
  return tx
    .selectFrom('failure_checks')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst();
}

/** Moves a check on from one of the states named; undefined when it is in none of them, or another one is busy. */
export async function moveCheck(
  tx: Tx,
  workspaceId: string,
  id: string,
  from: readonly FailureCheckState[],
  to: FailureCheckState,
): Promise<FailureCheckRow | undefined> {
  const { rows } = await sql<FailureCheckRow>`
    update failure_checks set state = ${to}, finished_at = case when ${to} in ('done', 'undone') then now() end
    where workspace_id = ${workspaceId} and id = ${id} and state = any(${[...from]}::text[]) and (${to} not in ('applying', 'undoing') or not exists (
      select 1 from failure_checks b where b.workspace_id = ${workspaceId} and b.state in ('looking', 'judging', 'applying', 'undoing')))
    returning *`.execute(tx);
  return rows[0];
}

export async function noteProgress(
  tx: Tx,
  check: FailureCheckRow,
  more: {
    readonly afterId?: string;
    readonly looked?: number;
    readonly toChange?: number;
    readonly applied?: number;
    readonly undone?: number;
  },
): Promise<void> {
  await sql`
    update failure_checks set after_id = coalesce(${more.afterId ?? null}, after_id), looked = looked + ${more.looked ?? 0},
      to_change = to_change + ${more.toChange ?? 0}, applied = applied + ${more.applied ?? 0}, undone = undone + ${more.undone ?? 0}
    where workspace_id = ${check.workspace_id} and id = ${check.id}`.execute(tx);
}

/** A portion of messages in the order of their ids: how far it went, and the failures in it whose codes matter. */
export async function readPast(tx: Tx, check: FailureCheckRow, limit: number) {
  const range = sql`workspace_id = ${check.workspace_id} and id > ${check.after_id} and id <= ${check.until_id}`;
  const page = await sql<{ last: string | null; n: number }>`
    with page as materialized (select id from messages where ${range} order by id limit ${limit})
    select (select id from page order by id desc limit 1) as last, (select count(*)::int from page) as n`.execute(tx);
  const { last = null, n = 0 } = page.rows[0] ?? {};
  if (last === null) return { last, n, failures: [] };
  const { rows } = await sql<{
    address: string;
    sandbox: boolean;
    messageId: string;
    code: number;
    at: number;
    senderId: string | null;
  }>`
    select m.address, coalesce(s.sandbox, false) as sandbox, m.id as "messageId", m.error_code::int as code,
      floor(extract(epoch from coalesce(m.ended_at, m.created_at)) * 1000)::float8 as at, m.sender_id as "senderId"
    from messages m left join senders s on s.id = m.sender_id join workspaces w on w.id = m.workspace_id
    where m.workspace_id = ${check.workspace_id} and m.id > ${check.after_id} and m.id <= ${last}
      and m.direction = 'out' and m.channel = 'sms' and m.state = 'failed' and m.address is not null and m.error_code ~ '^[0-9]{1,9}$'
      -- What was played in the sandbox ended when the workspace went live.
      and (w.mode = 'sandbox' or not coalesce(s.sandbox, false))
    order by m.id`.execute(tx);
  return { last, n, failures: rows.filter((row) => mattersInThePast(row.code)) };
}

/** Adds failures to what was found at their addresses. */
export async function addFindings(
  tx: Tx,
  check: FailureCheckRow,
  found: readonly { readonly address: string; readonly sandbox: boolean; readonly failures: readonly CountedFailure[] }[],
): Promise<void> {
  if (found.length === 0) return;
  const json = found.map((one) =>
    JSON.stringify(
      one.failures.map(({ messageId, code, at, senderId }) => ({
        message_id: messageId,
        code,
        at,
        ...(senderId ? { sender_id: senderId } : {}),
      })),
    ),
  );
  await sql`
    insert into failure_findings as f (check_id, workspace_id, channel, address, sandbox, failures)
    select ${check.id}, ${check.workspace_id}, 'sms', address, sandbox, failures
    from unnest(${found.map((one) => one.address)}::text[], ${found.map((one) => one.sandbox)}::boolean[], ${json}::jsonb[])
      as i(address, sandbox, failures)
    on conflict (check_id, channel, address, sandbox) do update set failures = f.failures || excluded.failures`.execute(tx);
}

/** Findings that the present step has not dealt with yet. */
export async function listFindings(
  tx: Tx,
  check: FailureCheckRow,
  step: 'judge' | 'apply' | 'undo',
  limit: number,
): Promise<FindingRow[]> {
  const query = tx
    .selectFrom('failure_findings')
    .selectAll()
    .where('workspace_id', '=', check.workspace_id)
    .where('check_id', '=', check.id)
    .orderBy('address')
    .orderBy('sandbox')
    .limit(limit);
  if (step === 'judge') return query.where('outcome', 'is', null).execute();
  if (step === 'apply') return query.where('outcome', '=', 'change').where('suppression_id', 'is', null).execute();
  return query.where('suppression_id', 'is not', null).where('undone_at', 'is', null).execute();
}

/** Writes what a finding was judged to be, or what became of it. */
export async function updateFinding(
  tx: Tx,
  finding: FindingRow,
  change: {
    readonly judgement?: Pick<PastJudgement, 'kind' | 'code'> & { readonly outcome: PastOutcome };
    readonly suppressionId?: string;
    readonly consents?: readonly FormerConsent[];
    readonly undone?: boolean;
  },
): Promise<void> {
  await tx
    .updateTable('failure_findings')
    .set({
      ...(change.judgement
        ? { outcome: change.judgement.outcome, kind: change.judgement.kind, error_code: change.judgement.code }
        : {}),
      ...(change.suppressionId ? { suppression_id: change.suppressionId } : {}),
      ...(change.consents ? { consents: JSON.stringify(change.consents) } : {}),
      ...(change.undone ? { undone_at: sql<Date>`now()` } : {}),
    })
    .where('workspace_id', '=', finding.workspace_id)
    .where('check_id', '=', finding.check_id)
    .where('channel', '=', finding.channel)
    .where('address', '=', finding.address)
    .where('sandbox', '=', finding.sandbox)
    .execute();
}

/** What is known of addresses today, for the judgement over their past. One statement for a whole portion. */
export async function presentFacts(tx: Tx, workspaceId: string, channel: Channel, addresses: readonly string[]) {
  const { rows } = await sql<{
    address: string;
    standing: 'real' | 'played' | null;
    allowedAt: Date | null;
    deliveredAt: Date | null;
  }>`
    select a.address,
      (select case when s.sandbox then 'played' else 'real' end from suppressions s
        where s.workspace_id = ${workspaceId} and s.channel = ${channel} and s.address = a.address and s.removed_at is null) as standing,
      (select max(s.removed_at) from suppressions s
        where s.workspace_id = ${workspaceId} and s.channel = ${channel} and s.address = a.address and s.check_id is null) as "allowedAt",
      (select max(m.delivered_at) from contact_addresses c join messages m on m.contact_id = c.contact_id
        where c.workspace_id = ${workspaceId} and c.kind = 'phone' and c.value = a.address
          and m.address = a.address and m.channel = ${channel} and m.direction = 'out' and m.state = 'delivered') as "deliveredAt"
    from unnest(${[...addresses]}::text[]) as a(address)`.execute(tx);
  return new Map(rows.map((row) => [row.address, row]));
}

/** Notes which check made a suppression. */
export async function markSuppression(tx: Tx, workspaceId: string, suppressionId: string, checkId: string): Promise<void> {
  await tx
    .updateTable('suppressions')
    .set({ check_id: checkId })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', suppressionId)
    .execute();
}

/** Whose consent to texts an opt-out would change, and what it is now. */
export async function listConsents(tx: Tx, workspaceId: string, contactIds: readonly string[]): Promise<FormerConsent[]> {
  if (contactIds.length === 0) return [];
  const rows = await tx
    .selectFrom('contacts')
    .select(['id', 'sms_consent', 'sms_agreed'])
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...contactIds])
    .where('sms_consent', '!=', 'no')
    .execute();
  return rows.map((row) => ({ contact_id: row.id, consent: row.sms_consent, agreed: row.sms_agreed }));
}

/** Whether somebody wrote from an address since a moment: then what they said may stand behind what holds. */
export async function hasWrittenSince(tx: Tx, workspaceId: string, address: string, since: Date): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select 1 from contact_addresses c join messages m on m.contact_id = c.contact_id
      where c.workspace_id = ${workspaceId} and c.kind = 'phone' and c.value = ${address} and m.direction = 'in' and m.address = ${address}
        and m.created_at >= ${since}) as found`.execute(tx);
  return rows[0]?.found === true;
}

/** How many addresses, by code and what becomes of them. */
export async function countFindings(tx: Tx, workspaceId: string, checkId: string) {
  const rows = await tx
    .selectFrom('failure_findings')
    .select(['error_code', 'kind', 'outcome', (count) => count.fn.countAll<number>().as('n')])
    .where('workspace_id', '=', workspaceId)
    .where('check_id', '=', checkId)
    .where('outcome', 'is not', null)
    .groupBy(['error_code', 'kind', 'outcome'])
    .execute();
  return rows.sort((a, b) => Number(b.n) - Number(a.n));
}

/** Some of those that change, with the first contact at the address. */
export async function sampleFindings(tx: Tx, workspaceId: string, checkId: string, limit: number) {
  const { rows } = await sql<FindingRow & { readonly contact: { id: string; name: string | null } | null }>`
    select f.*, (select json_build_object('id', c.id, 'name', coalesce(nullif(c.full_name, ''), nullif(trim(concat_ws(' ', c.first_name, c.last_name)), '')))
      from contact_addresses a join contacts c on c.id = a.contact_id and c.deleted_at is null
      where a.workspace_id = f.workspace_id and a.value = f.address order by a.id limit 1) as contact
    from failure_findings f where f.workspace_id = ${workspaceId} and f.check_id = ${checkId} and f.outcome = 'change'
    order by f.address limit ${limit}`.execute(tx);
  return rows;
}
