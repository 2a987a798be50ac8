import { expect, test } from 'vitest';
import { sumWeek, weekUpTo } from './week.ts';

test('a week is today and six days before it, in the zone of the workspace', () => {
  const { since, dates } = weekUpTo(new Date('2026-05-05T02:00:00Z'), 'America/New_York');
  expect(dates).toEqual(['2026-04-28', '2026-04-29', '2026-04-30', '2026-05-01', '2026-05-02', '2026-05-03', '2026-05-04']);
  expect(since.toISOString()).toBe('2026-04-28T04:00:00.000Z');
});

test('a week over the change to summer time begins at midnight all the same', () => {
  const { since } = weekUpTo(new Date('2026-03-12T12:00:00Z'), 'America/New_York');
  expect(since.toISOString()).toBe('2026-03-06T05:00:00.000Z');
});

test('adds up days and fills in those without messages', () => {
  const week = sumWeek(['2026-05-03', '2026-05-04'], [{ date: '2026-05-04', sent: 3, failed: 1, received: 2 }]);
  expect(week).toMatchObject({ sent: 3, failed: 1, received: 2 });
  expect(week.days[0]).toEqual({ date: '2026-05-03', sent: 0, failed: 0, received: 0 });
});
