/**
 * The token bucket of a lane. A token is one SMS segment. Pure arithmetic: the bucket is a row, the clock comes in.
 * Tokens may fall below zero (a long message, or a correction after rendering); the debt is waited for.
 */
export interface TokenBucket {
  readonly tokens: number;
  /** Milliseconds since the epoch when `tokens` was true. */
  readonly lastAt: number;
}

export interface LaneRate {
  /** Tokens per second. */
  readonly rate: number;
  /** The most tokens that may gather while nothing is sent. */
  readonly burst: number;
}

/** The bucket as of `now`. A clock that went backward adds nothing and takes nothing away. */
export function refill(input: TokenBucket & LaneRate & { now: number }): TokenBucket {
  const { tokens, lastAt, rate, burst, now } = input;
  if (now <= lastAt) return { tokens: Math.min(tokens, burst), lastAt };
  return { tokens: Math.min(burst, tokens + ((now - lastAt) / 1000) * rate), lastAt: now };
}

/**
 * Takes tokens for one message if the bucket is ready for it. A message longer than the whole burst starts from a full
 * bucket and leaves a debt, so that it is slow and not stuck.
 */
export function take(bucket: TokenBucket, cost: number, burst: number): { taken: boolean; bucket: TokenBucket } {
  if (bucket.tokens < Math.min(cost, burst)) return { taken: false, bucket };
  return { taken: true, bucket: { ...bucket, tokens: bucket.tokens - cost } };
}

/** Corrects an estimate once the real number of segments is known. */
export function correct(bucket: TokenBucket, reserved: number, used: number): TokenBucket {
  return { ...bucket, tokens: bucket.tokens + reserved - used };
}

/** Milliseconds from the bucket's time until a message of `cost` may be taken; Infinity when the rate is 0. */
export function waitMs(bucket: TokenBucket, cost: number, { rate, burst }: LaneRate): number {
  const missing = Math.min(cost, burst) - bucket.tokens;
  if (missing <= 0) return 0;
  return rate > 0 ? Math.ceil((missing / rate) * 1000) : Number.POSITIVE_INFINITY;
}

/**
 * The burst that a lane keeps when its rate changes and nobody names another: with a lower rate it comes down alike, so that it is as many
 * seconds of the rate as before (at least 1 segment); a higher rate leaves it alone.
 */
export function burstAtRate({ rate, burst }: LaneRate, newRate: number): number {
  return newRate >= rate ? burst : Math.min(burst, Math.max(1, Math.round((burst * newRate) / rate)));
}

/** The most messages one lease may hold: about one second of the rate (I2: a STOP must not wait behind a batch), at least 1. */
export function leaseBound(rate: number): number {
  return Math.max(1, Math.floor(rate));
}

/**
 * How many of the next messages to lease now, from their estimated costs in order: as many as the tokens allow, at most
 * `leaseBound`. Returns the bucket after taking them.
 */
export function leaseSize(
  bucket: TokenBucket,
  costs: readonly number[],
  { rate, burst }: LaneRate,
): { count: number; bucket: TokenBucket } {
  const most = Math.min(costs.length, leaseBound(rate));
  let current = bucket;
  let count = 0;
  while (count < most) {
    const result = take(current, costs[count] ?? 1, burst);
    if (!result.taken) break;
    current = result.bucket;
    count += 1;
  }
  return { count, bucket: current };
}
