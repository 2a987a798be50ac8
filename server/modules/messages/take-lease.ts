import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { lockLeasesShared } from '../compliance/lease-lock-store.ts';
import { type Fate, msUntilWorthwhile, planLease, tokensNow } from './lease.ts';
import {
  type Candidate,
  deferMessages,
  type LaneName,
  type LaneRow,
  listCandidates,
  listSources,
  lockLane,
  markLeased,
  readMark,
  saveMark,
  saveTokens,
} from './lease-store.ts';
import { applyTransitions, leaveOutbox } from './transitions-store.ts';

/** A message in this worker's hands. */
export interface LeasedMessage {
  readonly messageId: string;
  readonly workspaceId: string;
  readonly sandbox: boolean;
  readonly priority: number;
  readonly sourceId: string | null;
  readonly contactId: string | null;
  readonly address: string;
  readonly body: string;
  readonly attempt: number;
  readonly uselessAfter: Date | null;
  /** Milliseconds between the moment it was due and its lease. */
  readonly waitedMs: number;
  /** Monotonic milliseconds of the lease: what was not begun in time is given back. */
  readonly leasedAt: number;
}

export interface Lease {
  readonly lane: LaneRow;
  readonly messages: readonly LeasedMessage[];
  /** How many were decided in all; 0 when there was nothing to do. */
  readonly decided: number;
  /** Milliseconds until it is worth while to lease again, when the lane ran out of tokens; else 0. */
  readonly waitMs: number;
}

/** The fewest candidates that are read at once: enough that skipped ones do not cost a transaction each. */
const leastRead = 50;

/** Priorities in their order: replies, reminders and direct sends, bulk. */
const priorities = [0, 1, 2] as const;

/** How many messages the worker can carry beyond those it has; of replies it may be more. */
export interface Room {
  readonly room: number;
  readonly replyRoom: number;
}

/**
 * Takes the next messages of a lane: one short transaction that decides over each with the facts as committed, renders, marks and commits
 * before anything is sent (I1, I2). Undefined while another worker holds the lane, or it is paused.
 */
export async function takeLease(ctx: Context, ready: LaneName, { room, replyRoom }: Room): Promise<Lease | undefined> {
  return ctx.db.system(async (tx) => {
    await lockLeasesShared(tx, ready.workspaceId);
    const lane = await lockLane(tx, ready);
    // A paused lane is not read at all: its mark must not step over what waits for it to go on.
    if (!lane || lane.paused) return undefined;
    const messages: LeasedMessage[] = [];
    let tokens = tokensNow(lane);
    let decided = 0;
    let segments = 0;
    let waitMs = 0;
    for (const priority of priorities) {
      const roomLeft = (priority === 0 ? replyRoom : room) - messages.length;
      if (roomLeft < 1) continue;
      const capLeft = lane.capLeft === null ? null : lane.capLeft - segments;
      const result = await leasePriority(ctx, tx, ready, { lane, priority, tokens, room: roomLeft, capLeft });
      tokens = result.tokens;
      segments += result.segments;
      decided += result.decided;
      messages.push(...result.messages);
      // What is more important and waits for tokens must not be overtaken.
      if (!result.stoppedBy) continue;
      if (result.stoppedBy === 'tokens') waitMs = msUntilWorthwhile(lane, tokens);
      break;
    }
    if (messages.length > 0 || lane.idleMs < 0) await saveTokens(tx, ready, { tokens, idleMs: lane.idleMs, segments });
    return { lane, messages, decided, waitMs };
  });
}

interface PriorityLease {
  readonly lane: LaneRow;
  readonly priority: number;
  readonly tokens: number;
  readonly room: number;
  readonly capLeft: number | null;
}

async function leasePriority(ctx: Context, tx: Tx, ready: LaneName, { lane, priority, tokens, room, capLeft }: PriorityLease) {
  const mark = await readMark(tx, ready, priority);
  const limit = Math.max(leastRead, Math.min(room, Math.ceil(lane.rate)));
  const candidates = await listCandidates(tx, ready, priority, mark, limit);
  if (candidates.length === 0) return { tokens, segments: 0, decided: 0, messages: [], stoppedBy: undefined };
  const sourceIds = [...new Set(candidates.map((one) => one.sourceId).filter((id) => id !== null))];
  const sources = await listSources(tx, sourceIds);
  const plan = planLease(candidates, { lane, liveAllowed: ctx.config.production, sources }, tokens, room, capLeft);
  const last = plan.fates.at(-1)?.candidate;
  const messages = await carryOut(ctx, tx, { ...ready, priority, sandbox: lane.sandbox }, plan.fates, sources);
  if (last) await saveMark(tx, ready, priority, last);
  const segments = plan.fates.reduce((sum, { fate }) => sum + (fate.kind === 'lease' ? fate.leased.segments : 0), 0);
  return {
    tokens: plan.tokens,
    segments,
    decided: plan.fates.length,
    messages,
    stoppedBy: plan.stoppedBy,
  };
}

async function carryOut(
  ctx: Context,
  tx: Tx,
  ready: LaneName & { readonly sandbox: boolean; readonly priority: number },
  fates: readonly { readonly candidate: Candidate; readonly fate: Fate }[],
  sources: ReadonlyMap<string, { readonly useless_after: Date | null }>,
): Promise<LeasedMessage[]> {
  const messages: LeasedMessage[] = [];
  const leased = [];
  const ended = [];
  const deferred = [];
  const leasedAt = performance.now();
  for (const { candidate, fate } of fates) {
    if (fate.kind === 'lease') {
      leased.push(fate.leased);
      messages.push({
        messageId: candidate.messageId,
        workspaceId: ready.workspaceId,
        sandbox: ready.sandbox,
        priority: ready.priority,
        sourceId: candidate.sourceId,
        contactId: candidate.contactId,
        address: candidate.address ?? '',
        body: fate.leased.body,
        attempt: candidate.attempts + 1,
        uselessAfter:
          candidate.uselessAfter ?? (candidate.sourceId ? (sources.get(candidate.sourceId)?.useless_after ?? null) : null),
        waitedMs: candidate.waitedMs,
        leasedAt,
      });
    } else if (fate.kind === 'end') ended.push({ messageId: candidate.messageId, to: fate.to, reason: fate.reason });
    else if (fate.kind === 'defer') deferred.push({ messageId: candidate.messageId, until: fate.until });
  }
  const marked = leased.length > 0 ? await markLeased(tx, ctx.process.id, leased) : new Set();
  if (deferred.length > 0) await deferMessages(tx, deferred);
  await applyTransitions(tx, ended);
  await leaveOutbox(
    tx,
    ended.map((one) => one.messageId),
  );
  // A receipt of an earlier attempt may have settled one since it was read: nobody may hand that over again (I1).
  return messages.filter((one) => marked.has(one.messageId));
}
