import { isInForce, type LawHours, lawHours } from '@tidings/core/compliance/data/quiet-hours-law';
import { regionNames } from '@tidings/core/contacts/data/regions';

const dayNames: Readonly<Record<string, string>> = {
  Mon: 'Monday',
  Tue: 'Tuesday',
  Wed: 'Wednesday',
  Thu: 'Thursday',
  Fri: 'Friday',
  Sat: 'Saturday',
  Sun: 'Sunday',
};

/** `08:00` as people write it: 8:00. */
export function clockWords(clock: string): string {
  return clock.replace(/^0(\d)/, '$1');
}

/**
 * Hours of the data in words.
 *
 * @example weekWords('Mon-Fri 09:00-18:00; Sat 10:00-17:00') // 'Monday to Friday 9:00 to 18:00, Saturday 10:00 to 17:00'
 */
export function weekWords(week: string): string {
  return week
    .split(';')
    .map((part) => {
      const [days = '', hours = ''] = part.trim().split(' ');
      const [from = '', to = ''] = hours.split('-').map(clockWords);
      const on =
        days === 'Mon-Sun' ? '' : `${days.replace(/[A-Z][a-z]{2}/g, (day) => dayNames[day] ?? day).replace('-', ' to ')} `;
      return `${on}${from} to ${to}`;
    })
    .join(', ');
}

export interface LawGroup {
  readonly words: string;
  readonly states: readonly LawHours[];
  /** `Florida, Maryland and Oklahoma`. */
  readonly names: string;
}

const list = new Intl.ListFormat('en', { type: 'conjunction' });

export function stateName(place: string): string {
  return regionNames.US[place.slice(3)] ?? place;
}

/** States with stricter hours than everywhere on a day, `YYYY-MM-DD`, by their hours; those that most states share first. */
export function lawGroups(day: string, rows: readonly LawHours[] = lawHours): LawGroup[] {
  const states = rows.filter((row) => row.place !== 'US' && isInForce(row, day));
  const groups = Map.groupBy(states, (row) => `${weekWords(row.week)}${row.notOnHolidays ? ', not on holidays' : ''}`);
  return [...groups]
    .map(([words, rows]) => ({ words, states: rows, names: list.format(rows.map((row) => stateName(row.place))) }))
    .sort((a, b) => b.states.length - a.states.length);
}

export interface LimitGroup {
  /** How many texts in 24 hours. */
  readonly most: number;
  /** `Florida, Maryland and Oklahoma`. */
  readonly names: string;
}

/** States that limit how many texts may reach one person in a day, by the number; the strictest first. */
export function limitGroups(day: string, rows: readonly LawHours[] = lawHours): LimitGroup[] {
  const limited = rows.flatMap((row) =>
    row.mostInDay !== undefined && isInForce(row, day) ? [{ ...row, most: row.mostInDay }] : [],
  );
  return [...Map.groupBy(limited, (row) => row.most)]
    .map(([most, of]) => ({ most, names: list.format(of.map((row) => stateName(row.place))) }))
    .sort((a, b) => a.most - b.most);
}
