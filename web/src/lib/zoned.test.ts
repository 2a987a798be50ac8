import { expect, it } from 'vitest';
import { inZones } from './zoned.ts';

const nine = '2026-03-02T17:00:00Z';
const plain = (words: string) => words.replaceAll(/[\u202f\u00a0]/g, ' ');

it('says a time once where every clock shows the same', () => {
  const words = inZones(nine, { chosen: 'America/Los_Angeles', workspace: 'America/Los_Angeles', reader: 'America/Tijuana' });
  expect(words).not.toContain('(');
});

it('says it for the reader and for the workspace where their clocks differ', () => {
  const zones = { chosen: 'America/Los_Angeles', workspace: 'America/New_York', reader: 'America/New_York' };
  const words = plain(inZones(nine, zones));
  expect(words).toMatch(/9:00 ?(AM)?.*\(Mon,? 12:00 ?(PM)? ?\S+ for you\)$/);
  const three = plain(inZones(nine, { ...zones, reader: 'Europe/Berlin' }));
  expect(three).toContain('for you, ');
  expect(three).toContain('in the workspace’s zone)');
});

it('names the day of each, which may be another', () => {
  const zones = { chosen: 'America/Los_Angeles', workspace: 'America/Los_Angeles', reader: 'Asia/Tokyo' };
  expect(inZones(nine, zones)).toMatch(/Tue/);
});
