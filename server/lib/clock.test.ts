import { expect, it } from 'vitest';
import { newId, orderedIds } from './clock.ts';

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

it('makes UUIDs of version 7 that sort by the millisecond', () => {
  expect(newId()).toMatch(shape);
  expect(newId(1_000) < newId(1_001)).toBe(true);
});

it('makes ids that sort in the order in which they were asked for, whatever the clock does', () => {
  const times = [5_000, 5_000, 4_000, 5_001];
  let asked = 0;
  const next = orderedIds(() => times[Math.min(asked++, times.length - 1)] ?? 0);
  const ids = Array.from({ length: 10_000 }, () => next());
  expect(ids.every((id) => shape.test(id))).toBe(true);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});
