import { expect, it } from 'vitest';
import { silentPeriods } from './catch-up.ts';

const minute = 60_000;
const usualMs = 10 * minute;

it('asks about a message without news after the usual time, at growing intervals and after a day, each time once', () => {
  const start = Date.UTC(2026, 0, 5, 12);
  const lastNews = start + 3 * minute;
  const askedAfter: number[] = [];
  // Runs come a little late, as they do.
  for (let last = start, at = start + usualMs; at < start + 3 * 24 * 60 * minute; last = at, at += usualMs + 7_000) {
    const periods = silentPeriods({ completeUntil: new Date(last), gapFrom: null, now: new Date(at) }, usualMs);
    const looks = periods.filter(([after, until]) => lastNews > after.getTime() && lastNews <= until.getTime()).length;
    for (let look = 0; look < looks; look += 1) askedAfter.push(Math.floor((at - lastNews) / usualMs));
  }
  expect(askedAfter).toEqual([1, 3, 9, 144]);
});

it('asks about all that a gap may have kept news of', () => {
  const now = new Date('2026-01-05T12:00:00Z');
  const gapFrom = new Date('2026-01-05T11:58:00Z');
  const periods = silentPeriods({ completeUntil: new Date('2026-01-05T11:55:00Z'), gapFrom, now }, usualMs);
  expect(periods.at(-1)).toEqual([new Date('2026-01-05T10:58:00Z'), now]);
});
