import type { Import } from '@tidings/core/contract/imports';
import { describe, expect, it } from 'vitest';
import {
  columnProblems,
  columnsOnly,
  consentColumn,
  consentProblems,
  draftOf,
  orderWords,
  withColumn,
  withConsentColumn,
} from './import-draft.ts';

const column = (at: number, target: Import['columns'][number]['guess']['target']) => ({
  column: at,
  name: `Column ${at}`,
  samples: [],
  filled: 1,
  guess: { target, confidence: 'high' as const, from: 'header' as const },
});
const one = { mapping: null, columns: [column(0, 'full_name'), column(1, 'phone'), column(2, 'consent')] } as unknown as Import;

describe('the draft of a mapping', () => {
  it('starts from the guesses and takes consent from the column found for it', () => {
    const draft = draftOf(one, 'GB', 'list-1');
    expect(draft).toMatchObject({ date_order: 'dmy', consent: { kind: 'column' }, list_ids: ['list-1'] });
    expect(columnProblems(draft)).toEqual({ byColumn: new Map(), inAll: undefined });
  });

  it('takes the order of dates from the column, and from the last file only where that does not tell', () => {
    const dated = (day: number, month: number) => [
      { ...column(0, 'phone'), dates: undefined },
      { ...column(1, 'birthday'), dates: { day_first: day, month_first: month, either: 9 } },
    ];
    expect(draftOf({ mapping: null, columns: dated(1, 0) }, 'US').date_order).toBe('dmy');
    expect(draftOf({ mapping: null, columns: dated(0, 1) }, 'GB').date_order).toBe('mdy');
    const recalled = { mapping: { ...draftOf(one, 'GB'), columns: [] }, file_name: 'a', by: 'b', at: 'c' };
    expect(draftOf({ mapping: null, recalled, columns: dated(0, 0) }, 'US').date_order).toBe('dmy');
    expect(draftOf({ mapping: null, recalled, columns: dated(0, 2) }, 'US').date_order).toBe('mdy');
    expect(orderWords(dated(0, 0))).toMatch(/Please check.*Column 1/);
  });

  it('gives up the consent column when it goes, and takes it up when it comes', () => {
    const without = withColumn(draftOf(one, 'US'), { column: 2, target: 'ignore' });
    expect(without.consent).toEqual({ kind: 'none' });
    expect(withColumn(without, { column: 2, target: 'consent' }).consent.kind).toBe('column');
  });

  it('lets any column say who agreed, and gives it back what it was', () => {
    const draft = draftOf(one, 'US');
    const moved = withConsentColumn(draft, one.columns, 0);
    expect(moved.columns.map(({ target }) => target)).toEqual(['consent', 'phone', 'ignore']);
    const back = withConsentColumn(moved, one.columns, undefined);
    expect(back.columns.map(({ target }) => target)).toEqual(['full_name', 'phone', 'ignore']);
    expect(consentColumn(back)).toBeUndefined();
  });

  it('is saved without an open question about consent while the columns are chosen', () => {
    const draft = draftOf(one, 'US');
    expect(columnsOnly(draft)).toEqual(draft);
    expect(columnsOnly(withConsentColumn(draft, one.columns, undefined)).consent).toEqual({ kind: 'none' });
  });

  it('says what is missing about how they agreed, and nothing once it is there', () => {
    const draft = draftOf(one, 'US');
    expect(consentProblems(draft)).toEqual({});
    expect(Object.keys(consentProblems(withConsentColumn(draft, one.columns, undefined)))).toEqual(['column']);
    const stated = (wording: string, confirmed: boolean) =>
      consentProblems({ ...draft, consent: { kind: 'statement', wording, confirmed: confirmed as true } });
    expect(Object.keys(stated('at church ', false))).toEqual(['wording', 'confirmed']);
    expect(stated('They signed the card.', true)).toEqual({});
  });

  it('names two columns of one field, a field without a name, and a file nobody can be recognised in', () => {
    let draft = withColumn(draftOf(one, 'US'), { column: 1, target: 'full_name' });
    draft = withColumn(draft, { column: 2, target: 'new_field', new_field: { label: ' ', type: 'text' } });
    const problems = columnProblems(draft);
    expect([...problems.byColumn.keys()]).toEqual([1, 2]);
    expect(problems.inAll).toContain('phone numbers');
  });
});
