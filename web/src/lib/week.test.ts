import { expect, test } from 'vitest';
import { firstDayOfWeek } from './week.ts';

test('begins the week as people do where the reader lives, whatever the system calls its language', () => {
  expect(firstDayOfWeek('en-US')).toBe(0);
  expect(firstDayOfWeek('en')).toBe(0);
  expect(firstDayOfWeek('en-US@posix')).toBe(0);
  expect(firstDayOfWeek('en-GB')).toBe(1);
  expect(firstDayOfWeek('de-DE')).toBe(1);
  expect(firstDayOfWeek('')).toBe(1);
});
