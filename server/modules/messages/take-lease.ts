import type { Decision } from '@tidings/core/compliance/decision';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { lockLeasesShared } from '../compliance/lease-lock-store.ts';
import { readSettings } from '../compliance/quiet-hours-settings.ts';
import { hookOrigin } from '../connections/hook-urls.ts';
import { erasedAmong } from '../contacts/erased.ts';
import { lockCanaries, saveCanaries } from './canary-store.ts';
import { withEntries } from './entry-details.ts';
import { FrequencyLog, reachedKey } from './frequency-log.ts';
import { listBulkOfPhones, lockCounting } from './frequency-store.ts';
import { type Handover, type Moment, packValidity, validitySeconds } from './handover.ts';
import { type Decided, type Fate, type LeasePlan, msUntilWorthwhile, planLease, sourceOf, tokensNow } from './lease.ts';
import { isBulk, type LeaseCosts } from './lease-costs.ts';
import { holdsHours, hoursOfLease } from './lease-hours.ts';
import { packFacts } from './lease-record.ts';
import { insertLease } from './lease-record-store.ts';
import { type LeaseSpending, openLeaseCosts, saveLeaseCosts } from './lease-spending.ts';
import {
  bulkPriority,
  type Candidate,
  type LaneName,
  type LaneRow,
  listCandidates,
  listSources,
  lockLane,
  markLeased,
  portionOf,
  type SourceRow,
  saveMark,
  saveTokens,
  type TakenMark,
  takeMarks,
} from './lease-store.ts';
import { skipHeld } from './skip-held-store.ts';
import { stateLimitsOf } from './state-limits.ts';
import { applyTransitions } from './transitions-store.ts';
import { type Deferred, deferMessages } from './waits-store.ts';

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
  readonly segments: number;
  /** How long the provider may try, so that nothing leaks past its use or the person's hours; undefined for its own limit. */
  readonly validitySeconds?: number | undefined;
  /** Milliseconds between the moment it was due and its lease. */
  readonly waitedMs: number;
  /** When it was leased: what was not begun in time is given back. */
  readonly leasedAt: Moment;
  /** What it is expected to cost, as it was counted. */
  readonly spending?: LeaseSpending;
}

export interface Lease {
  readonly lane: LaneRow;
  readonly messages: readonly LeasedMessage[];
  /** How many were decided in all; 0 when there was nothing to do. */
  readonly decided: number;
  /** Milliseconds until it is worth while to lease again, when the lane ran out of tokens; else 0. */
  readonly waitMs: number;
}

/** Priorities in their order: replies, reminders and direct sends, bulk. */
const priorities = [0, 1, 2] as const;

/** How many messages the worker can carry beyond those it has; of replies it may be more. */
export interface Room {
  readonly room: number;
  readonly replyRoom: number;
}

/**
 * Takes the next messages of a lane: one short transaction that decides over each with the facts as committed, renders, marks and commits
 * before anything is sent (I1, I2). Undefined while another worker holds the lane, or it is paused or stopped.
 */
export async function takeLease(ctx: Context, ready: LaneName, { room, replyRoom }: Room): Promise<Lease | undefined> {
  return ctx.db.byKey(async (tx) => {
    await lockLeasesShared(tx, ready.workspaceId);
    const lane = await lockLane(tx, ready);
    // A paused or stopped lane is not read at all: its mark must not step over what waits for it to go on.
    if (!lane || lane.paused || lane.stopped) return undefined;
    if (capOf(lane)) await lockCounting(tx, ready.workspaceId);
    const messages: LeasedMessage[] = [];
    let tokens = tokensNow(lane);
    let decided = 0;
    let segments = 0;
    let waitMs = 0;
    let capNeeds: number | null = null;
    const waits = (priority: number) => priority === bulkPriority && lane.holdsBulk === true;
    const looked = priorities.filter((priority) => (priority === 0 ? replyRoom : room) >= 1 && !waits(priority));
    const marks = await takeMarks(tx, ready, looked);
    let costs = await openLeaseCosts(tx, { workspaceId: ready.workspaceId, sandbox: lane.sandbox });
    for (const priority of priorities) {
      const roomLeft = (priority === 0 ? replyRoom : room) - messages.length;
      if (roomLeft < 1 || waits(priority)) {
        // Not looked at: what was known of its first still holds.
        capNeeds = lane.capNeeds;
        continue;
      }
      const capLeft = lane.capLeft === null ? null : lane.capLeft - segments;
      const mark = marks.get(priority);
      if (!mark?.due) continue;
      const result = await leasePriority(ctx, tx, ready, { lane, priority, mark, tokens, room: roomLeft, capLeft, costs });
      tokens = result.tokens;
      costs = result.costs;
      segments += result.segments;
      decided += result.decided;
      messages.push(...result.messages);
      capNeeds = result.capNeeds ?? capNeeds;
      // What is more important and waits for tokens must not be overtaken.
      if (!result.stoppedBy) continue;
      if (result.stoppedBy === 'tokens') waitMs = msUntilWorthwhile(lane, tokens);
      break;
    }
    await saveLeaseCosts(tx, { workspaceId: ready.workspaceId, sandbox: lane.sandbox }, costs, messages);
    // One that only decided has worked, too: nobody may take it for stuck while it reads over what is held.
    if (decided > 0 || lane.idleMs < 0 || capNeeds !== lane.capNeeds)
      await saveTokens(tx, ready, { tokens, idleMs: lane.idleMs, segments, capNeeds });
    return { lane, messages, decided, waitMs };
  });
}

interface PriorityLease {
  readonly lane: LaneRow;
  readonly priority: number;
  readonly mark: TakenMark;
  readonly tokens: number;
  readonly room: number;
  readonly capLeft: number | null;
  readonly costs: LeaseCosts;
}

async function leasePriority(
  ctx: Context,
  tx: Tx,
  ready: LaneName,
  { lane, priority, mark, tokens, room, capLeft, costs }: PriorityLease,
) {
  const limit = portionOf(Math.min(room, Math.ceil(lane.rate)));
  const read = await listCandidates(tx, ready, priority, mark, limit, lane.openSince);
  const listed = await silenceErased(ctx, tx, lane, ready, read);
  const nothing = { tokens, segments: 0, decided: 0, messages: [], stoppedBy: undefined, capNeeds: null, costs };
  if (listed.length === 0) return nothing;
  const sourceIds = [...new Set(listed.map((one) => one.sourceId ?? one.rulesSourceId ?? null).filter((id) => id !== null))];
  const sources = await listSources(tx, sourceIds);
  const candidates = await withEntries(tx, ready.workspaceId, listed, sources);
  const limits = await stateLimitsOf(tx, ready.workspaceId, lane, candidates, sources, { alone: true });
  if (limits === 'busy') return nothing;
  const canaryIds = [...sources.values()].filter((one) => one.canary_limit !== null).map((one) => one.id);
  const canaries = await lockCanaries(tx, canaryIds);
  const frequency = await frequencyOf(tx, ready.workspaceId, lane, candidates);
  const hours = hoursOfLease(lane);
  const facts = { lane, liveAllowed: ctx.config.production, sources, canaries, hours, frequency, limits, costs };
  const plan = planLease(candidates, facts, tokens, room, capLeft);
  await saveCanaries(tx, plan.canaries);
  const last = plan.fates.at(-1)?.candidate;
  const messages = await carryOut(ctx, tx, { ...ready, priority, lane, costs }, plan.fates, sources);
  await keepRecord(ctx, tx, { ...ready, lane }, plan.fates, messages);
  const held = plan.fates.length === limit ? heldSources(plan, sources) : undefined;
  if (last) await saveMark(tx, ready, priority, held ? await skipHeld(tx, ready, priority, last, held) : last);
  const segments = plan.fates.reduce((sum, { fate }) => sum + (fate.kind === 'lease' ? fate.leased.segments : 0), 0);
  return {
    tokens: plan.tokens,
    segments,
    decided: plan.fates.length,
    messages,
    stoppedBy: plan.stoppedBy,
    capNeeds: plan.capNeeds,
    costs: plan.costs ?? costs,
  };
}

/** Numbers of people who were deleted for privacy count as opted out, by whatever way they came back. Costs nothing where nobody was. */
export async function silenceErased(
  ctx: Context,
  tx: Tx,
  lane: LaneRow,
  { workspaceId }: LaneName,
  candidates: readonly Candidate[],
): Promise<readonly Candidate[]> {
  if (lane.someErased !== true || candidates.length === 0) return candidates;
  const phones = candidates.flatMap(({ address }) => address ?? []);
  const erased = await erasedAmong(ctx, tx, workspaceId, phones);
  return candidates.map((one) =>
    one.address !== null && erased.has(one.address) ? { ...one, suppressionKind: 'opt_out', suppressedAt: lane.now } : one,
  );
}

/** The sources that a whole lease was held by; undefined when anything else was decided. */
function heldSources({ fates, canaries }: LeasePlan, sources: ReadonlyMap<string, SourceRow>): string[] | undefined {
  const ids = new Set<string>();
  for (const { candidate, fate } of fates) {
    const source = candidate.sourceId === null ? undefined : sources.get(candidate.sourceId);
    const canary = source && canaries.get(source.id);
    const held = source?.state === 'paused' || (canary !== undefined && canary.leased >= canary.limit);
    if (fate.kind !== 'hold' || candidate.attempts > 0 || !source || !held) return undefined;
    ids.add(source.id);
  }
  return ids.size === 0 ? undefined : [...ids];
}

/** How often these people were texted lately, where the workspace sets a limit; otherwise nobody is asked. */
export async function frequencyOf(
  tx: Tx,
  workspaceId: string,
  lane: LaneRow,
  candidates: readonly Candidate[],
): Promise<FrequencyLog | undefined> {
  const cap = capOf(lane);
  if (!cap) return undefined;
  const people = new Map(candidates.filter((one) => isBulk(one.source)).map((one) => [reachedKey(one), one]));
  return new FrequencyLog(cap, await listBulkOfPhones(tx, workspaceId, [...people.values()], cap, lane.now.getTime()));
}

/** How often the workspace lets one person be texted, where that holds. */
const capOf = (lane: LaneRow) => (holdsHours(lane) ? readSettings(lane.quietHours).frequency_cap : null);

/** Keeps what was decided and on which facts (BE-2). What only waits for somebody to act is decided again and again, and not kept. */
async function keepRecord(
  ctx: Context,
  tx: Tx,
  ready: LaneName & { readonly lane: LaneRow },
  fates: readonly Decided[],
  messages: readonly LeasedMessage[],
): Promise<void> {
  const decided = fates.filter(({ fate }) => fate.kind !== 'hold');
  if (decided.length === 0) return;
  await insertLease(tx, {
    workspaceId: ready.workspaceId,
    senderId: ready.senderId,
    workerId: ctx.process.id,
    messageIds: decided.map(({ candidate }) => candidate.messageId),
    facts: packFacts(
      decided.map(({ facts }) => facts),
      decided.map(({ fate }) => decisionOf(fate)),
    ),
    handover: messages.length === 0 ? null : handoverOf(ctx, ready.lane, decided, messages),
  });
}

const toSend = { action: 'send' } as const;

/** A fate as what the rules decided: a text that could not be filled in was let pass, and its end says the rest. */
function decisionOf(fate: Fate): Decision {
  if (fate.kind === 'end' && fate.to !== 'failed')
    return { action: fate.to === 'expired' ? 'expire' : 'skip', reason: fate.reason };
  if (fate.kind === 'defer') return { action: 'defer', until: fate.until.getTime(), reason: fate.reason };
  return fate.kind === 'hold' ? { action: 'hold', reason: fate.reason } : toSend;
}

/** How the messages of this lease are handed over, as it stands now: senders and addresses change. */
function handoverOf(ctx: Context, lane: LaneRow, decided: readonly Decided[], messages: readonly LeasedMessage[]): Handover {
  const validity = new Map(messages.map((one) => [one.messageId, one.validitySeconds ?? null]));
  return {
    connectionId: lane.connectionId,
    from: { kind: lane.kind, address: lane.address },
    rate: lane.rate,
    origin: hookOrigin(ctx, lane),
    validity: packValidity(decided.map(({ candidate }) => validity.get(candidate.messageId) ?? null)),
  };
}

async function carryOut(
  ctx: Context,
  tx: Tx,
  ready: LaneName & { readonly lane: LaneRow; readonly priority: number; readonly costs: LeaseCosts },
  fates: readonly Decided[],
  sources: ReadonlyMap<string, { readonly useless_after: Date | null }>,
): Promise<LeasedMessage[]> {
  const messages: LeasedMessage[] = [];
  const leased = [];
  const ended = [];
  const deferred: Deferred[] = [];
  const leasedAt = { monotonic: performance.now(), wall: ctx.clock.now().getTime() };
  for (const { candidate, fate } of fates) {
    if (fate.kind === 'lease') {
      leased.push(fate.leased);
      const uselessAfter = candidate.uselessAfter ?? sourceOf(candidate, sources)?.useless_after ?? null;
      messages.push({
        messageId: candidate.messageId,
        workspaceId: ready.workspaceId,
        sandbox: ready.lane.sandbox,
        priority: ready.priority,
        sourceId: candidate.sourceId,
        contactId: candidate.contactId,
        address: candidate.address ?? '',
        body: fate.leased.body,
        attempt: candidate.attempts + 1,
        segments: fate.leased.segments,
        uselessAfter,
        validitySeconds: validitySeconds([uselessAfter, fate.closesAt], ready.lane.now),
        waitedMs: candidate.waitedMs,
        leasedAt,
        spending: {
          day: ready.costs.terms.day,
          micros: ready.costs.costOf(candidate.address, fate.leased.segments),
          knownMicros: ready.costs.knownCostOf(candidate.address, fate.leased.segments),
        },
      });
    } else if (fate.kind === 'end') ended.push({ messageId: candidate.messageId, to: fate.to, reason: fate.reason });
    else if (fate.kind === 'defer') deferred.push({ messageId: candidate.messageId, sourceId: candidate.sourceId, ...fate });
  }
  const marked = leased.length > 0 ? await markLeased(tx, ctx.process.id, leased) : new Set();
  if (deferred.length > 0) await deferMessages(tx, ready.workspaceId, deferred);
  await applyTransitions(tx, ended);
  // A receipt of an earlier attempt may have settled one since it was read: nobody may hand that over again (I1).
  return messages.filter((one) => marked.has(one.messageId));
}
