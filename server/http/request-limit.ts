import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Context } from '../context.ts';
import { Refusal } from '../lib/errors.ts';
import type { Identity } from './authenticate.ts';

/** Counts a request against who makes it; refuses when a minute's allowance is used up. */
export type RequestLimit = (identity: Identity, ip: string) => Promise<void>;

const windowSeconds = 60;

interface Share {
  left: number;
  readonly endsAt: number;
}

/**
 * Limits requests per person, key or, without either, network address. All processes draw from one allowance in PostgreSQL, but a share of it
 * at a time, so that only every so many-th request costs a query. Never more than the allowance passes; with several processes a few less may.
 */
export function createRequestLimit(ctx: Context): RequestLimit {
  const points = ctx.config.requestsPerMinute;
  const shareSize = Math.max(1, Math.floor(points / 40));
  const shares = new Map<string, Share>();
  const limiter = new RateLimiterPostgres({
    storeClient: ctx.db.pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix: 'requests',
    points,
    duration: windowSeconds,
  });
  return async (identity, ip) => {
    const key = whoOf(identity, ip);
    const share = shares.get(key);
    if (share && share.left > 0 && share.endsAt > performance.now()) {
      share.left -= 1;
      return;
    }
    const endsAt = await draw(limiter, key, shareSize);
    if (shares.size > 10_000) forgetEnded(shares);
    shares.set(key, { left: shareSize - 1, endsAt });
  };
}

function whoOf({ user, workspace }: Identity, ip: string): string {
  if (user) return `user:${user.id}`;
  return workspace ? `key:${workspace.id}` : `ip:${ip}`;
}

/** Takes a share of the allowance; returns until when it counts, on this process's own clock. */
async function draw(limiter: RateLimiterPostgres, key: string, size: number): Promise<number> {
  try {
    const taken = await limiter.consume(key, size);
    return performance.now() + taken.msBeforeNext;
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new Refusal('rate_limited', `Too many requests. Try again in ${seconds} s.`, { retryAfterSeconds: seconds });
  }
}

function forgetEnded(shares: Map<string, Share>): void {
  for (const [key, share] of shares) if (share.endsAt <= performance.now()) shares.delete(key);
}
