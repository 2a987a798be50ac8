import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyErrorCode, errorCodes } from './error-codes.ts';
import { decideRetryAfterReceipt, type FailedDelivery } from './retry-failure.ts';
import { earliestRetry } from './retry-wait.ts';

const now = Date.parse('2026-11-20T15:00:00Z');
const facts: FailedDelivery = {
  code: classifyErrorCode(30003),
  earlierFailures: 0,
  now,
  random: 0,
  usefulUntil: null,
  kind: 'broadcast',
  cancelled: false,
};
const decide = (change: Partial<FailedDelivery>) => decideRetryAfterReceipt({ ...facts, ...change });

describe('a failure that a receipt reports', () => {
  it('is tried again after the wait of its code, as often as its row says', () => {
    expect(decide({})).toBe(now + 7_200_000);
    expect(decide({ earlierFailures: 1 })).toBe(now + 7_200_000);
    expect(decide({ earlierFailures: 2 })).toBeNull();
    expect(decide({ code: classifyErrorCode(30008) })).toBe(now + 300_000);
    expect(decide({ code: classifyErrorCode(30008), earlierFailures: 1 })).toBeNull();
  });

  it('is final when it does not pass, may have arrived, or nobody knows its code', () => {
    for (const code of [30005, 30007, 30034, 30410, 21610, 99_999]) expect(decide({ code: classifyErrorCode(code) })).toBeNull();
  });

  it('is final for a test, the answer to a keyword, and what somebody cancelled', () => {
    expect(decide({ kind: 'test' })).toBeNull();
    expect(decide({ kind: 'answer' })).toBeNull();
    expect(decide({ cancelled: true })).toBeNull();
    expect(decide({ kind: 'reply' })).not.toBeNull();
  });

  it('is final when the next attempt would come too late', () => {
    expect(decide({ usefulUntil: now + 7_200_000 })).toBeNull();
    expect(decide({ usefulUntil: now + 7_200_001 })).toBe(now + 7_200_000);
  });

  it('waits for midnight Pacific when the daily cap is used up, and for hours that are open everywhere in quiet ones', () => {
    expect(new Date(decide({ code: classifyErrorCode(30023) }) ?? 0).toISOString()).toBe('2026-11-21T08:00:00.000Z');
    expect(new Date(decide({ code: classifyErrorCode(30610) }) ?? 0).toISOString()).toBe('2026-11-20T20:00:00.000Z');
    // The night in which summer time ends in California has 25 hours.
    const autumn = Date.parse('2026-11-01T07:30:00Z');
    const cap = { kind: 'until_midnight', zone: 'America/Los_Angeles' } as const;
    expect(new Date(earliestRetry(cap, autumn)).toISOString()).toBe('2026-11-02T08:00:00.000Z');
  });

  it('never comes back at once, before it is allowed, or after its deadline', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...errorCodes.values()),
        fc.nat(3),
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.option(fc.nat(100_000_000)),
        (code, earlierFailures, at, random, useful) => {
          const usefulUntil = useful === null ? null : at + useful;
          const again = decide({ code, earlierFailures, now: at, random, usefulUntil });
          if (again === null || code.wait === undefined) return;
          expect(again).toBeGreaterThanOrEqual(earliestRetry(code.wait, at));
          expect(again).toBeGreaterThan(at);
          if (usefulUntil !== null) expect(again).toBeLessThan(usefulUntil);
        },
      ),
    );
  });
});
