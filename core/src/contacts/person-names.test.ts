import { expect, it } from 'vitest';
import { comparedName, type KnownName, mayBeOne } from './person-names.ts';

const one = (a: KnownName, b: KnownName) => mayBeOne(comparedName(a), comparedName(b));
const named = (full: string | null, first: string | null = full?.split(' ')[0] ?? null): KnownName => ({
  first,
  last: null,
  full,
});

it.each([
  ['John Stone', 'Mary Stone', false],
  ['John Stone', 'MARY Miller', false],
  ['Ann Example', 'Anne Example', true],
  ['Bob Sample', 'Bobby Sample', true],
  ['J. Stone', 'John Stone', true],
  ['José Stone', 'jose  Stone', true],
  ['Stone John', 'John Stone', true],
  ['Ann', 'Ann Example', true],
  ['Anne Ruiz', 'Anne Ruiz-Lopez', true],
  // A father and his son, who bears his name.
  ['Hassan Ali', 'Ahmed Hassan', false],
  ['John Smith', 'John Smith Jr', false],
  ['John A. Smith', 'John B. Smith', false],
  // Sisters, a couple, a mother and her daughter.
  ['Ann Lee', 'Anna Lee', false],
  ['Dan Fox', 'Daniela Fox', false],
  ['Paul Fox', 'Paula Fox', false],
  ['Maria Lopez', 'Maria Garcia', false],
  ['Анна Иванова', 'Пётр Иванов', false],
  ['-', 'Mary Stone', true],
])('%s and %s', (a, b, expected) => {
  expect(one(named(a), named(b))).toBe(expected);
  expect(one(named(b), named(a))).toBe(expected);
});

it('does not judge where a name is missing', () => {
  expect(one(named(null), named('Mary Stone'))).toBe(true);
  expect(one(named('Stone', ''), named('Stone', null))).toBe(true);
  expect(one(named(null), named(null))).toBe(true);
  expect(one({ first: null, last: null, full: 'John Stone' }, { first: null, last: null, full: 'Mary Stone' })).toBe(false);
});
