export type RetryReason = '4xx' | '5xx' | 'ct' | 'rt';

/** How one webhook is called: time-outs and retries, from the fragment of its URL. */
export interface ConnectionOverrides {
  connectTimeoutMs: number;
  readTimeoutMs: number;
  totalTimeoutMs: number;
  retries: number;
  retryOn: ReadonlySet<RetryReason>;
}

/** The values that hold without a fragment: `#ct=5000&rt=15000&tt=15000&rc=1&rp=ct`. */
export const defaultOverrides: ConnectionOverrides = {
  connectTimeoutMs: 5000,
  readTimeoutMs: 15_000,
  totalTimeoutMs: 15_000,
  retries: 1,
  retryOn: new Set(['ct']),
};

// Callers use few different fragments, over and over.
const parsed = new Map<string, ConnectionOverrides>();

/**
 * Splits the fragment off (it is neither sent nor signed) and reads it.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export function splitOverrides(url: string): { url: string; overrides: ConnectionOverrides } {
  const hash = url.indexOf('#');
  if (hash < 0) return { url, overrides: defaultOverrides };
  const fragment = url.slice(hash + 1);
  let overrides = parsed.get(fragment);
  if (!overrides) {
    overrides = parse(fragment);
    if (parsed.size < 1000) parsed.set(fragment, overrides);
  }
  return { url: url.slice(0, hash), overrides };
}

function parse(fragment: string): ConnectionOverrides {
  const given = new URLSearchParams(fragment);
  const number = (name: string, least: number, most: number, otherwise: number): number => {
    const value = Number(given.get(name) ?? Number.NaN);
    return Number.isInteger(value) && value >= least && value <= most ? value : otherwise;
  };
  return {
    connectTimeoutMs: number('ct', 100, 10_000, defaultOverrides.connectTimeoutMs),
    readTimeoutMs: number('rt', 100, 15_000, defaultOverrides.readTimeoutMs),
    totalTimeoutMs: number('tt', 100, 15_000, defaultOverrides.totalTimeoutMs),
    retries: number('rc', 0, 5, defaultOverrides.retries),
    retryOn: given.has('rp') ? policy(given.get('rp') ?? '') : defaultOverrides.retryOn,
  };
}

function policy(list: string): ReadonlySet<RetryReason> {
  const reasons = new Set<RetryReason>();
  for (const name of list.split(',')) {
    if (name === 'all') return new Set(['4xx', '5xx', 'ct', 'rt']);
    if (name === '4xx' || name === '5xx' || name === 'ct' || name === 'rt') reasons.add(name);
  }
  return reasons;
}
