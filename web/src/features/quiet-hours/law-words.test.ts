import { lawHours } from '@tidings/core/compliance/data/quiet-hours-law';
import { expect, it } from 'vitest';
import { lawGroups, weekWords } from './law-words.ts';

it('says hours as people do', () => {
  expect(weekWords('Mon-Sun 08:00-21:00')).toBe('8:00 to 21:00');
  expect(weekWords('Mon-Fri 09:00-18:00; Sat 10:00-17:00')).toBe('Monday to Friday 9:00 to 18:00, Saturday 10:00 to 17:00');
});

it('names every state of the table once', () => {
  const groups = lawGroups();
  expect(groups.flatMap((group) => group.states)).toHaveLength(lawHours.length - 1);
  expect(groups[0]?.names).toContain('Florida');
  expect(groups.find((group) => group.names.includes('Rhode Island'))?.words).toContain('not on holidays');
});
