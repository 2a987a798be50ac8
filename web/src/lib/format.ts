/** The screens are in English: a browser in another language gets English words, with the day before the month. */
export const locale = screenLocale(typeof navigator === 'undefined' ? 'en' : navigator.language);

/** Some systems tell a language that no browser knows, such as `en-US@posix`: no screen may fail for that. */
export function screenLocale(own: string): string {
  if (!own.startsWith('en')) return 'en-GB';
  try {
    return Intl.getCanonicalLocales(own)[0] ?? 'en';
  } catch {
    return own.startsWith('en-US') ? 'en-US' : 'en-GB';
  }
}

export function formatNumber(value: number, options?: Intl.NumberFormatOptions): string {
  return new Intl.NumberFormat(locale, options).format(value);
}

/** `plural(1, 'person', 'people')` is "1 person". */
export function plural(count: number, one: string, many: string): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** Money in millionths of the currency's unit (a text costs less than a cent). */
export function formatMoney(micros: number, currency: string): string {
  const value = micros / 1_000_000;
  const digits = Math.abs(value) < 1 && value !== 0 ? 4 : 2;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(value);
}

/** An estimate is no invoice: cents are enough, and less than one is said as that. In US dollars. */
export function roughMoney(micros: number): string {
  return micros > 0 && micros < 10_000 ? 'under a cent' : formatMoney(Math.round(micros / 10_000) * 10_000, 'USD');
}

/** A whole instant in words: "Sat, 21 Nov 2026, 09:30 GMT+1". */
export function formatInstant(instant: string | Date, timeZone?: string): string {
  return write(
    instant,
    {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'short',
    },
    timeZone,
  );
}

export function formatDate(instant: string | Date, timeZone?: string): string {
  return write(instant, { day: 'numeric', month: 'short', year: 'numeric' }, timeZone);
}

export function formatClock(instant: string | Date, timeZone?: string): string {
  return write(instant, { hour: 'numeric', minute: '2-digit' }, timeZone);
}

/** "3 minutes ago", "in 2 hours"; a date beyond a week. */
export function formatRelative(instant: string | Date, now: number, timeZone?: string): string {
  const seconds = Math.round((new Date(instant).getTime() - now) / 1000);
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const size = Math.abs(seconds);
  // The clock of the screen moves every 20 seconds: what has just happened may seem to lie ahead by as much.
  if (size < 45) return seconds > 25 ? 'in a moment' : 'just now';
  if (size < 3_600) return words.format(Math.round(seconds / 60), 'minute');
  if (size < 86_400) return words.format(Math.round(seconds / 3_600), 'hour');
  if (size < 7 * 86_400) return words.format(Math.round(seconds / 86_400), 'day');
  return formatDate(instant, timeZone);
}

/** "1 min 20 s", "2 h 5 min". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

function write(instant: string | Date, options: Intl.DateTimeFormatOptions, timeZone: string | undefined): string {
  return new Intl.DateTimeFormat(locale, { ...options, ...(timeZone === undefined ? {} : { timeZone }) }).format(
    new Date(instant),
  );
}
