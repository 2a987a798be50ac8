import { setTimeout } from 'node:timers/promises';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Context } from '../../context.ts';
import { sha256 } from '../../lib/crypto.ts';
import { Refusal } from '../../lib/errors.ts';
import { networkOf } from '../../lib/network-of.ts';
import { deleteCounters } from './sessions-store.ts';

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

/** Never reached: counts, and refuses nobody. */
const noLimit = 2_000_000_000;

const accountKey = (account: string) => sha256(account.toLowerCase());
const ipKey = (ip: string) => sha256(networkOf(ip));
const pairKey = ({ account, ip }: Attempt) => `${accountKey(account)}:${ipKey(ip)}`;

const ofIp = (ctx: Context) => limiter(ctx, 'sign_in_ip', ctx.config.signInFailuresPerAddress);
const ofPair = (ctx: Context) => limiter(ctx, 'sign_in_pair', ctx.config.signInFailures);
const ofAccount = (ctx: Context) => limiter(ctx, 'sign_in_account', noLimit);

/**
 * Counts an attempt before its password is looked at, so that many at once are not free. Refuses while the network address, or this account
 * for this address, is locked, also when the password would be right: an answer would tell the guesser. An e-mail address without account is
 * counted and locked alike. An account that is guessed at from many addresses is slowed down for all, never locked: a stranger must not be
 * able to keep its person out.
 */
export async function countAttempt(ctx: Context, attempt: Attempt): Promise<void> {
  await consume(ofIp(ctx), ipKey(attempt.ip));
  await consume(ofPair(ctx), pairKey(attempt));
  const { consumedPoints } = await ofAccount(ctx).consume(accountKey(attempt.account));
  const ms = slownessMs(consumedPoints, ctx.config.signInFailuresPerAccount);
  if (ms > 0) await setTimeout(ms);
}

/** How long an answer waits after so many failures of an account: nothing up to the ceiling, then a second, twice as long with each further ceiling, at most ten seconds. */
export function slownessMs(failures: number, ceiling: number): number {
  return failures <= ceiling ? 0 : Math.min(10_000, 1_000 * 2 ** Math.floor((failures - ceiling - 1) / ceiling));
}

/** The password was right: forgives the earlier failures from here, and does not count this attempt. Failures from elsewhere still slow down. */
export async function forgiveAttempts(ctx: Context, attempt: Attempt): Promise<void> {
  await ofPair(ctx).delete(pairKey(attempt));
  await ofAccount(ctx).reward(accountKey(attempt.account));
  await ofIp(ctx).reward(ipKey(attempt.ip));
}

/** Unlocks an account everywhere, whatever was tried before: its password has been set anew. */
export async function forgiveAccount(ctx: Context, account: string): Promise<void> {
  await ofAccount(ctx).delete(accountKey(account));
  await ctx.db.system((tx) => deleteCounters(tx, `sign_in_pair:${accountKey(account)}:`));
}

/** Counts a new account against its network address: each costs a slow hash, and says whether its e-mail address is taken. */
export async function countSignUp(ctx: Context, ip: string): Promise<void> {
  await consume(limiter(ctx, 'sign_up_ip', ctx.config.signInFailuresPerAddress), ipKey(ip));
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
