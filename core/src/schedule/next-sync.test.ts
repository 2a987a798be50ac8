import { describe, expect, it } from 'vitest';
import { nextSync } from './next-sync.ts';

describe('when a source is synced next', () => {
  it.each([
    ['never by itself', { kind: 'manual' }, 'UTC', '2026-03-01T12:00:00Z', null],
    ['after so many minutes', { kind: 'every', minutes: 90 }, 'UTC', '2026-03-01T12:00:00Z', '2026-03-01T13:30:00Z'],
    ['later today', { kind: 'daily', at: '18:00' }, 'America/New_York', '2026-01-10T12:00:00Z', '2026-01-10T23:00:00Z'],
    [
      'tomorrow when today’s time is over',
      { kind: 'daily', at: '06:30' },
      'Europe/Berlin',
      '2026-01-10T12:00:00Z',
      '2026-01-11T05:30:00Z',
    ],
    ['tomorrow when it is just that time', { kind: 'daily', at: '12:00' }, 'UTC', '2026-01-10T12:00:00Z', '2026-01-11T12:00:00Z'],
    [
      'by the clock after summer time began',
      { kind: 'daily', at: '06:30' },
      'America/New_York',
      '2026-03-07T12:00:00Z',
      '2026-03-08T10:30:00Z',
    ],
    [
      'after a gap of the clocks',
      { kind: 'daily', at: '02:30' },
      'America/New_York',
      '2026-03-08T05:00:00Z',
      '2026-03-08T07:30:00Z',
    ],
    [
      'once where an hour comes twice',
      { kind: 'daily', at: '01:30' },
      'America/New_York',
      '2026-11-01T05:30:00Z',
      '2026-11-02T06:30:00Z',
    ],
  ] as const)('%s', (_, schedule, zone, after, expected) => {
    expect(nextSync(schedule, zone, after)).toBe(expected);
  });
});
