import { decideSend } from '@tidings/core/compliance/decide-send';
import type { Canary, SendFacts } from '@tidings/core/compliance/decision';
import type { HoursAnswer } from '@tidings/core/compliance/quiet-hours';
import { observesQuietHours } from '@tidings/core/compliance/quiet-hours-rule';
import { countryOf } from '@tidings/core/contacts/country-of';
import { exceedsDailyCap } from '@tidings/core/messaging/daily-cap';
import { leaseBound, refill, type TokenBucket, take, waitMs } from '@tidings/core/messaging/lease';
import { contactScope } from '@tidings/core/messaging/merge-tags';
import type { ReasonCode } from '@tidings/core/messaging/reasons';
import { countSegments, maxSmsBodyLength } from '@tidings/core/messaging/segments';
import { smartEncode } from '@tidings/core/messaging/smart-encoding';
import { compileTemplate, render } from '@tidings/core/messaging/template';
import type { FrequencyLog } from './frequency-log.ts';
import { isBulk, type LeaseCosts } from './lease-costs.ts';
import type { Candidate, LaneRow, Leased, SourceRow } from './lease-store.ts';
import type { StateLimits } from './state-limits.ts';

/** What a lease does with one candidate. */
export type Fate =
  /** `closesAt`: when the person's hours end; null where none hold. */
  | { readonly kind: 'lease'; readonly leased: Leased; readonly closesAt?: Date | null }
  | { readonly kind: 'end'; readonly to: 'skipped' | 'cancelled' | 'expired' | 'failed'; readonly reason: ReasonCode }
  /** `local`: the wall time of that moment at the person's place. */
  | { readonly kind: 'defer'; readonly until: Date; readonly reason: ReasonCode; readonly local: string | null }
  /** Waits for somebody to act; passed over until the lane is read again. */
  | { readonly kind: 'hold'; readonly reason: ReasonCode };

/** The lane at its lease, as core needs it. */
export interface LaneFacts {
  readonly lane: LaneRow;
  readonly liveAllowed: boolean;
  readonly sources: ReadonlyMap<string, SourceRow>;
  /** Sources of which only the first few may go out yet. */
  readonly canaries?: ReadonlyMap<string, Canary>;
  /** Whether a candidate's person may be texted now; left out where no hours hold. */
  readonly hours?: ((candidate: Candidate, source: SourceRow | undefined) => HoursAnswer) | undefined;
  /** Who has had as many bulk messages as the workspace allows, by person and phone; left out where it sets no limit. */
  readonly frequency?: FrequencyLog | undefined;
  /** Whose state names how many texts may reach them in a day; left out where nobody's does. */
  readonly limits?: StateLimits | undefined;
  /** Where messages may go and what may be spent; left out where anything is allowed. */
  readonly costs?: LeaseCosts | undefined;
}

/** A candidate with what was decided about it, and on which facts. */
export interface Decided {
  readonly candidate: Candidate;
  readonly fate: Fate;
  readonly facts: SendFacts;
}

export interface LeasePlan {
  /** Candidates that were decided, in order; the rest waits for tokens. */
  readonly fates: readonly Decided[];
  readonly tokens: number;
  /** Why the rest was not decided; undefined when nothing is left. */
  readonly stoppedBy: 'tokens' | 'room' | 'cap' | undefined;
  /** Segments of the message that the daily cap has not enough left for; null when that did not stop it. */
  readonly capNeeds: number | null;
  /** The canaries as they stand after this lease. */
  readonly canaries: ReadonlyMap<string, Canary>;
  /** What is left to spend after this lease, and whether anything waits for money. */
  readonly costs: LeaseCosts | undefined;
}

/**
 * Decides over candidates in order until the lane's tokens, the bound of a batch or the daily cap are used up (I2, I10, I11). Pure: facts in,
 * fates out. `room` is how many more messages the worker can carry, `capLeft` how many segments of the day are left.
 */
export function planLease(
  candidates: readonly Candidate[],
  facts: LaneFacts,
  startTokens: number,
  room: number,
  capLeft: number | null = facts.lane.capLeft,
): LeasePlan {
  const { lane } = facts;
  let left = capLeft ?? Number.POSITIVE_INFINITY;
  const most = Math.min(room, leaseBound(lane.rate));
  const fates: Decided[] = [];
  let bucket: TokenBucket = { tokens: startTokens, lastAt: lane.now.getTime() };
  let leased = 0;
  let stoppedBy: LeasePlan['stoppedBy'];
  let capNeeds: number | null = null;
  const canaries = new Map(facts.canaries);
  const frequency = facts.frequency?.copy();
  const limits = facts.limits?.copy();
  const costs = facts.costs?.copy();
  const laneFacts = { ...facts, frequency, limits, costs };
  for (const candidate of candidates) {
    const canary = candidate.sourceId === null ? undefined : canaries.get(candidate.sourceId);
    const source = sourceOf(candidate, facts.sources);
    const plain = toFacts(candidate, laneFacts, source);
    const sendFacts = canary ? { ...plain, source: { ...plain.source, canary } } : plain;
    const fate = withinLimit(candidate, decideFate(candidate, lane, source, sendFacts), costs);
    if (fate.kind === 'lease') {
      stoppedBy = leased >= most ? 'room' : fate.leased.segments > left ? 'cap' : undefined;
      if (stoppedBy === 'cap') capNeeds = fate.leased.segments;
      if (stoppedBy) break;
      const result = take(bucket, fate.leased.segments, lane.burst);
      if (!result.taken) {
        stoppedBy = 'tokens';
        break;
      }
      bucket = result.bucket;
      left -= fate.leased.segments;
      leased += 1;
      costs?.note(candidate, fate.leased.segments);
      if (isBulk(candidate.source)) frequency?.note(candidate, lane.now.getTime());
      limits?.note(candidate, lane.now.getTime());
      if (canary && candidate.sourceId && candidate.attempts === 0)
        canaries.set(candidate.sourceId, { ...canary, leased: canary.leased + 1 });
    }
    fates.push({ candidate, fate, facts: sendFacts });
  }
  return { fates, tokens: bucket.tokens, stoppedBy, capNeeds, canaries, costs };
}

/** The source whose rules hold for a candidate: its own, or that of what failed before it. */
export function sourceOf<Source>(
  { sourceId, rulesSourceId = null }: Pick<Candidate, 'sourceId' | 'rulesSourceId'>,
  sources: ReadonlyMap<string, Source>,
): Source | undefined {
  const id = sourceId ?? rulesSourceId;
  return id === null ? undefined : sources.get(id);
}

/** The lane's tokens as of now. */
export function tokensNow(lane: LaneRow): number {
  const now = lane.now.getTime();
  return refill({ tokens: lane.tokens, lastAt: now - Math.max(0, lane.idleMs), rate: lane.rate, burst: lane.burst, now }).tokens;
}

/** A lane gathers tokens for this long before it is leased from again: a lease for one message costs as much as one for many. */
const gatherSeconds = 0.05;

/** Milliseconds until a lane that ran out of tokens has enough for another lease. */
export function msUntilWorthwhile({ rate, burst }: Pick<LaneRow, 'rate' | 'burst'>, tokens: number): number {
  const enough = Math.min(burst, Math.max(1, rate * gatherSeconds));
  // More than one may have been missing all along, for a long message.
  const ms = waitMs({ tokens, lastAt: 0 }, Math.max(enough, Math.min(burst, tokens + 1)), { rate, burst });
  return Math.min(1_000, Math.max(1, ms));
}

function decideFate(candidate: Candidate, lane: LaneRow, source: SourceRow | undefined, sendFacts: SendFacts): Fate {
  const decision = decideSend(sendFacts);
  switch (decision.action) {
    case 'skip':
      return { kind: 'end', to: decision.reason === 'cancelled_by_member' ? 'cancelled' : 'skipped', reason: decision.reason };
    case 'expire':
      return { kind: 'end', to: 'expired', reason: decision.reason };
    case 'defer': {
      const { hours } = sendFacts;
      const local = decision.reason === 'quiet_hours' && hours && !hours.open ? hours.local : null;
      return { kind: 'defer', until: new Date(decision.until), reason: decision.reason, local };
    }
    case 'hold':
      return { kind: 'hold', reason: decision.reason };
    case 'send': {
      const fate = renderFor(candidate, lane, source);
      return fate.kind === 'lease' && sendFacts.hours?.open ? { ...fate, closesAt: new Date(sendFacts.hours.until) } : fate;
    }
  }
}

function renderFor(candidate: Candidate, lane: LaneRow, source: SourceRow | undefined): Fate {
  let body = candidate.body;
  if (body === null) {
    if (!source) return { kind: 'end', to: 'failed', reason: 'empty_body' };
    const rendered = render(
      compileTemplate(source.template),
      contactScope(candidate.contact ?? {}, { name: lane.workspaceName }),
    );
    if (!rendered.ok) return { kind: 'end', to: 'failed', reason: rendered.reason };
    body = source.smart_encoding ? smartEncode(rendered.text).text : rendered.text;
  }
  if (body.length > maxSmsBodyLength) return { kind: 'end', to: 'failed', reason: 'body_too_long' };
  const { segments, encoding } = countSegments(body);
  // It would wait for a day that never comes, and everybody behind it.
  if (exceedsDailyCap(segments, lane.dailyCap)) return { kind: 'end', to: 'failed', reason: 'over_daily_cap' };
  return { kind: 'lease', leased: { messageId: candidate.messageId, body, segments, encoding } };
}

/** Only a filled-in text says what it costs: one that is not paid for by what is left waits (I10). */
function withinLimit(candidate: Candidate, fate: Fate, costs: LeaseCosts | undefined): Fate {
  if (!costs) return fate;
  const segments = fate.kind === 'lease' ? fate.leased.segments : 1;
  const tooDear = fate.kind === 'lease' && !costs.affords(candidate, segments);
  if (!tooDear && !(fate.kind === 'hold' && fate.reason === 'limit_reached')) return fate;
  costs.hold(candidate, segments);
  return { kind: 'hold', reason: 'limit_reached' };
}

const messageKinds: Readonly<Record<string, SendFacts['message']['kind']>> = {
  reply: 'reply',
  answer: 'answer',
  opt_in: 'opt_in',
  test: 'test',
};

/** The committed rows as the facts that core decides on. A message without a contact leans on nobody's consent. */
export function toFacts(candidate: Candidate, facts: LaneFacts, source: SourceRow | undefined): SendFacts {
  const { lane, liveAllowed } = facts;
  const now = lane.now.getTime();
  const deadline = [source?.useless_after, candidate.uselessAfter].filter((one) => one != null).map((one) => one.getTime());
  const message: SendFacts['message'] = {
    kind: messageKinds[source?.kind === 'test' ? 'test' : candidate.source] ?? 'broadcast',
    priority: 0,
    attempt: candidate.attempts + 1,
  };
  const purpose = message.kind === 'broadcast' || message.kind === 'test' ? source?.purpose : undefined;
  // A test to a number of no contact: nobody's hours are known, and it was asked for now.
  const nobodys = message.kind === 'test' && candidate.contactId === null;
  const contact: SendFacts['contact'] = {
    deleted: candidate.contactDeleted === true,
    consent: candidate.consent ?? 'unknown',
    ...(candidate.consentPurpose ? { consentPurpose: candidate.consentPurpose } : {}),
    ...(candidate.askedFor ? { askedFor: true } : {}),
    lastInboundAt: candidate.lastInboundAt?.getTime() ?? null,
  };
  return {
    now,
    channel: 'sms',
    address:
      candidate.address === null
        ? null
        : {
            value: candidate.address,
            valid: candidate.address.startsWith('+'),
            country: countryOf(candidate.address),
            ...(candidate.belongs === false ? { belongs: false } : {}),
          },
    contact,
    suppression:
      candidate.suppressionKind === null
        ? null
        : { kind: candidate.suppressionKind, since: candidate.suppressedAt?.getTime() ?? 0 },
    doubt: candidate.doubtUntil == null ? null : { until: candidate.doubtUntil.getTime() },
    source: {
      state: source?.state ?? 'running',
      uselessAfter: deadline.length === 0 ? null : Math.min(...deadline),
      requiresConsent: true,
      ...(purpose ? { purpose } : {}),
      ...(source?.correction ? { correction: true } : {}),
    },
    workspace: {
      mode: lane.mode,
      installationLiveAllowed: liveAllowed,
      ...(lane.stopped ? { sendingStopped: true } : {}),
    },
    sender: { sandbox: lane.sandbox, status: lane.paused ? 'paused' : 'active' },
    message,
    ...(facts.costs ? { allowedCountries: facts.costs.terms.allowedCountries, spending: facts.costs.factsOf(candidate) } : {}),
    hours:
      facts.hours && !nobodys && observesQuietHours({ message, contact, source: { purpose }, now })
        ? facts.hours(candidate, source)
        : null,
    frequency: facts.frequency && isBulk(candidate.source) ? facts.frequency.factsOf(candidate, now) : null,
    ...(facts.limits ? { stateLimit: facts.limits.factsOf(candidate, now) } : {}),
  };
}
