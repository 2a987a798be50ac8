import { z } from 'zod';

/** An id: a UUID (version 7, so ids sort by time). */
export const Id = z.uuid({ error: 'must be an id (a UUID)' });

/** An instant in ISO 8601 with its offset, always UTC in answers. */
export const Instant = z.iso.datetime({ offset: true, error: 'must be an instant such as 2026-05-01T09:00:00Z' });

/** Query of every list: at most `limit` rows after `cursor`, the opaque `next_cursor` of the page before. */
export const PageQuery = z.object({
  limit: z.coerce
    .number({ error: 'must be a whole number from 1 to 200' })
    .int('must be a whole number from 1 to 200')
    .min(1, 'must be at least 1')
    .max(200, 'must be at most 200')
    .default(50),
  cursor: z.string().max(500).optional(),
});

/** Answer of every list. `next_cursor` is null on the last page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next_cursor: z.string().nullable() });
}

/** `true`/`false` in a query string. */
export const QueryFlag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** A repeated query parameter: one value or several. */
export function queryList<T extends z.ZodType>(item: T) {
  return z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).optional());
}

/** ISO 3166-1 alpha-2 country. */
export const Country = z.string().regex(/^[A-Z]{2}$/, 'must be a two-letter country code such as US');

/** IANA time zone. */
export const TimeZone = z.string().min(1, 'is needed').max(64).refine(isTimeZone, 'must be a time zone such as America/New_York');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined && !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
