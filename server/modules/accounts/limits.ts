import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Context } from '../../context.ts';
import { sha256 } from '../../lib/crypto.ts';
import { Refusal } from '../../lib/errors.ts';

/** Counts in PostgreSQL, so that all processes count together. */
function limiter(ctx: Context, keyPrefix: string, points: number) {
  const seconds = ctx.config.signInLockMinutes * 60;
  return new RateLimiterPostgres({
    storeClient: ctx.db.pool,
    storeType: 'pool',
    tableName: 'rate_limits',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix,
    points,
    duration: seconds,
    blockDuration: seconds,
  });
}

/** What is being guessed at: an account's password (by its e-mail address or id), from a network address. */
export interface Attempt {
  readonly account: string;
  readonly ip: string;
}

/**
 * Counts an attempt before its password is looked at, so that many at once are not free. Refuses while the account or the network address is
 * locked, also when the password would be right: an answer would tell the guesser. An address without account is counted and locked alike.
 */
export async function countAttempt(ctx: Context, { account, ip }: Attempt): Promise<void> {
  await consume(limiter(ctx, 'sign_in_ip', ctx.config.signInFailuresPerAddress), sha256(ip));
  await consume(limiter(ctx, 'sign_in_account', ctx.config.signInFailures), sha256(account.toLowerCase()));
}

/** The password was right: forgives the account's earlier failures and does not count this attempt against the network address. */
export async function forgiveAttempts(ctx: Context, { account, ip }: Attempt): Promise<void> {
  await forgiveAccount(ctx, account);
  await limiter(ctx, 'sign_in_ip', ctx.config.signInFailuresPerAddress).reward(sha256(ip));
}

/** Unlocks an account, whatever was tried before: its password has been set anew. */
export async function forgiveAccount(ctx: Context, account: string): Promise<void> {
  await limiter(ctx, 'sign_in_account', ctx.config.signInFailures).delete(sha256(account.toLowerCase()));
}

/** Counts a new account against its network address: each costs a slow hash, and says whether its e-mail address is taken. */
export async function countSignUp(ctx: Context, ip: string): Promise<void> {
  await consume(limiter(ctx, 'sign_up_ip', ctx.config.signInFailuresPerAddress), sha256(ip));
}

async function consume(one: RateLimiterPostgres, key: string): Promise<void> {
  try {
    await one.consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new Refusal('locked_out', `Too many attempts. Try again in ${waitWords(seconds)}.`, { retryAfterSeconds: seconds });
  }
}

/** "4 minutes", "1 minute", "30 seconds". */
export function waitWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? '1 second' : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
