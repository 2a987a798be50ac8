import { describe, expect, it } from 'vitest';
import { nextLatency, nextWindow, usefulInFlight, windowBounds } from './in-flight-window.ts';

const good = { ms: 80, busy: false };
const after = (answers: readonly { ms: number; busy: boolean }[], start: number = windowBounds.start) =>
  answers.reduce((size, answer) => nextWindow(size, answer), start);
const times = <T>(n: number, one: T) => Array.from({ length: n }, () => one);

describe('the window of a lane', () => {
  it('doubles with every round trip of good answers, up to its most', () => {
    expect(after(times(16, good))).toBe(32);
    expect(after(times(1_000, good))).toBe(windowBounds.most);
  });

  it('falls to the least while the provider hangs or is too busy, and never below', () => {
    expect(after(times(7, { ms: 20_000, busy: false }), 256)).toBe(windowBounds.least);
    expect(after(times(7, { ms: 5, busy: true }), 256)).toBe(windowBounds.least);
  });

  it('stays wide when one answer in a hundred never comes', () => {
    let size: number = windowBounds.start;
    for (let index = 1; index <= 20_000; index += 1)
      size = nextWindow(size, index % 100 === 0 ? { ms: 20_000, busy: false } : good);
    expect(size).toBeGreaterThan(80);
  });
});

describe('what a lane can use', () => {
  it.each([
    [1, 100, 4],
    [100, 100, 24],
    [1_000, 100, 204],
    [1_000, 2_000, 256],
  ])('at %d a second and %d ms an answer is %d', (rate, latencyMs, expected) => {
    expect(usefulInFlight({ rate, latencyMs, window: 256 })).toBe(expected);
  });

  it('is never more than its window', () => {
    expect(usefulInFlight({ rate: 1_000, latencyMs: 20_000, window: 16 })).toBe(16);
  });
});

it('moves the usual latency an eighth of the way', () => {
  expect(nextLatency(100, 900)).toBe(200);
});
