import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Context } from '../../context.ts';
import { sha256 } from '../../lib/crypto.ts';
import { networkOf } from '../../lib/network-of.ts';

/** Counted in PostgreSQL, by all processes together; neither numbers nor addresses are kept, only their hashes. */
const limits = {
  /** Per network address: a family or an office behind one. */
  form_ip: { points: 20, duration: 3_600 },
  /** The same of those whose page solved no puzzle: no JavaScript, or a program. */
  form_plain_ip: { points: 3, duration: 3_600 },
  /** Of those, over one form from everywhere: programs have many addresses. */
  form_plain: { points: 40, duration: 3_600 },
  /** Sent in over one form, to tell how hard its puzzle is to be; nobody is stopped by it. */
  form_rate: { points: 1_000_000, duration: 600 },
  /** Per number and workspace: whoever types a stranger's number again and again. */
  form_number: { points: 3, duration: 24 * 3_600 },
  /** A page is sent in once; as long as its token is good. */
  form_token: { points: 1, duration: 13 * 3_600 },
} as const;

type Kind = keyof typeof limits;

const byAddress: readonly Kind[] = ['form_ip', 'form_plain_ip'];

function limiterOf(ctx: Context, kind: Kind): RateLimiterPostgres {
  return new RateLimiterPostgres({
    storeClient: ctx.db.pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: kind,
    ...limits[kind],
  });
}

const keyOf = (ctx: Context, kind: Kind, key: string): string =>
  byAddress.includes(kind) ? sha256(networkOf(key)) : ctx.secrets.digest(key, kind).toString('base64url');

/** Counts one against the limit; false when it is used up. */
export async function withinLimit(ctx: Context, kind: Kind, key: string): Promise<boolean> {
  try {
    await limiterOf(ctx, kind).consume(keyOf(ctx, kind, key));
    return true;
  } catch (error) {
    if (error instanceof RateLimiterRes) return false;
    throw error;
  }
}

/** How many were counted within the limit's time. */
export async function countedOf(ctx: Context, kind: Kind, key: string): Promise<number> {
  return (await limiterOf(ctx, kind).get(keyOf(ctx, kind, key)))?.consumedPoints ?? 0;
}
