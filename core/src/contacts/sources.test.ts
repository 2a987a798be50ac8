import { describe, expect, it } from 'vitest';
import { findColumns, isBrokenCell } from './source-columns.ts';
import { decideReview, type ReviewFacts } from './source-review.ts';

const named = (...names: string[]) => names.map((name, column) => ({ column, name }));

describe('finding mapped columns again', () => {
  it('follows columns that were moved, and whose names were written otherwise', () => {
    const found = findColumns(named('Name', 'Phone', 'Opt in'), [0, 1, 2], ['OPT  IN', 'Note', 'phone ', 'name']);
    expect(found).toEqual({
      places: new Map([
        [0, 3],
        [1, 2],
        [2, 0],
      ]),
    });
  });
  it('names a column that vanished, and those that are there', () => {
    expect(findColumns(named('Name', 'Phone'), [0, 1], ['Name', 'Mobile'])).toMatchObject({
      code: 'column_missing',
      words: expect.stringMatching(/“Phone” is not in the sheet.*“Name”, “Mobile”/),
    });
  });
  it('does not care about columns that nobody uses', () => {
    expect(findColumns(named('Name', 'Phone'), [1], ['Phone'])).toEqual({ places: new Map([[1, 0]]) });
  });
  it('keeps two columns of one name apart by their order, and refuses a third', () => {
    const former = named('Phone', 'Name', 'Phone');
    expect(findColumns(former, [0, 2], ['Name', 'Phone', 'Phone'])).toEqual({
      places: new Map([
        [0, 1],
        [2, 2],
      ]),
    });
    expect(findColumns(former, [0, 2], ['Phone', 'Phone', 'Phone'])).toMatchObject({ code: 'duplicate_header' });
  });
});

describe('a broken cell', () => {
  it.each(['#REF!', '#N/A', '#ERROR!', '#NAME?', '=VLOOKUP(A2,Old!A:B,2,FALSE)', '=B2', "='Old members'!C4", 'Loading...'])(
    'is %s',
    (cell) => {
      expect(isBrokenCell(cell)).toBe(true);
    },
  );
  it.each(['', 'yes', '#1', '# of guests', '=) happy', '+12025550101', 'Loading dock', '="00123"', 'Lee'])(
    'is not %s',
    (cell) => {
      expect(isBrokenCell(cell)).toBe(false);
    },
  );
});

describe('asking a person first', () => {
  const facts: ReviewFacts = {
    active: true,
    rows: 100,
    yes: 80,
    lastRows: 100,
    lastYes: 80,
    stopBelowPercent: 10,
    filled: { City: 90, Note: 2 },
    lastFilled: { City: 92, Note: 3, Gone: 50 },
  };
  it.each([
    ['an ordinary sync', {}, null],
    ['the first', { active: false }, 'first'],
    ['an empty sheet', { rows: 0, yes: 0 }, 'empty'],
    ['a sheet that was empty before', { rows: 0, yes: 0, lastRows: 0, lastYes: 0 }, null],
    ['a tenth of the rows', { rows: 10, yes: 8 }, 'shrunk'],
    ['a little more than a tenth', { rows: 11, yes: 9 }, null],
    ['a stricter setting', { rows: 50, yes: 40, stopBelowPercent: 50 }, 'shrunk'],
    ['no setting', { rows: 1, yes: 1, stopBelowPercent: 0 }, null],
    ['hardly a yes left', { yes: 3 }, 'withdrawn'],
    ['no yes, and never was', { yes: 0, lastYes: 0 }, null],
    ['a column that is empty all at once', { filled: { City: 0, Note: 2 } }, 'emptied'],
    ['a column of which nothing is known', { lastFilled: null, filled: { City: 0 } }, null],
    ['a tiny list', { rows: 1, yes: 1, lastRows: 3, lastYes: 3, stopBelowPercent: 50 }, null],
  ])('%s', (_, change, expected) => {
    expect(decideReview({ ...facts, ...change })).toBe(expected);
  });
});
