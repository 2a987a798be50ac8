import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { burstAtRate, correct, leaseBound, leaseSize, refill, take, waitMs } from './lease.ts';

const lane = { rate: 10, burst: 20 };

describe('the token bucket', () => {
  it('fills at its rate up to its burst', () => {
    expect(refill({ tokens: 0, lastAt: 0, now: 500, ...lane })).toEqual({ tokens: 5, lastAt: 500 });
    expect(refill({ tokens: 0, lastAt: 0, now: 60_000, ...lane }).tokens).toBe(20);
  });

  it('gains nothing from a clock that goes backward', () => {
    expect(refill({ tokens: 3, lastAt: 1000, now: 0, ...lane })).toEqual({ tokens: 3, lastAt: 1000 });
  });

  it('comes down with its rate, never below one segment', () => {
    expect(burstAtRate({ rate: 100, burst: 100 }, 1)).toBe(1);
    expect(burstAtRate({ rate: 10, burst: 20 }, 5)).toBe(10);
    expect(burstAtRate({ rate: 10, burst: 5 }, 0.01)).toBe(1);
    expect(burstAtRate({ rate: 1, burst: 5 }, 100)).toBe(5);
  });

  it('waits until a message fits', () => {
    const bucket = { tokens: 1, lastAt: 0 };
    expect(take(bucket, 3, 20).taken).toBe(false);
    expect(waitMs(bucket, 3, lane)).toBe(200);
    expect(waitMs(bucket, 1, lane)).toBe(0);
    expect(waitMs(bucket, 3, { rate: 0, burst: 20 })).toBe(Number.POSITIVE_INFINITY);
  });

  it('lets a message longer than the burst through from a full bucket and waits for the debt', () => {
    const result = take({ tokens: 2, lastAt: 0 }, 5, 2);
    expect(result).toEqual({ taken: true, bucket: { tokens: -3, lastAt: 0 } });
    expect(waitMs(result.bucket, 1, { rate: 1, burst: 2 })).toBe(4000);
  });

  it('gives back what an estimate reserved too much', () => {
    expect(correct({ tokens: 4, lastAt: 0 }, 3, 1).tokens).toBe(6);
    expect(correct({ tokens: 4, lastAt: 0 }, 1, 3).tokens).toBe(2);
  });

  it('never sends more than rate and burst allow over any stretch of time', () => {
    const step = fc.record({ ms: fc.nat(3000), cost: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let bucket = { tokens: lane.burst, lastAt: 0 };
        let now = 0;
        let spent = 0;
        for (const { ms, cost } of steps) {
          now += ms;
          const result = take(refill({ ...bucket, ...lane, now }), cost, lane.burst);
          bucket = result.bucket;
          if (result.taken) spent += cost;
        }
        expect(spent).toBeLessThanOrEqual(lane.burst + (now / 1000) * lane.rate + 1e-6);
      }),
    );
  });
});

describe('the lease', () => {
  it.each([
    [0.1, 1],
    [1, 1],
    [10, 10],
    [99.9, 99],
  ])('holds at rate %d at most %d messages', (rate, bound) => {
    expect(leaseBound(rate)).toBe(bound);
  });

  it('holds what the tokens allow', () => {
    expect(leaseSize({ tokens: 5, lastAt: 0 }, [1, 2, 3, 1], lane)).toEqual({ count: 2, bucket: { tokens: 2, lastAt: 0 } });
    expect(leaseSize({ tokens: 20, lastAt: 0 }, Array(50).fill(1), lane).count).toBe(10);
    expect(leaseSize({ tokens: 0.5, lastAt: 0 }, [1], lane).count).toBe(0);
  });
});
