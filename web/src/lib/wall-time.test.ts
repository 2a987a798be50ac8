import { expect, it } from 'vitest';
import { instantToWall, wallToInstant } from './wall-time.ts';

it.each([
  ['2026-05-01T18:00', 'America/New_York', '2026-05-01T22:00:00.000Z'],
  ['2026-01-01T00:00', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z'],
  ['2026-03-09', 'America/New_York', '2026-03-09T04:00:00.000Z'],
  ['2026-11-01T12:00', 'America/New_York', '2026-11-01T17:00:00.000Z'],
])('%s in %s is %s', (wall, zone, instant) => {
  expect(wallToInstant(wall, zone)).toBe(instant);
  expect(instantToWall(instant, zone)).toBe(wall.includes('T') ? wall : `${wall}T00:00`);
});

it.each([
  ['2026-03-08T02:30', 'America/New_York', '2026-03-08T03:30'],
  ['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T03:30'],
])('moves %s, which clocks of %s skip, forward to %s', (wall, zone, shown) => {
  expect(instantToWall(wallToInstant(wall, zone), zone)).toBe(shown);
});

it('takes one of the two for a time that comes twice', () => {
  const instant = wallToInstant('2026-11-01T01:30', 'America/New_York');
  expect(instantToWall(instant, 'America/New_York')).toBe('2026-11-01T01:30');
});
