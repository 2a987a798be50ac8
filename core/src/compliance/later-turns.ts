import type { Place } from '../contacts/zones.ts';
import type { Turn } from '../messaging/finish-forecast.ts';
import type { HoursAnswer } from './quiet-hours.ts';

/** So long each place is looked at by itself: until after the next morning. */
const exactMs = 26 * 3_600_000;

/** Whether a place may be texted at a moment. */
type PlaceHours = (place: Place, at: number) => HoursAnswer;

/**
 * Answers for moments long after the beginning of a forecast, at a bounded cost: a cap may make it last for months, and each morning in each of
 * some hundred places would take a minute to work out. From the second day on, places whose hours end and begin at the same moments of the first
 * are taken for one of them, and whoever is decided there at the same moment shares the answer.
 *
 * @param from when the forecast begins, milliseconds since the epoch
 */
export class LaterTurns {
  readonly #from: number;
  readonly #hours: PlaceHours | null;
  readonly #standIns = new Map<string, Place>();
  readonly #byHours = new Map<string, Place>();
  readonly #turns = new Map<Place | null, Map<number, Turn>>();

  constructor(from: number, hours: PlaceHours | null) {
    this.#from = from;
    this.#hours = hours;
  }

  isLater(at: number): boolean {
    return at >= this.#from + exactMs;
  }

  /** The answer for whoever is at a place by then; `decide` finds it from the hours there, null where none hold. */
  at(place: Place, name: string, at: number, decide: (hours: HoursAnswer | null) => Turn): Turn {
    const stands = this.#hours && this.#standIn(place, name, this.#hours);
    const turns = this.#turns.get(stands) ?? new Map<number, Turn>();
    this.#turns.set(stands, turns);
    const turn = turns.get(at) ?? decide(stands && (this.#hours?.(stands, at) ?? null));
    turns.set(at, turn);
    return turn;
  }

  #standIn(place: Place, name: string, hours: PlaceHours): Place {
    const known = this.#standIns.get(name);
    if (known) return known;
    const first = hours(place, this.#from);
    const next = first.until === null ? first : hours(place, first.until);
    const locals = [first, next].map((one) => (one.open ? '' : one.local));
    const key = `${first.open} ${first.until} ${next.until} ${locals.join()}`;
    const found = this.#byHours.get(key) ?? place;
    this.#byHours.set(key, found);
    this.#standIns.set(name, found);
    return found;
  }
}
