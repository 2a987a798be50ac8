import { FilterProblem, formatDate } from './template-date.ts';
import type { TagValue } from './template-values.ts';

/** A filter of merge tags. No value in, no value out, except for `default`. */
export type TemplateFilter = (value: TagValue, args: readonly TagValue[]) => TagValue;

/**
 * Stands for "nothing, on purpose": what `default: ""` leaves. Values never contain control characters, so it cannot be
 * mistaken for one.
 */
export const deliberatelyEmpty = '\u0000';

const mapText =
  (change: (text: string) => string): TemplateFilter =>
  (value) =>
    value === null ? null : change(String(value));

export const templateFilters: Readonly<Record<string, TemplateFilter>> = {
  default: (value, [fallback = '']) => {
    if (value !== null && value !== '' && value !== false) return value;
    return fallback === '' ? deliberatelyEmpty : fallback;
  },
  upcase: mapText((text) => text.toUpperCase()),
  downcase: mapText((text) => text.toLowerCase()),
  capitalize: mapText(capitalize),
  date: (value, [format = '%B %-d, %Y', zone = null]) => {
    if (value === null || value === deliberatelyEmpty) return value;
    if (typeof format !== 'string') throw new FilterProblem('Put the date format in quotes: date: "%B %-d".');
    return formatDate(String(value), format, zone === null ? null : String(zone));
  },
};

export const filterNames: readonly string[] = Object.keys(templateFilters);

/** SHOUTED names become `Maria Lopez`; otherwise only the first letter changes, so that `McDonald` stays. */
function capitalize(text: string): string {
  const letters = text.replace(/\P{L}/gu, '');
  const shouted = letters.length > 1 && letters === letters.toUpperCase() && letters !== letters.toLowerCase();
  if (shouted)
    return text
      .toLowerCase()
      .replace(/(^|[\s\-'’.])(\p{L})/gu, (_all, before: string, letter: string) => before + letter.toUpperCase());
  return text.replace(/\p{L}/u, (letter) => letter.toUpperCase());
}
