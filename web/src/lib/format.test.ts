import { expect, test } from 'vitest';
import { formatDuration, formatMoney, formatRelative, plural, screenLocale } from './format.ts';

const now = Date.parse('2026-05-01T12:00:00Z');

test('says how long ago in words, and gives the date beyond a week', () => {
  expect(formatRelative('2026-05-01T11:59:40Z', now)).toBe('just now');
  expect(formatRelative('2026-05-01T11:57:00Z', now)).toBe('3 minutes ago');
  expect(formatRelative('2026-05-01T14:00:00Z', now)).toBe('in 2 hours');
  expect(formatRelative('2026-03-01T12:00:00Z', now, 'UTC')).toContain('2026');
});

test('shows parts of a cent where an amount is small', () => {
  expect(formatMoney(7_900, 'USD')).toContain('0.0079');
  expect(formatMoney(12_500_000, 'USD')).toContain('12.50');
});

test('writes durations and counts for reading', () => {
  expect(formatDuration(80_000)).toBe('1 min 20 s');
  expect(formatDuration(7_500_000)).toBe('2 h 5 min');
  expect(plural(1, 'person', 'people')).toBe('1 person');
  expect(plural(12_431, 'person', 'people')).toBe('12,431 people');
});

test('takes a language that no browser knows for its nearest', () => {
  expect(['en-US', 'en-US@posix', 'en_GB', 'de-DE', 'en-AU'].map(screenLocale)).toEqual([
    'en-US',
    'en-US',
    'en-GB',
    'en-GB',
    'en-AU',
  ]);
});
