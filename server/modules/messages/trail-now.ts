import type { SendFacts } from '@tidings/core/compliance/decision';
import type { TrailEntry } from '@tidings/core/contract/messages';
import type { ReasonCode } from '@tidings/core/messaging/reasons';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { findCanary } from './canary-store.ts';
import { withEntries } from './entry-details.ts';
import { planLease } from './lease.ts';
import { hoursOfLease } from './lease-hours.ts';
import { openLeaseCosts } from './lease-spending.ts';
import { findCandidate, type LaneRow, listSources, readLane } from './lease-store.ts';
import { stateLimitsOf } from './state-limits.ts';
import { frequencyOf, silenceErased } from './take-lease.ts';
import { type Detail, detail, entry, explained, labelOf, rateWords, wordsOf } from './trail-entry.ts';

/** What holds a message at this moment. */
export interface Standing {
  readonly step: TrailEntry;
  /** Null when nothing but its turn. */
  readonly heldBy: ReasonCode | null;
}

/**
 * What the next lease would decide over a message that waits, on the facts as committed now, by the very function of the lease (I11): what only
 * waits for somebody to act is decided again and again, and kept nowhere. Takes no locks. Undefined when it does not wait in a lane.
 */
export async function decideStanding(
  ctx: Context,
  tx: Tx,
  message: { readonly workspaceId: string; readonly id: string; readonly senderId: string },
): Promise<Standing | undefined> {
  const { workspaceId, id, senderId } = message;
  const lane = await readLane(tx, { workspaceId, senderId });
  const found = await findCandidate(tx, workspaceId, id);
  if (!lane || !found) return undefined;
  const sourceId = found.sourceId ?? found.rulesSourceId ?? null;
  const sources = await listSources(tx, sourceId === null ? [] : [sourceId]);
  const filled = await withEntries(tx, workspaceId, [found], sources);
  const [candidate = found] = await silenceErased(ctx, tx, lane, { workspaceId, senderId }, filled);
  const canary = candidate.sourceId === null ? undefined : await findCanary(tx, workspaceId, candidate.sourceId);
  const limits = await stateLimitsOf(tx, workspaceId, lane, [candidate], sources, { alone: false });
  const facts = {
    lane,
    liveAllowed: ctx.config.production,
    sources,
    canaries: new Map(canary && candidate.sourceId !== null ? [[candidate.sourceId, canary]] : []),
    hours: hoursOfLease(lane),
    frequency: await frequencyOf(tx, workspaceId, lane, [candidate]),
    limits: limits === 'busy' ? undefined : limits,
    costs: await openLeaseCosts(tx, { workspaceId, sandbox: lane.sandbox }),
  };
  // As if the lane had room for it.
  const plan = planLease([candidate], facts, Number.POSITIVE_INFINITY, 1, null);
  const decided = plan.fates[0];
  if (!decided) return undefined;
  const { fate, facts: seen } = decided;
  if (fate.kind === 'lease') return { step: inTurn(lane, seen), heldBy: null };
  if (fate.kind === 'hold') return { step: held(lane, seen, fate.reason), heldBy: fate.reason };
  // A lane that is stopped or paused is not read: what would put it off or end it is not decided before the lane goes on.
  const stop = lane.stopped ? 'sending_stopped' : lane.paused ? 'sender_paused' : null;
  const until = fate.kind === 'defer' ? fate.until : null;
  if (stop !== null) return { step: held(lane, seen, stop, afterwards(fate.reason, until)), heldBy: stop };
  if (fate.kind === 'defer') return { step: held(lane, seen, fate.reason, detail('Until', until)), heldBy: fate.reason };
  return { step: ends(lane, seen, fate.reason), heldBy: fate.reason };
}

/** What comes next once the lane goes on, as far as can be told now. */
const afterwards = (reason: ReasonCode, until: Date | null): Detail[] => [
  ...detail('What then decides, as of now', labelOf(reason)),
  ...detail('Until', until),
];

function held(lane: LaneRow, facts: SendFacts, reason: ReasonCode, details: Detail[] = []): TrailEntry {
  const { question, rules } = explained(facts);
  const why = wordsOf(reason);
  return entry(lane.now, 'waits', `Waits now: ${labelOf(reason)}`, { words: why ?? question, rules, details });
}

/** A rule that came to hold since it was planned ends it as soon as the lane reads it. */
function ends(lane: LaneRow, facts: SendFacts, reason: ReasonCode): TrailEntry {
  const { question, rules } = explained(facts);
  return entry(lane.now, 'waits', `Ends at its turn: ${labelOf(reason)}`, { words: wordsOf(reason) ?? question, rules });
}

/** Every rule lets it pass: only rate and cap of its lane stand before it. */
function inTurn(lane: LaneRow, facts: SendFacts): TrailEntry {
  const { rules } = explained(facts);
  const full = lane.capLeft !== null && lane.capLeft <= 0;
  return entry(lane.now, 'waits', full ? 'Waits now: the sender’s daily cap is used up' : 'Waits now: for its turn', {
    words: full ? 'It goes on when the cap counts anew.' : 'As far as the rules go it may be sent now; others are before it.',
    rules,
    details: [
      ...detail('Rate of its sender', rateWords(lane.rate)),
      ...detail('Segments left of the sender’s cap today', lane.capLeft),
    ],
  });
}
