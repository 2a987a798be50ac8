import type { Audience } from '@tidings/core/contract/audience';
import type { Broadcast, BroadcastRow, StateCounts } from '@tidings/core/contract/broadcast';
import { settlingCount } from '@tidings/core/messaging/broadcast-states';
import { isMessageState, messageStates } from '@tidings/core/messaging/states';
import type { Tx } from '../../db/database.ts';
import { describeAudience } from '../audiences/service.ts';
import { findPool, listPoolSenders } from '../connections/pools-store.ts';
import { findSender } from '../connections/senders-store.ts';
import { sourceCounts } from '../messages/sources-store.ts';
import { presentSender } from './present-sender.ts';
import type { BroadcastRecord } from './store.ts';

export type CountRow = Awaited<ReturnType<typeof sourceCounts>>[number];

/** Counts by state, every state named. */
export function countsByState(rows: readonly CountRow[]): StateCounts {
  const counts = Object.fromEntries(messageStates.map((state) => [state, 0])) as StateCounts;
  for (const { state, n } of rows) if (isMessageState(state)) counts[state] += n;
  return counts;
}

/** An audience in words, also when a list or tag of it is gone. */
async function audienceWords(tx: Tx, row: BroadcastRecord): Promise<string> {
  if (row.kind === 'direct') return 'Numbers given over the API';
  try {
    return await describeAudience(tx, row.workspace_id, row.audience as Audience);
  } catch {
    return 'A list or tag that is not there any more';
  }
}

async function presentRow(tx: Tx, row: BroadcastRecord, rows: readonly CountRow[]): Promise<BroadcastRow> {
  const counts = countsByState(rows);
  return {
    id: row.id,
    kind: row.kind === 'direct' ? 'direct' : 'broadcast',
    name: row.name,
    excerpt: row.body.length > 140 ? `${[...row.body].slice(0, 140).join('')}…` : row.body,
    audience_words: await audienceWords(tx, row),
    state: row.state,
    state_reason: row.state_reason,
    scheduled_at: iso(row.scheduled_at),
    scheduled_local: row.scheduled_local,
    scheduled_zone: row.scheduled_zone,
    late_since: iso(row.late_since),
    created_by_name: row.created_by_name,
    sent_by_name: row.sent_by_name,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    started_at: iso(row.started_at),
    finished_at: iso(row.finished_at),
    planned: row.planned,
    counts,
    settling: settlingCount(row.state, counts),
  };
}

/** A page of broadcasts with their counters, read at once. */
export async function presentRows(tx: Tx, workspaceId: string, rows: readonly BroadcastRecord[]): Promise<BroadcastRow[]> {
  const counts = Map.groupBy(
    await sourceCounts(
      tx,
      workspaceId,
      rows.map((row) => row.id),
    ),
    (row) => row.source_id,
  );
  const presented: BroadcastRow[] = [];
  for (const row of rows) presented.push(await presentRow(tx, row, counts.get(row.id) ?? []));
  return presented;
}

/** One broadcast with everything that can be edited. */
export async function presentBroadcast(tx: Tx, row: BroadcastRecord): Promise<Broadcast> {
  const counts = await sourceCounts(tx, row.workspace_id, [row.id]);
  const sender = row.sender_id === null ? undefined : await findSender(tx, row.workspace_id, row.sender_id);
  return {
    ...(await presentRow(tx, row, counts)),
    body: row.body,
    smart_encoding: row.smart_encoding,
    one_per_address: row.one_per_address,
    audience: row.audience as Audience,
    sender_id: row.sender_id,
    sender: sender ? presentSender(sender) : null,
    pool_id: row.pool_id,
    pool: await presentPoolOf(tx, row),
    useless_after: iso(row.useless_after),
    canary_size: row.canary_size,
    quiet_hours: row.quiet_hours,
    purpose: row.purpose,
    planned_at: iso(row.planned_at),
    version: row.version,
  };
}

async function presentPoolOf(tx: Tx, { workspace_id: workspaceId, pool_id: id }: BroadcastRecord): Promise<Broadcast['pool']> {
  const pool = id === null ? undefined : await findPool(tx, workspaceId, id);
  if (!pool) return null;
  const senders = await listPoolSenders(tx, workspaceId, [pool.id]);
  return { id: pool.id, name: pool.name, numbers: senders.get(pool.id)?.length ?? 0 };
}

function iso(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
