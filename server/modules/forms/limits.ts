import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Context } from '../../context.ts';
import { sha256 } from '../../lib/crypto.ts';
import { networkOf } from '../../lib/network-of.ts';

/** Counted in PostgreSQL, by all processes together; neither numbers nor addresses are kept, only their hashes. */
const limits = {
  /** Per network address: a family or an office behind one. */
  form_ip: { points: 20, duration: 3_600 },
  /** Per number and workspace: whoever types a stranger's number again and again. */
  form_number: { points: 3, duration: 24 * 3_600 },
  /** A page is sent in once; as long as its token is good. */
  form_token: { points: 1, duration: 13 * 3_600 },
} as const;

/** Counts one against the limit; false when it is used up. */
export async function withinLimit(ctx: Context, kind: keyof typeof limits, key: string): Promise<boolean> {
  const limiter = new RateLimiterPostgres({
    storeClient: ctx.db.pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: kind,
    ...limits[kind],
  });
  try {
    await limiter.consume(kind === 'form_ip' ? sha256(networkOf(key)) : ctx.secrets.digest(key, kind).toString('base64url'));
    return true;
  } catch (error) {
    if (error instanceof RateLimiterRes) return false;
    throw error;
  }
}
