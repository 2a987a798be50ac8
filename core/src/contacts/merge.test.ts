import { describe, expect, test } from 'vitest';
import { decideMerge, type MergePerson, mergedColumns } from './merge.ts';
import { type MergeRecord, undoFields, withoutEarlier } from './undo-merge.ts';

const nothing = Object.fromEntries(mergedColumns.map((column) => [column, null])) as MergePerson['columns'];

function person(columns: Partial<MergePerson['columns']>, rest: Partial<Omit<MergePerson, 'columns'>> = {}): MergePerson {
  const { consent = 'unknown', purpose = 'all', phones = [] } = rest;
  return {
    columns: { ...nothing, ...columns },
    custom: {},
    emails: [],
    agreed: consent === 'yes' ? { [phones[0] ?? '']: purpose } : {},
    ...rest,
    consent,
    purpose,
    phones,
  };
}

describe('what a merge comes to', () => {
  test('fills what the kept contact lacks, and takes over only what was chosen', () => {
    const kept = person({ company: 'Example Bakery', city: 'Dover' }, { custom: { size: 'M' } });
    const other = person({ company: 'Example Cafe', birthday: '1990-05-05' }, { custom: { size: 'L', table: 4 } });
    const plain = decideMerge(kept, other, []);
    expect(plain.columns).toMatchObject({ company: 'Example Bakery', city: 'Dover', birthday: '1990-05-05' });
    expect(plain.custom).toEqual({ size: 'M', table: 4 });
    expect(plain.choices.map((choice) => [choice.key, choice.wins])).toEqual([
      ['company', 'kept'],
      ['custom.size', 'kept'],
    ]);
    expect(decideMerge(kept, other, ['company', 'custom.size'])).toMatchObject({
      columns: { company: 'Example Cafe' },
      custom: { size: 'L', table: 4 },
    });
  });

  test('never makes a name or a postal address of two halves', () => {
    const kept = person({ first_name: 'Ana', full_name: 'Ana', city: 'Dover' });
    const other = person({ first_name: 'Maria', last_name: 'Ruiz', full_name: 'Maria Ruiz', address_line1: '1 Main St' });
    const { columns } = decideMerge(kept, other, ['name']);
    expect(columns).toMatchObject({
      first_name: 'Maria',
      last_name: 'Ruiz',
      full_name: 'Maria Ruiz',
      city: 'Dover',
      address_line1: null,
    });
  });

  test('joins notes once, and takes nothing from a contact that has nothing', () => {
    const one = person({ notes: 'Sings.' });
    expect(decideMerge(one, person({ notes: 'Drives.' }), []).columns.notes).toBe('Sings.\n\nDrives.');
    expect(decideMerge(one, person({ notes: 'Sings.' }), []).columns.notes).toBe('Sings.');
    expect(decideMerge(one, person({}), ['name', 'company', 'phone', 'custom.none']).columns).toEqual(one.columns);
  });

  const numbers = { ours: ['+12025550101'], theirs: ['+12025550102'] };
  test.each([
    ['yes', 'all', 'yes', 'informational', 'yes', 'informational'],
    ['yes', 'all', 'no', 'all', 'no', 'all'],
    ['no', 'all', 'unknown', 'all', 'no', 'all'],
    ['yes', 'informational', 'unknown', 'all', 'yes', 'informational'],
    ['unknown', 'all', 'yes', 'all', 'unknown', 'all'],
  ] as const)('of %s (%s) and %s (%s) is %s (%s)', (ours, ourPurpose, theirs, theirPurpose, consent, purpose) => {
    const kept = person({}, { consent: ours, purpose: ourPurpose, phones: numbers.ours });
    const other = person({}, { consent: theirs, purpose: theirPurpose, phones: numbers.theirs });
    expect(decideMerge(kept, other, []).consent).toMatchObject({ consent, purpose });
  });
});

describe('undoing', () => {
  const snapshot = (columns: Partial<MergePerson['columns']>, custom: MergePerson['custom'] = {}) => {
    return { columns: { ...nothing, ...columns }, custom, phone: null, email: null, consent: 'unknown', purpose: 'all' } as const;
  };
  const record = (before: MergeRecord['before'], after: MergeRecord['after']): MergeRecord => {
    return { before, after, added: { addresses: [], tags: [], lists: [] }, moved: {} };
  };

  test('takes back what the merge wrote, and leaves what somebody wrote since', () => {
    const before = snapshot({ company: 'A' }, { size: 'M' });
    const after = snapshot({ company: 'B', city: 'Dover', notes: 'x' }, { size: 'L', table: 4 });
    const now = snapshot({ company: 'B', city: 'Salem', notes: 'x' }, { size: 'XL', table: 4 });
    expect(undoFields({ before, after }, now)).toEqual({
      columns: { ...nothing, company: 'A', city: 'Salem' },
      custom: { size: 'XL' },
    });
  });

  test('of an earlier merge is not brought back by undoing a later one', () => {
    const first = record(snapshot({}), snapshot({ company: 'B' }));
    const second = record(snapshot({ company: 'B' }), snapshot({ company: 'C' }));
    expect(undoFields(withoutEarlier(second, first), snapshot({ company: 'C' })).columns.company).toBeNull();
  });
});
