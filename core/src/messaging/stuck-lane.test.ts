import { expect, it } from 'vitest';
import { isStuck } from './stuck-lane.ts';

const now = Date.parse('2026-11-20T15:00:00Z');
const lane = { paused: false, capped: false, rate: 10, waitingSince: now - 120_000, lastLeaseAt: now - 120_000 };

it.each<[string, Partial<typeof lane> | { lastLeaseAt: null } | { waitingSince: null }, boolean]>([
  ['waits and nothing is taken', {}, true],
  ['waits and never took anything', { lastLeaseAt: null }, true],
  ['is long, and goes on', { waitingSince: now - 3_600_000, lastLeaseAt: now - 900 }, false],
  ['has just got something', { waitingSince: now - 5_000 }, false],
  ['has nothing that waits', { waitingSince: null }, false],
  ['is paused', { paused: true }, false],
  ['has used up its day', { capped: true }, false],
  ['is very slow', { rate: 0.05 }, false],
])('a lane that %s', (_, change, stuck) => {
  expect(isStuck({ ...lane, ...change }, now)).toBe(stuck);
});
