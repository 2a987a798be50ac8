import { type PlaceFacts, placeOf } from '../contacts/zones.ts';
import type { ReasonCode } from '../messaging/reasons.ts';
import { decideSend } from './decide-send.ts';
import type { SendFacts } from './decision.ts';
import { type HoursAnswer, type HoursOverride, hoursOverTime, placeName, type QuietHours } from './quiet-hours.ts';
import { stateLimitOf } from './state-limits.ts';

/** People who would be queued, of whom all the same is known, and how many they are. Instants are milliseconds since the epoch. */
export interface PeopleGroup extends PlaceFacts {
  readonly n: number;
  /** Until when bulk waits, as they may have asked to stop; null without a doubt. */
  readonly doubtUntil: number | null;
  /** When they may get one more under the frequency cap; null while there is room. */
  readonly freeAt: number | null;
  /** When they have had fewer texts in a day than the law of some state lets reach them; null or left out while they have. */
  readonly fewEnoughAt?: number | null | undefined;
  /** The number of a pool that they hear from is paused. */
  readonly senderPaused?: boolean | undefined;
  /** Their number belonged to somebody who was deleted for privacy: it counts as opted out at the lease. */
  readonly erased?: boolean | undefined;
}

export interface SendForecast {
  /** Who goes at once, as fast as the sender can. */
  readonly now: number;
  /** Of these, who comes to their turn only after their hours have ended, and waits until they open again. */
  readonly slip: number;
  /** Who waits, by what they wait for first and until when they get it; soonest first. `local` is the wall time at their place, null when it
   * differs or does not matter. */
  readonly waiting: readonly Wait[];
  /** Who is queued and still does not get it, by the reason that the ledger will show; most first. */
  readonly leftOut: readonly { readonly reason: ReasonCode; readonly n: number; readonly erased?: true }[];
  /** Who would get it, now or later, and is held until somebody acts: neither in `now` nor in `waiting`. Most first. */
  readonly held: readonly { readonly reason: ReasonCode; readonly n: number }[];
  /** Of each group, in the order given, whether it gets it: at once, later, or once somebody acted. */
  readonly goes: readonly boolean[];
}

interface Wait {
  readonly reason: ReasonCode;
  readonly until: number;
  readonly local: string | null;
  readonly n: number;
}

export interface ForecastTerms {
  /** When it is sent. */
  readonly at: number;
  readonly uselessAfter: number | null;
  /** How long it takes to hand everything over, in milliseconds. */
  readonly lastsMs: number;
  /** Null where no hours hold. */
  readonly quiet: QuietHours | null;
  readonly override: HoursOverride | null;
  /** What happens to one more than the frequency cap allows; null without a cap. */
  readonly excess: 'skip' | 'wait' | null;
  /** All sending is stopped, of the workspace or of the installation. */
  readonly stopped?: boolean;
}

type Fate =
  | { readonly kind: 'goes'; readonly closesAt: number | null; readonly wait: Omit<Wait, 'n'> | null }
  | { readonly kind: 'left_out'; readonly reason: ReasonCode }
  | { readonly kind: 'held'; readonly reason: ReasonCode };

/**
 * What becomes of people when a broadcast is sent, decided by the very rules of the lease (I11): for whoever waits, the decision is made again
 * at the moment they wait for, until they get it or are left out. Who slips is worked out as if people came to their turn evenly mixed, so it
 * is an estimate. A stop and a paused sender hold who would get it otherwise, as long as they last; money is not looked at here.
 */
export function forecastSend(groups: readonly PeopleGroup[], terms: ForecastTerms): SendForecast {
  const { at, lastsMs } = terms;
  const hours = terms.quiet && hoursOverTime(terms.quiet, terms.override);
  const fates = new Map<string, Fate>();
  const waiting = new Map<string, Wait>();
  const leftOut = new Map<string, SendForecast['leftOut'][number]>();
  const held = new Map<ReasonCode, number>();
  const goes: boolean[] = [];
  let [now, slip] = [0, 0];
  for (const group of groups) {
    const place = placeOf(group);
    const name = `${placeName(place)} ${group.doubtUntil} ${group.freeAt} ${group.fewEnoughAt ?? null} ${group.senderPaused === true} ${group.erased === true}`;
    const fate = fates.get(name) ?? fateOf(group, terms, (now) => hours?.(place, now) ?? null);
    fates.set(name, fate);
    goes.push(fate.kind !== 'left_out');
    if (fate.kind === 'left_out') {
      const erased = group.erased === true ? { erased: group.erased } : {};
      const key = `${fate.reason} ${group.erased === true}`;
      leftOut.set(key, { reason: fate.reason, n: group.n + (leftOut.get(key)?.n ?? 0), ...erased });
    } else if (fate.kind === 'held') held.set(fate.reason, group.n + (held.get(fate.reason) ?? 0));
    else if (fate.wait === null) {
      now += group.n;
      if (lastsMs > 0 && fate.closesAt !== null) slip += group.n * Math.max(0, 1 - (fate.closesAt - at) / lastsMs);
    } else {
      const key = `${fate.wait.reason} ${fate.wait.until} ${fate.wait.local}`;
      waiting.set(key, { ...fate.wait, n: group.n + (waiting.get(key)?.n ?? 0) });
    }
  }
  return {
    now,
    slip: Math.round(slip),
    waiting: [...waiting.values()].sort((a, b) => a.until - b.until || b.n - a.n),
    leftOut: [...leftOut.values()].sort((a, b) => b.n - a.n),
    held: [...held].map(([reason, n]) => ({ reason, n })).sort((a, b) => b.n - a.n),
    goes,
  };
}

/** A doubt, the cap and the hours may each make somebody wait once or twice; more means that no end is in sight. */
const mostWaits = 10;

function fateOf(group: PeopleGroup, terms: ForecastTerms, hoursAt: (now: number) => HoursAnswer | null): Fate {
  let wait = null as Omit<Wait, 'n'> | null;
  let now = terms.at;
  for (let step = 0; step <= mostWaits; step += 1) {
    const hours = hoursAt(now);
    const facts = factsOf(group, now, hours, terms);
    const decision = decideSend(facts);
    switch (decision.action) {
      case 'send': {
        const held = decideSend(withHolds(facts, group, terms));
        if (held.action === 'hold') return { kind: 'held', reason: held.reason };
        return { kind: 'goes', closesAt: hours?.open ? hours.until : null, wait };
      }
      case 'skip':
      case 'expire':
        return { kind: 'left_out', reason: decision.reason };
      case 'hold':
        throw new Error(`A forecast knows nothing that holds: ${decision.reason}`);
      case 'defer': {
        const local = decision.reason === 'quiet_hours' && hours && !hours.open ? hours.local : null;
        wait = { reason: wait?.reason ?? decision.reason, until: decision.until, local };
        now = decision.until;
      }
    }
  }
  return { kind: 'left_out', reason: 'no_allowed_hours' };
}

/** The same facts with what somebody must end before anything goes. */
function withHolds(facts: SendFacts, { senderPaused }: PeopleGroup, { stopped }: ForecastTerms): SendFacts {
  return {
    ...facts,
    workspace: { ...facts.workspace, sendingStopped: stopped === true },
    sender: { sandbox: true, status: senderPaused === true ? 'paused' : 'active' },
  };
}

/** The facts of somebody whom planning queued: what is not asked of the group is as it must be to let them pass. */
function factsOf(
  { doubtUntil, freeAt, fewEnoughAt = null, erased, ...facts }: PeopleGroup,
  now: number,
  hours: HoursAnswer | null,
  { uselessAfter, excess }: ForecastTerms,
): SendFacts {
  const limited = fewEnoughAt !== null && fewEnoughAt > now ? stateLimitOf(placeOf(facts).regions, dayOf(now)) : null;
  return {
    now,
    channel: 'sms',
    address: { value: '+', valid: true, country: null },
    contact: { deleted: false, consent: 'yes', lastInboundAt: null },
    suppression: erased === true ? { kind: 'opt_out', since: now } : null,
    doubt: doubtUntil === null ? null : { until: doubtUntil },
    source: { state: 'running', uselessAfter, requiresConsent: true },
    workspace: { mode: 'sandbox', installationLiveAllowed: true },
    sender: { sandbox: true, status: 'active' },
    message: { kind: 'broadcast', priority: 0, attempt: 1 },
    duplicateOf: null,
    hours,
    frequency: excess === null || freeAt === null || freeAt <= now ? null : { freeAt, excess },
    stateLimit: limited && fewEnoughAt !== null ? { freeAt: fewEnoughAt, ...limited } : null,
  };
}

const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
