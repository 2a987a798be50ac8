import { lawHours } from '@tidings/core/compliance/data/quiet-hours-law';
import { expect, it } from 'vitest';
import { lawGroups, limitGroups, weekWords } from './law-words.ts';

it('says hours as people do', () => {
  expect(weekWords('Mon-Sun 08:00-21:00')).toBe('8:00 to 21:00');
  expect(weekWords('Mon-Fri 09:00-18:00; Sat 10:00-17:00')).toBe('Monday to Friday 9:00 to 18:00, Saturday 10:00 to 17:00');
});

it('names every state of the table once', () => {
  const groups = lawGroups('2026-11-21');
  expect(groups.flatMap((group) => group.states)).toHaveLength(lawHours.length - 1);
  expect(groups[0]?.names).toContain('Florida');
  expect(groups.find((group) => group.names.includes('Rhode Island'))?.words).toContain('not on holidays');
});

it('shows what holds on the day: neither a law that has ended nor one that is to come', () => {
  const row = { place: 'US-FL', source: 'A law', confirmed: 'law' } as const;
  const rows = [
    { ...row, week: 'Mon-Sun 08:00-20:00', until: '2026-12-31', mostInDay: 3 },
    { ...row, week: 'Mon-Sun 09:00-19:00', since: '2027-01-01', mostInDay: 2 },
  ];
  expect(lawGroups('2026-12-31', rows).map((group) => group.words)).toEqual(['8:00 to 20:00']);
  expect(lawGroups('2027-01-01', rows).map((group) => group.words)).toEqual(['9:00 to 19:00']);
  expect(limitGroups('2026-12-31', rows)).toEqual([{ most: 3, names: 'Florida' }]);
  expect(limitGroups('2027-01-01', rows)).toEqual([{ most: 2, names: 'Florida' }]);
});

it('names the states that limit how many texts reach one person in a day', () => {
  expect(limitGroups('2026-11-21')).toEqual([{ most: 3, names: 'Florida, Maryland, and Oklahoma' }]);
});
