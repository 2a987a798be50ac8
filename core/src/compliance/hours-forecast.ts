import { type PlaceFacts, placeOf } from '../contacts/zones.ts';
import { type HoursAnswer, type HoursOverride, hoursAt, type QuietHours } from './quiet-hours.ts';

/** People of whom the same is known, and how many they are. */
export interface PlaceCount extends PlaceFacts {
  readonly n: number;
}

export interface HoursForecast {
  /** Who goes at once, as fast as the sender can. */
  readonly now: number;
  /** Of these, who comes to their turn only after their hours have ended, and waits until they open again. */
  readonly slip: number;
  /** Who waits until when; soonest first. `local` is the wall time at their place, null when it differs. */
  readonly waiting: readonly { readonly until: number; readonly local: string | null; readonly n: number }[];
  /** Whose hours open too late for the deadline. */
  readonly tooLate: number;
  /** Whom no hour suits. */
  readonly never: number;
}

interface Conditions {
  /** Milliseconds since the epoch: when it is sent. */
  readonly at: number;
  readonly uselessAfter: number | null;
  /** How long it takes to hand everything over, in milliseconds. */
  readonly lastsMs: number;
}

/**
 * Who may be texted when a broadcast is sent, by the very rule of the lease. Who slips is worked out as if people came to their turn evenly
 * mixed, so it is an estimate.
 */
export function forecastHours(
  groups: readonly PlaceCount[],
  quiet: QuietHours,
  override: HoursOverride | null,
  { at, uselessAfter, lastsMs }: Conditions,
): HoursForecast {
  const answers = new Map<string, HoursAnswer>();
  const waiting = new Map<string, { until: number; local: string | null; n: number }>();
  let [now, slip, tooLate, never] = [0, 0, 0, 0];
  for (const group of groups) {
    const place = placeOf(group);
    const name = `${place.zones.join()} ${place.regions.join()}`;
    const answer = answers.get(name) ?? hoursAt(place, quiet, override, at);
    answers.set(name, answer);
    if (answer.open) {
      now += group.n;
      if (lastsMs > 0) slip += group.n * Math.max(0, 1 - (answer.until - at) / lastsMs);
    } else if (answer.until === null) never += group.n;
    else if (uselessAfter !== null && answer.until >= uselessAfter) tooLate += group.n;
    else {
      const key = `${answer.until} ${answer.local}`;
      const before = waiting.get(key) ?? { until: answer.until, local: answer.local, n: 0 };
      waiting.set(key, { ...before, n: before.n + group.n });
    }
  }
  return {
    now,
    slip: Math.round(slip),
    waiting: [...waiting.values()].sort((a, b) => a.until - b.until || b.n - a.n),
    tooLate,
    never,
  };
}
