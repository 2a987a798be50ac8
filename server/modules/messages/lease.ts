import { decideSend } from '@tidings/core/compliance/decide-send';
import type { SendFacts } from '@tidings/core/compliance/decision';
import { leaseBound, refill, type TokenBucket, take, waitMs } from '@tidings/core/messaging/lease';
import { contactScope } from '@tidings/core/messaging/merge-tags';
import type { ReasonCode } from '@tidings/core/messaging/reasons';
import { countSegments, maxSmsBodyLength } from '@tidings/core/messaging/segments';
import { smartEncode } from '@tidings/core/messaging/smart-encoding';
import { compileTemplate, render } from '@tidings/core/messaging/template';
import type { Candidate, LaneRow, Leased, SourceRow } from './lease-store.ts';

/** What a lease does with one candidate. */
export type Fate =
  | { readonly kind: 'lease'; readonly leased: Leased }
  | { readonly kind: 'end'; readonly to: 'skipped' | 'cancelled' | 'expired' | 'failed'; readonly reason: ReasonCode }
  | { readonly kind: 'defer'; readonly until: Date }
  /** Waits for somebody to act; passed over until the lane is read again. */
  | { readonly kind: 'hold' };

/** The lane at its lease, as core needs it. */
export interface LaneFacts {
  readonly lane: LaneRow;
  readonly liveAllowed: boolean;
  readonly sources: ReadonlyMap<string, SourceRow>;
}

export interface LeasePlan {
  /** Candidates that were decided, in order; the rest waits for tokens. */
  readonly fates: readonly { readonly candidate: Candidate; readonly fate: Fate }[];
  readonly tokens: number;
  /** Why the rest was not decided; undefined when nothing is left. */
  readonly stoppedBy: 'tokens' | 'room' | 'cap' | undefined;
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
  const fates: { candidate: Candidate; fate: Fate }[] = [];
  let bucket: TokenBucket = { tokens: startTokens, lastAt: lane.now.getTime() };
  let leased = 0;
  let stoppedBy: LeasePlan['stoppedBy'];
  for (const candidate of candidates) {
    const fate = decideFate(candidate, facts);
    if (fate.kind === 'lease') {
      stoppedBy = leased >= most ? 'room' : fate.leased.segments > left ? 'cap' : undefined;
      if (stoppedBy) break;
      const result = take(bucket, fate.leased.segments, lane.burst);
      if (!result.taken) {
        stoppedBy = 'tokens';
        break;
      }
      bucket = result.bucket;
      left -= fate.leased.segments;
      leased += 1;
    }
    fates.push({ candidate, fate });
  }
  return { fates, tokens: bucket.tokens, stoppedBy };
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

function decideFate(candidate: Candidate, facts: LaneFacts): Fate {
  const source = candidate.sourceId === null ? undefined : facts.sources.get(candidate.sourceId);
  const decision = decideSend(toFacts(candidate, facts, source));
  switch (decision.action) {
    case 'skip':
      return { kind: 'end', to: decision.reason === 'cancelled_by_member' ? 'cancelled' : 'skipped', reason: decision.reason };
    case 'expire':
      return { kind: 'end', to: 'expired', reason: decision.reason };
    case 'defer':
      return { kind: 'defer', until: new Date(decision.until) };
    case 'hold':
      return { kind: 'hold' };
    case 'send':
      return renderFor(candidate, facts.lane, source);
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
  return { kind: 'lease', leased: { messageId: candidate.messageId, body, segments, encoding } };
}

const messageKinds: Readonly<Record<string, SendFacts['message']['kind']>> = { reply: 'reply', answer: 'answer', test: 'test' };

/** The committed rows as the facts that core decides on. A message without a contact leans on nobody's consent. */
export function toFacts(candidate: Candidate, { lane, liveAllowed }: LaneFacts, source: SourceRow | undefined): SendFacts {
  const deadline = [source?.useless_after, candidate.uselessAfter].filter((one) => one != null).map((one) => one.getTime());
  return {
    now: lane.now.getTime(),
    channel: 'sms',
    address:
      candidate.address === null ? null : { value: candidate.address, valid: candidate.address.startsWith('+'), country: null },
    contact: {
      deleted: candidate.contactDeleted === true,
      consent: candidate.consent ?? 'unknown',
      lastInboundAt: candidate.lastInboundAt?.getTime() ?? null,
    },
    suppression:
      candidate.suppressionKind === null
        ? null
        : { kind: candidate.suppressionKind, since: candidate.suppressedAt?.getTime() ?? 0 },
    source: {
      state: source?.state ?? 'running',
      uselessAfter: deadline.length === 0 ? null : Math.min(...deadline),
      requiresConsent: true,
    },
    workspace: { mode: lane.mode, installationLiveAllowed: liveAllowed },
    sender: { sandbox: lane.sandbox, status: lane.paused ? 'paused' : 'active' },
    message: {
      kind: messageKinds[source?.kind === 'test' ? 'test' : candidate.source] ?? 'broadcast',
      priority: 0,
      attempt: candidate.attempts + 1,
    },
    duplicateOf: null,
  };
}
