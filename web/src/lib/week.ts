/** What some browsers know of a region's week; 1 is Monday, 7 is Sunday. */
interface WeekLocale {
  readonly getWeekInfo?: () => { readonly firstDay: number };
  readonly weekInfo?: { readonly firstDay: number };
}

export type WeekDay = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Regions whose week begins on Sunday and that read English, for browsers that do not know it. */
const fromSunday = new Set(['US', 'CA', 'IN', 'PH', 'ZA', 'KE', 'JM', 'PR', 'HK', 'IL', 'PK']);

/**
 * The first column of a calendar where the reader lives: 0 is Sunday, 1 is Monday.
 *
 * @example firstDayOfWeek('en-US') // 0
 */
export function firstDayOfWeek(language: string): WeekDay {
  try {
    const known = new Intl.Locale(language);
    const week = known as WeekLocale;
    const first = week.getWeekInfo?.().firstDay ?? week.weekInfo?.firstDay;
    if (first !== undefined) return (first % 7) as WeekDay;
    return fromSunday.has(known.maximize().region ?? '') ? 0 : 1;
  } catch {
    // Some systems tell a language that no browser knows, such as `en-US@posix`.
    return language.startsWith('en-US') ? 0 : 1;
  }
}
