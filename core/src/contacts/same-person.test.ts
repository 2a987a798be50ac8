import { expect, it } from 'vitest';
import { clearlyDifferent, nameKeys, type PersonName } from './same-person.ts';

const different = (one: PersonName, other: PersonName) => clearlyDifferent(nameKeys(one), nameKeys(other));
const named = (full: string | null, first: string | null = full?.split(' ')[0] ?? null) => ({ first, full });

it.each([
  ['John Stone', 'Mary Stone', true],
  ['John Stone', 'MARY Miller', true],
  ['Ann Example', 'Anne Example', false],
  ['Bob Sample', 'Bobby Sample', false],
  ['J. Stone', 'John Stone', false],
  ['José Stone', 'jose  Stone', false],
  ['Stone John', 'John Stone', false],
  // A father and his son, who bears his name.
  ['Hassan Ali', 'Ahmed Hassan', true],
  ['Анна Иванова', 'Пётр Иванов', true],
  ['-', 'Mary Stone', false],
])('%s and %s', (one, other, expected) => {
  expect(different(named(one), named(other))).toBe(expected);
  expect(different(named(other), named(one))).toBe(expected);
});

it('does not judge where a name is missing', () => {
  expect(different(named(null), named('Mary Stone'))).toBe(false);
  expect(different(named('Stone', ''), named('Stone', null))).toBe(false);
  expect(different({ first: null, full: 'John Stone' }, { first: null, full: 'Mary Stone' })).toBe(true);
});
