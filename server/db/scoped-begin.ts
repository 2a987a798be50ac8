import type pg from 'pg';

/** How the statement begins that says what a transaction sees: the first one of each. */
export const scopeStatement = '/* scope */';

type AnyQuery = (config: unknown, ...rest: unknown[]) => unknown;

/** What may stand in a setting's name and value: they become part of a text. Ids and fixed words are all there is. */
const plain = /^[\w.-]+$/;

/**
 * Sends `begin` together with the statement that says what the transaction sees: each round trip costs both processes more than the work that it
 * asks for. So `begin` waits for the next statement, and goes before it in the same message. A transaction whose scope cannot be set fails as
 * a whole, as it would in two messages.
 */
export function beginWithScope(client: pg.PoolClient): void {
  const query = client.query.bind(client) as AnyQuery;
  let begun = false;
  const send: AnyQuery = (text, values, ...rest) => {
    if (text === 'begin') {
      begun = true;
      return Promise.resolve({ command: 'BEGIN', rowCount: null, rows: [] });
    }
    if (!begun) return query(text, values, ...rest);
    begun = false;
    // Nothing was begun: nothing is to be undone.
    if (text === 'rollback') return Promise.resolve({ command: 'ROLLBACK', rowCount: null, rows: [] });
    const settings =
      typeof text === 'string' && text.startsWith(scopeStatement) && Array.isArray(values) ? (values as string[]) : undefined;
    if (settings?.every((one) => typeof one === 'string' && plain.test(one)))
      return query(`begin; select ${settingsOf(settings)}`);
    return Promise.resolve(query('begin')).then(() => query(text, values, ...rest));
  };
  client.query = send as typeof client.query;
}

/** Names and values in turn. */
function settingsOf(values: readonly string[]): string {
  const each = values.flatMap((name, place) => (place % 2 === 0 ? [`set_config('${name}', '${values[place + 1]}', true)`] : []));
  return each.join(', ');
}
