import { type PlaceFacts, placeOf } from '../contacts/zones.ts';
import { isInForce, type LawHours, lawHours } from './data/quiet-hours-law.ts';
import { placeKey } from './quiet-hours.ts';

/** How many texts the law of a person's state lets reach them in 24 hours. */
export interface StateLimit {
  readonly messages: number;
  /** The state whose law it is, such as `US-FL`. */
  readonly place: string;
}

/** The days that laws count over. */
export const stateLimitDays = 1;

/** The strictest limit among the states whose law may apply, on a day `YYYY-MM-DD`; null where none names a number. */
export function stateLimitOf(regions: readonly string[], day: string, rows: readonly LawHours[] = lawHours): StateLimit | null {
  let strictest: StateLimit | null = null;
  for (const row of rows) {
    const { place, mostInDay } = row;
    if (mostInDay === undefined || !regions.includes(place) || !isInForce(row, day)) continue;
    if (strictest === null || mostInDay < strictest.messages) strictest = { messages: mostInDay, place };
  }
  return strictest;
}

/** States of which some row names a number: whoever cannot be in one of them needs no count. */
export const limitedStates: readonly string[] = [
  ...new Set(lawHours.filter((row) => row.mostInDay !== undefined).map((row) => row.place)),
];

/** How many kinds of facts a memo keeps. */
const mostFacts = 50_000;

/** The limit of person after person at the cost of a map look-up; that of the day in UTC. `at`: milliseconds since the epoch. */
export function stateLimitMemo(): (facts: PlaceFacts, at: number) => StateLimit | null {
  let [from, day] = [0, ''];
  const known = new Map<string, StateLimit | null>();
  return (facts, at) => {
    if (at < from || at >= from + 86_400_000) {
      from = Math.floor(at / 86_400_000) * 86_400_000;
      day = new Date(from).toISOString().slice(0, 10);
      known.clear();
    }
    const key = placeKey(facts);
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= mostFacts) known.clear();
    const found = stateLimitOf(placeOf(facts).regions, day);
    known.set(key, found);
    return found;
  };
}
