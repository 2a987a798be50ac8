import { badField } from '../lib/errors.ts';

/** One page of a list, and the cursor of the next. */
export interface Page<T> {
  readonly items: T[];
  readonly next_cursor: string | null;
}

/** Makes an opaque cursor of the sort values of a page's last row. */
export function encodeCursor(values: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** Reads a cursor of n values. Throws a refusal naming `cursor` when it is not one of ours. */
export function decodeCursor(cursor: string | undefined, count: number): (string | number | null)[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    const plain =
      Array.isArray(values) &&
      values.length === count &&
      values.every((one) => one === null || ['string', 'number'].includes(typeof one));
    if (plain) return values as (string | number | null)[];
  } catch {
    // falls through to the refusal
  }
  throw badField('query.cursor', 'is not a cursor of this list; leave it out to start at the beginning');
}

/** Reads a cursor that is one id; null at the beginning. Throws a refusal naming `cursor` when it is not one. */
export function readIdCursor(cursor: string | undefined): string | null {
  const [id] = decodeCursor(cursor, 1) ?? [null];
  if (id === null || (typeof id === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))) return id;
  throw badField('query.cursor', 'is not a cursor of this list; leave it out to start at the beginning');
}

/** Cuts rows fetched as `limit + 1` to a page. */
export function toPage<T>(rows: readonly T[], limit: number, cursorOf: (row: T) => readonly (string | number | null)[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next_cursor: rows.length > limit && last ? encodeCursor(cursorOf(last)) : null };
}
