import { type Place, type PlaceFacts, placeOf } from '../contacts/zones.ts';
import type { Turn } from '../messaging/finish-forecast.ts';
import type { ReasonCode } from '../messaging/reasons.ts';
import { decideSend } from './decide-send.ts';
import type { SendFacts } from './decision.ts';
import { LaterTurns } from './later-turns.ts';
import { type HoursAnswer, type HoursOverride, hoursOverTime, placeName, type QuietHours } from './quiet-hours.ts';
import { stateLimitOf } from './state-limits.ts';

/** People who would be queued, of whom all the same is known, and how many they are. Instants are milliseconds since the epoch. */
export interface PeopleGroup extends PlaceFacts {
  readonly n: number;
  /** They may have asked to stop, and wait for an answer: when that is looked at again. Null without a doubt. */
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
  /** Who waits, by what they wait for first and until when they get it; soonest first. `local` is the wall time at their place, null when it
   * differs or does not matter. */
  readonly waiting: readonly Wait[];
  /** Who is queued and still does not get it, by the reason that the ledger will show; most first. */
  readonly leftOut: readonly { readonly reason: ReasonCode; readonly n: number; readonly erased?: true }[];
  /** Who would get it, now or later, and is held until somebody acts: neither in `now` nor in `waiting`. Most first. */
  readonly held: readonly { readonly reason: ReasonCode; readonly n: number }[];
  /** Of each group, in the order given, whether it gets it: at once, later, or once somebody acted. */
  readonly goes: readonly boolean[];
  /** What becomes of each group, in the order given, as their lanes need it; null for whoever does not get it. */
  readonly going: readonly (Going | null)[];
}

/** People who get it, now, later, or once somebody acted. */
export interface Going {
  /** What they wait for first, and until when they wait; null when they go at once. */
  readonly wait: Omit<Wait, 'n'> | null;
  /** They wait until somebody acts. */
  readonly held: ReasonCode | null;
  /** The decision over them at a later moment at which they come to their turn; the same function for groups that are decided alike. */
  readonly turn: (at: number) => Turn;
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
  /** Null where no hours hold. */
  readonly quiet: QuietHours | null;
  readonly override: HoursOverride | null;
  /** What happens to one more than the frequency cap allows; null without a cap. */
  readonly excess: 'skip' | 'wait' | null;
  /** All sending is stopped, of the workspace or of the installation. */
  readonly stopped?: boolean;
}

type Fate =
  | { readonly kind: 'goes'; readonly wait: Omit<Wait, 'n'> | null }
  | { readonly kind: 'left_out'; readonly reason: ReasonCode }
  | { readonly kind: 'held'; readonly reason: ReasonCode };

/**
 * What becomes of people when a broadcast is sent, decided by the very rules of the lease (I11): for whoever waits, the decision is made again
 * at the moment they wait for, until they get it or are left out. A stop and a paused sender hold who would get it otherwise, as long as they
 * last. Rate, cap and money are not looked at here: what a lane puts off is decided again by `going` (finish-forecast).
 */
export function forecastSend(groups: readonly PeopleGroup[], terms: ForecastTerms): SendForecast {
  const hours = terms.quiet && hoursOverTime(terms.quiet, terms.override);
  const later = new LaterTurns(terms.at, hours);
  const fates = new Map<string, { readonly fate: Fate; readonly going: Going | null }>();
  const waiting = new Map<string, Wait>();
  const leftOut = new Map<string, SendForecast['leftOut'][number]>();
  const held = new Map<ReasonCode, number>();
  const going: (Going | null)[] = [];
  let now = 0;
  for (const group of groups) {
    const place = placeOf(group);
    const name = `${placeName(place)} ${group.doubtUntil} ${group.freeAt} ${group.fewEnoughAt ?? null} ${group.senderPaused === true} ${group.erased === true}`;
    const known = fates.get(name) ?? decideGroup(group, terms, later, { place, hoursAt: (now) => hours?.(place, now) ?? null });
    fates.set(name, known);
    going.push(known.going);
    const { fate } = known;
    if (fate.kind === 'left_out') {
      const erased = group.erased === true ? { erased: group.erased } : {};
      const key = `${fate.reason} ${group.erased === true}`;
      leftOut.set(key, { reason: fate.reason, n: group.n + (leftOut.get(key)?.n ?? 0), ...erased });
    } else if (fate.kind === 'held') held.set(fate.reason, group.n + (held.get(fate.reason) ?? 0));
    else if (fate.wait === null) now += group.n;
    else {
      const key = `${fate.wait.reason} ${fate.wait.until} ${fate.wait.local}`;
      waiting.set(key, { ...fate.wait, n: group.n + (waiting.get(key)?.n ?? 0) });
    }
  }
  return {
    now,
    waiting: [...waiting.values()].sort((a, b) => a.until - b.until || b.n - a.n),
    leftOut: [...leftOut.values()].sort((a, b) => b.n - a.n),
    held: [...held].map(([reason, n]) => ({ reason, n })).sort((a, b) => b.n - a.n),
    goes: going.map((one) => one !== null),
    going,
  };
}

interface AtPlace {
  readonly place: Place;
  readonly hoursAt: (now: number) => HoursAnswer | null;
}

/** What becomes of people now, and what would be decided later. */
function decideGroup(group: PeopleGroup, terms: ForecastTerms, later: LaterTurns, { place, hoursAt }: AtPlace) {
  const fate = fateOf(group, terms, hoursAt);
  if (fate.kind === 'left_out') return { fate, going: null };
  const [wait, held] = fate.kind === 'held' ? [null, fate.reason] : [fate.wait, null];
  const name = placeName(place);
  // What was theirs alone is over by then: a doubt, a limit on how often.
  const free = { ...group, doubtUntil: null, freeAt: null, fewEnoughAt: null };
  const turn = (at: number) =>
    later.isLater(at)
      ? later.at(place, name, at, (hours) => turnOf(free, at, terms, hours))
      : turnOf(group, at, terms, hoursAt(at));
  return { fate, going: { wait, held, turn } };
}

/** What the lease decides over somebody who comes to their turn at a moment. */
function turnOf(group: PeopleGroup, at: number, terms: ForecastTerms, hours: HoursAnswer | null): Turn {
  const decision = decideSend(factsOf(group, at, hours, terms));
  switch (decision.action) {
    case 'send':
    case 'hold':
      return { kind: 'goes', until: firstOf(hours?.open ? hours.until : null, terms.uselessAfter) };
    case 'defer':
      // How long a doubt lasts nobody knows: whoever looks at these looks at them as if it had ended.
      if (decision.reason === 'asked_to_stop_maybe') return turnOf({ ...group, doubtUntil: null }, at, terms, hours);
      return { kind: 'waits', reason: decision.reason, until: decision.until, local: localOf(decision.reason, hours) };
    case 'skip':
    case 'expire':
      return { kind: 'ends' };
  }
}

const firstOf = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b));

/** The wall time at which the hours open; null for another reason, or where clocks differ. */
const localOf = (reason: ReasonCode, hours: HoursAnswer | null): string | null =>
  reason === 'quiet_hours' && hours && !hours.open ? hours.local : null;

/** The cap and the hours may each make somebody wait once or twice; more means that no end is in sight. */
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
        return { kind: 'goes', wait };
      }
      case 'skip':
      case 'expire':
        return { kind: 'left_out', reason: decision.reason };
      case 'hold':
        throw new Error(`A forecast knows nothing that holds: ${decision.reason}`);
      case 'defer': {
        // Nobody knows when a member answers.
        if (decision.reason === 'asked_to_stop_maybe')
          return { kind: 'held', reason: terms.stopped === true ? 'sending_stopped' : decision.reason };
        wait = { reason: wait?.reason ?? decision.reason, until: decision.until, local: localOf(decision.reason, hours) };
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
