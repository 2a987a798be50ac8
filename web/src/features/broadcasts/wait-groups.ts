import type { Waiting } from '@tidings/core/contract/quiet-hours';
import { formatClock, formatInstant } from '../../lib/format.ts';

export interface WaitGroup {
  readonly key: string;
  readonly n: number;
  /** `wait until Sunday, 8:00 at their place`; follows the number of people. */
  readonly words: string;
  /** When that is for whoever looks at it. */
  readonly hint: string;
}

const dayOf = (local: string) =>
  new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(new Date(`${local}:00Z`));
const clockOf = (local: string) => local.slice(11).replace(/^0(\d)/, '$1');

/** Their moment is only when it is looked at again: they wait until a member answers. */
const doubt = 'asked_to_stop_maybe';

/** Why, in half a sentence. */
const hints: Readonly<Record<string, string>> = {
  quiet_hours: 'for an hour in which they may be texted',
  frequency_cap: 'they have had as many texts lately as you allow',
  daily_cap: 'the daily cap of the sender is used up before their turn',
  state_limit: 'the law of their state lets only so many texts reach them in 24 hours',
};

/**
 * People who wait, by the hour at their place: whoever waits for eight o'clock is one line, in whatever zone. Soonest first.
 *
 * @param zone of the reader
 */
export function groupWaits(waits: readonly Waiting[], zone: string): WaitGroup[] {
  const groups = Map.groupBy(waits, (one) =>
    one.reason === doubt ? doubt : `${one.reason} ${one.local ?? `at ${one.until?.slice(0, 10)}`}`,
  );
  return [...groups].map(([key, rows]) => {
    const n = rows.reduce((sum, one) => sum + one.n, 0);
    const [first, last] = [rows[0], rows.at(-1)];
    const verb = n === 1 ? 'waits' : 'wait';
    if (key === doubt)
      return { key, n, words: `${verb} until you say whether they asked to stop`, hint: 'in the inbox, under “Meant stop?”' };
    const local = first?.local ?? null;
    const from = formatInstant(first?.until ?? '', zone);
    const same = formatInstant(last?.until ?? '', zone) === from;
    const until = same ? '' : ` to ${formatClock(last?.until ?? '', zone)}`;
    const why = hints[first?.reason ?? ''] ?? (first?.label ?? '').toLowerCase();
    if (local !== null) {
      const here = `${from}${until} here`;
      const hint = first?.reason === 'quiet_hours' ? here : `${why}; ${here}`;
      return { key, n, words: `${verb} until ${dayOf(local)}, ${clockOf(local)} at their place`, hint };
    }
    const hint = first?.reason === 'quiet_hours' ? 'as they may be in several places' : why;
    return { key, n, words: `${verb} until ${from}${until}`, hint };
  });
}
