import type { StateCounts } from '@tidings/core/contract/broadcast';
import type { BroadcastProgress, Recipient, RecipientFilter } from '@tidings/core/contract/broadcast-progress';
import { isOver, settlingCount } from '@tidings/core/messaging/broadcast-states';
import { isReasonCode, reasons, reasonWords } from '@tidings/core/messaging/reasons';
import { stateExplanation, stateLabel } from '@tidings/core/messaging/state-words';
import { isMessageState } from '@tidings/core/messaging/states';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { encodeCursor, type Page, readIdCursor, toPage } from '../../db/page.ts';
import { csvFile } from '../../lib/csv-file.ts';
import { findCanary } from '../messages/canary-store.ts';
import { replyCounts } from '../messages/replies-store.ts';
import { sourceCounts } from '../messages/sources-store.ts';
import { listStandingLanes } from '../messages/standing-lanes-store.ts';
import { waitingRetries } from '../messages/try-again-store.ts';
import { listWaits } from '../messages/waits-store.ts';
import { accessBroadcast } from './access.ts';
import { costProgress } from './cost-progress.ts';
import { rateSamples } from './due-store.ts';
import { presentWaits } from './hours.ts';
import { presentLookups } from './lookups.ts';
import { countsByState } from './present.ts';
import { findRecipients, listRecipientRows, type RecipientRow } from './recipients-store.ts';
import { presentSourceHold } from './source-hold.ts';
import { presentStanding, standingOf } from './standing.ts';
import type { BroadcastRecord } from './store.ts';

/** How a broadcast is doing, from the counters alone. */
export async function getProgress(tx: Tx, workspaceId: string, id: string, now: Date): Promise<BroadcastProgress> {
  const broadcast = await accessBroadcast(tx, workspaceId, id);
  const rows = await sourceCounts(tx, workspaceId, [id]);
  const counts = countsByState(rows);
  const waiting = counts.planned + counts.queued + counts.leased;
  const waits = isOver(broadcast.state) ? [] : presentWaits(await listWaits(tx, workspaceId, id));
  // Who waits for an hour does not move, however fast it goes.
  const moving = Math.max(0, waiting - waits.reduce((sum, one) => sum + one.n, 0));
  const canary = await canaryOf(tx, broadcast, waiting);
  const sending = broadcast.state === 'sending';
  const standing = sending && moving > 0 ? await standingOf(tx, broadcast, now) : [];
  const rate = sending ? rateOf(await rateSamples(tx, workspaceId, id), now.getTime(), handedOver(counts)) : 0;
  return {
    id,
    state: broadcast.state,
    state_reason: broadcast.state_reason,
    planned: broadcast.planned,
    counts,
    reasons: rows
      .flatMap(({ state, reason, n }) =>
        reason !== '' && isMessageState(state) ? [{ state, reason, ...wordsOf(reason), n }] : [],
      )
      .sort((a, b) => b.n - a.n),
    waiting,
    waits,
    settling: settlingCount(broadcast.state, counts),
    retries: await retriesOf(tx, workspaceId, id, counts),
    rate_per_second: Math.round(rate * 10) / 10,
    standing,
    seconds_left:
      canary?.holding || standing.length > 0 ? null : sending && waiting === 0 ? 0 : rate > 0 ? Math.ceil(moving / rate) : null,
    cost: await costProgress(tx, broadcast, counts),
    lookups: await presentLookups(tx, workspaceId, id),
    source_hold: await presentSourceHold(tx, broadcast),
    canary,
    replies: await replyCounts(tx, workspaceId, id),
    version: broadcast.version,
  };
}

async function canaryOf(tx: Tx, broadcast: BroadcastRecord, waiting: number): Promise<BroadcastProgress['canary']> {
  if (broadcast.canary_size === null || broadcast.canary_released_at !== null || isOver(broadcast.state)) return null;
  const canary = await findCanary(tx, broadcast.workspace_id, broadcast.id);
  const leased = canary?.leased ?? 0;
  return { size: broadcast.canary_size, leased, holding: leased >= broadcast.canary_size && waiting > 0 };
}

/** What waits for another attempt. Read from an index that holds nothing else, and only while something waits at all. */
async function retriesOf(tx: Tx, workspaceId: string, id: string, counts: StateCounts): Promise<BroadcastProgress['retries']> {
  if (counts.queued === 0) return { waiting: 0, next_at: null, last_at: null };
  const { waiting, nextAt, lastAt } = await waitingRetries(tx, workspaceId, id);
  return { waiting, next_at: iso(nextAt), last_at: iso(lastAt) };
}

function handedOver(counts: StateCounts): number {
  return counts.accepted + counts.sent + counts.delivered + counts.failed + counts.unknown;
}

/**
 * Messages per second over the last seconds: from the oldest sample to now. A rate over less than a second says nothing.
 *
 * @param samples milliseconds since the epoch and what was handed over by then, oldest first
 */
export function rateOf(samples: readonly (readonly [number, number])[], now: number, handedOverNow: number): number {
  const oldest = samples.find(([at]) => now - at <= 11_000);
  if (!oldest) return 0;
  const seconds = (now - oldest[0]) / 1000;
  return seconds < 1 ? 0 : Math.max(0, handedOverNow - oldest[1]) / seconds;
}

function wordsOf(reason: string): { label: string; words: string } {
  return isReasonCode(reason) ? { label: reasons[reason].label, words: reasons[reason].words } : { label: reason, words: '' };
}

/** A page of the ledger. */
export async function listRecipients(
  tx: Tx,
  workspaceId: string,
  id: string,
  query: RecipientFilter & { limit: number; cursor?: string | undefined },
  now: Date,
): Promise<Page<Recipient>> {
  await accessBroadcast(tx, workspaceId, id);
  const after = readIdCursor(query.cursor) ?? undefined;
  const found = await findRecipients(tx, workspaceId, id, { ...wishOf(query), after, limit: query.limit + 1 });
  const rows = await listRecipientRows(tx, workspaceId, found.ids);
  const queued = rows.flatMap(({ state, sender_id: senderId }) => (state === 'queued' && senderId !== null ? [senderId] : []));
  const standing = await listStandingLanes(tx, workspaceId, [...new Set(queued)]);
  const lanes = new Map(standing.map((lane) => [lane.senderId, presentStanding(lane, now)]));
  const page = toPage(
    rows.map((row) => inLane(presentRecipient(row), row.sender_id === null ? undefined : lanes.get(row.sender_id))),
    query.limit,
    (row) => [row.message_id],
  );
  return found.stoppedAt === undefined ? page : { ...page, next_cursor: encodeCursor([found.stoppedAt]) };
}

const wishOf = ({ state, reason, search }: RecipientFilter) => ({ states: state, reasons: reason, search });

/** Who is due waits for their lane, where it stands still; whoever waits for a moment of their own waits for that first. */
function inLane(row: Recipient, lane: ReturnType<typeof presentStanding> | undefined): Recipient {
  if (lane === undefined || row.state !== 'queued' || row.waits_until !== null || row.waits_for !== null) return row;
  return { ...row, state_words: lane.words, waits_until: lane.until, waits_for: lane.label };
}

function presentRecipient({ sharer, sender_id: _, ...row }: RecipientRow): Recipient {
  const reason = row.reason === null ? null : wordsOf(row.reason);
  return {
    ...row,
    state_words: stateExplanation(row.state),
    reason_label: reason?.label ?? null,
    reason_words: reasonWords(row.reason, sharer) ?? reason?.words ?? null,
    // Who may have asked to stop waits for a member, and for no moment.
    waits_until: row.wait_reason === 'asked_to_stop_maybe' ? null : iso(row.waits_until),
    waits_for: row.wait_reason === null ? null : wordsOf(row.wait_reason).label,
    accepted_at: iso(row.accepted_at),
    sent_at: iso(row.sent_at),
    delivered_at: iso(row.delivered_at),
    ended_at: iso(row.ended_at),
  };
}

const header = [
  'name',
  'phone',
  'state',
  'reason',
  'reason_in_words',
  'error_code',
  'segments',
  'attempts',
  'accepted_at',
  'sent_at',
  'delivered_at',
  'ended_at',
];

const exportPage = 2_000;

/** The ledger as CSV, read portion by portion while it is downloaded. */
export async function exportRecipients(ctx: Context, workspaceId: string, id: string, query: RecipientFilter) {
  const broadcast = await ctx.db.workspace(workspaceId, (tx) => accessBroadcast(tx, workspaceId, id));
  async function* pages() {
    for (let after: string | undefined, more = true; more; ) {
      const page = { ...wishOf(query), after, limit: exportPage };
      const { found, rows } = await ctx.db.workspace(workspaceId, async (tx) => {
        const found = await findRecipients(tx, workspaceId, id, page);
        return { found, rows: await listRecipientRows(tx, workspaceId, found.ids) };
      });
      yield rows.map(toCells);
      after = found.stoppedAt ?? found.ids.at(-1);
      more = found.stoppedAt !== undefined || found.ids.length === exportPage;
    }
  }
  return csvFile(`${broadcast.name}.csv`, header, pages());
}

function toCells(row: RecipientRow) {
  const reason = row.reason === null ? null : wordsOf(row.reason);
  return [
    row.name,
    row.address,
    stateLabel(row.state),
    reason?.label,
    reasonWords(row.reason, row.sharer) ?? reason?.words,
    row.error_code,
    row.segments,
    row.attempts,
    iso(row.accepted_at),
    iso(row.sent_at),
    iso(row.delivered_at),
    iso(row.ended_at),
  ];
}

function iso(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
