import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasTemporal, instantToWallTime, isZone, listZones, wallTimeToInstant } from './zones.ts';

describe('zones', () => {
  it.each(['America/Chicago', 'Europe/Berlin', 'UTC', 'Etc/GMT+5', 'Asia/Kathmandu', 'US/Eastern'])('knows %s', (zone) => {
    expect(isZone(zone)).toBe(true);
  });

  it.each(['', 'Chicago', '+02:00', '-0500', 'America/Nowhere', 'America/Chicago; drop', 'constructor'])('refuses %j', (zone) => {
    expect(isZone(zone)).toBe(false);
    expect(wallTimeToInstant('2026-01-01T00:00', zone)).toMatchObject({ ok: false, reason: 'bad_zone' });
  });

  it('lists zones that are all valid', () => {
    const zones = listZones();
    expect(zones.length).toBeGreaterThan(300);
    expect(zones[0]).toBe('UTC');
    expect(zones.every(isZone)).toBe(true);
    expect(hasTemporal()).toBe(true);
  });
});

describe('wall time to instant', () => {
  it.each([
    ['2026-11-29T09:00', 'America/Chicago', '2026-11-29T15:00:00Z'],
    ['2026-07-01T09:00', 'America/Chicago', '2026-07-01T14:00:00Z'],
    ['2026-07-01T09:00', 'America/Phoenix', '2026-07-01T16:00:00Z'],
    ['2026-07-01T09:00', 'Asia/Kathmandu', '2026-07-01T03:15:00Z'],
    ['2026-03-08T03:00', 'America/New_York', '2026-03-08T07:00:00Z'],
    ['2026-01-01T00:00', 'UTC', '2026-01-01T00:00:00Z'],
  ])('%s in %s is %s', (local, zone, instant) => {
    expect(wallTimeToInstant(local, zone)).toEqual({ ok: true, instant, ambiguous: false, words: null });
  });

  it.each([
    ['2026-03-08T02:30', 'America/New_York', '2026-03-08T03:00'],
    ['2026-03-08T02:00', 'America/Los_Angeles', '2026-03-08T03:00'],
    ['2026-03-29T02:15', 'Europe/Berlin', '2026-03-29T03:00'],
    ['2026-03-29T01:59', 'Europe/London', '2026-03-29T02:00'],
    ['2026-10-04T02:10', 'Australia/Lord_Howe', '2026-10-04T02:30'],
    ['2026-09-06T00:30', 'America/Santiago', '2026-09-06T01:00'],
    ['2011-12-30T12:00', 'Pacific/Apia', '2011-12-31T00:00'],
  ])('%s does not exist in %s; next is %s', (local, zone, nextValid) => {
    const result = wallTimeToInstant(local, zone);
    expect(result).toMatchObject({ ok: false, reason: 'gap', nextValid });
    expect(!result.ok && result.words).toContain('does not exist');
    expect(wallTimeToInstant(nextValid, zone)).toMatchObject({ ok: true });
  });

  it.each([
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T05:30:00Z'],
    ['2026-10-25T02:00', 'Europe/Berlin', '2026-10-25T00:00:00Z'],
    ['2026-10-25T01:59', 'Europe/London', '2026-10-25T00:59:00Z'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-04T14:45:00Z'],
  ])('%s comes twice in %s; the earlier is %s', (local, zone, instant) => {
    const result = wallTimeToInstant(local, zone);
    expect(result).toMatchObject({ ok: true, ambiguous: true, instant });
    expect(result.ok && result.words).toContain('The earlier one is used');
  });

  it.each([
    '',
    'tomorrow',
    '2026-02-30T10:00',
    '2026-13-01T10:00',
    '2026-01-01T24:30',
    '2026-01-01',
    '2026-01-01T10:00Z',
    '2026-01-01T10:00[UTC]',
  ])('refuses %j', (local) => {
    expect(wallTimeToInstant(local, 'UTC')).toMatchObject({ ok: false, reason: 'bad_time' });
  });

  it('is undone by instantToWallTime, and a gap always ends at a time that exists', () => {
    const zones = fc.constantFrom(
      'America/New_York',
      'Europe/Berlin',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Africa/Casablanca',
      'Pacific/Apia',
    );
    const minutes = fc.integer({ min: Date.UTC(2024, 0, 1) / 60_000, max: Date.UTC(2028, 0, 1) / 60_000 });
    fc.assert(
      fc.property(zones, minutes, (zone, minute) => {
        const local = new Date(minute * 60_000).toISOString().slice(0, 16);
        const result = wallTimeToInstant(local, zone);
        if (result.ok) expect(instantToWallTime(result.instant, zone)).toBe(local);
        else expect(result.reason === 'gap' && wallTimeToInstant(result.nextValid, zone).ok).toBe(true);
      }),
    );
  });
});
