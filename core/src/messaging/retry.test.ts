import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, decideRetry, defaultRetryPolicy } from './retry.ts';

describe('backoff', () => {
  it('grows fourfold up to its ceiling', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((attempt) => backoffMs({ attempt, random: 1 }));
    expect(waits).toEqual([5_000, 20_000, 80_000, 320_000, 900_000, 900_000]);
    expect(backoffMs({ attempt: 1, random: 0 })).toBe(2_500);
  });

  it('never comes back before the provider allows it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.nat(3_600_000),
        (attempt, random, retryAfterMs) => {
          const wait = backoffMs({ attempt, random, retryAfterMs });
          expect(wait).toBeGreaterThanOrEqual(retryAfterMs);
          expect(wait).toBeLessThanOrEqual(Math.max(defaultRetryPolicy.maxMs, retryAfterMs + defaultRetryPolicy.baseMs));
        },
      ),
    );
  });
});

describe('deciding on a retry', () => {
  const base = { attempt: 1, now: 1_000_000, random: 0, usefulUntil: null };

  it('says when', () => {
    expect(decideRetry(base)).toEqual({ retry: true, at: 1_002_500, waitMs: 2_500 });
  });

  it('gives up after the last attempt', () => {
    expect(decideRetry({ ...base, attempt: 6 })).toEqual({ retry: false, reason: 'too_many_attempts' });
  });

  it('ends as expired what would come too late', () => {
    expect(decideRetry({ ...base, usefulUntil: 1_002_500 })).toEqual({ retry: false, reason: 'expired' });
    expect(decideRetry({ ...base, usefulUntil: 1_002_501 }).retry).toBe(true);
    expect(decideRetry({ ...base, usefulUntil: 1_010_000, retryAfterMs: 60_000 })).toMatchObject({ reason: 'expired' });
  });
});
