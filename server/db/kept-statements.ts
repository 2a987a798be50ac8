import { createHash } from 'node:crypto';
import type pg from 'pg';

/**
 * A statement whose text begins with this is prepared once per connection and its plan kept. Parsing and planning took half of the database's
 * processor time on the message path, where the same few statements run for each batch. Only for statements whose plan does not depend on
 * their values: those that reach every row by a key.
 */
export const keptMark = '/* kept */';

/** More texts than this are not kept: then they are made, not written, and would fill the server's memory. */
const mostKept = 200;

const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= mostKept) return known;
  const name = `kept_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  names.set(text, name);
  return name;
}

type AnyQuery = (config: unknown, ...rest: unknown[]) => unknown;

/** Lets a new connection prepare the statements that are marked for it. */
export function keepStatements(client: pg.PoolClient): void {
  const query = client.query.bind(client) as AnyQuery;
  const withNames: AnyQuery = (text, values, ...rest) => {
    const name = typeof text === 'string' && Array.isArray(values) && text.startsWith(keptMark) ? nameOf(text) : undefined;
    return name === undefined ? query(text, values, ...rest) : query({ name, text, values }, ...rest);
  };
  client.query = withNames as typeof client.query;
}
