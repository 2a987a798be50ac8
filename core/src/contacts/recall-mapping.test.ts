import { describe, expect, it } from 'vitest';
import { ImportMapping } from '../contract/import-mapping.ts';
import { headerSignature, recallMapping, rememberedMapping } from './recall-mapping.ts';

const mapping = ImportMapping.parse({
  columns: [
    { column: 0, target: 'full_name' },
    { column: 1, target: 'phone' },
    { column: 2, target: 'custom:shoe_size' },
  ],
  default_country: 'DE',
  date_order: 'dmy',
  existing: 'fill_gaps',
  consent: { kind: 'statement', wording: 'They signed at the door.', confirmed: true },
  list_ids: ['0198f3a0-0000-7000-8000-000000000000'],
});

describe('knowing a header again', () => {
  it('does so in any order, case and spelling, and only with a name for each column', () => {
    const one = headerSignature(['Name', 'Mobile phone', 'Shoe size']);
    expect(headerSignature(['shoe_size', 'NAME', 'Mobile-Phone'])).toBe(one);
    expect(headerSignature(['Name', 'Mobile phone'])).not.toBe(one);
    expect(headerSignature(['Name', 'Name'])).not.toBe(headerSignature(['Name']));
    expect([headerSignature(['Name', '']), headerSignature([])]).toEqual([null, null]);
  });
});

describe('recalling a mapping', () => {
  const former = ['Name', 'Mobile', 'Shoe size'];

  it('remembers the columns, not how these people agreed, nor where they were put', () => {
    expect(rememberedMapping(mapping)).toMatchObject({
      default_country: 'DE',
      date_order: 'dmy',
      existing: 'fill_gaps',
      consent: { kind: 'none' },
      list_ids: [],
    });
  });

  it('reads a mended file of rejected rows as the file that they came from, and that one after it', () => {
    const mended = [...former, 'Line in the file', 'Imported', 'Reasons'];
    expect(headerSignature(mended)).toBe(headerSignature(former));
    expect(headerSignature([...former, 'Reasons'])).not.toBe(headerSignature(former));
    const recalled = recallMapping(mapping, former, mended, ['shoe_size']);
    expect(recalled?.columns.map(({ target }) => target)).toEqual([
      'full_name',
      'phone',
      'custom:shoe_size',
      'ignore',
      'ignore',
      'ignore',
    ]);
    if (!recalled) throw new Error('It was not recalled.');
    expect(recallMapping(recalled, mended, former, ['shoe_size'])?.columns).toEqual(mapping.columns);
  });

  it('finds columns that moved, and leaves out fields that are gone', () => {
    const recalled = recallMapping(mapping, former, ['Shoe size', 'Name', 'Mobile'], ['shoe_size']);
    expect(recalled?.columns).toEqual([
      { column: 0, target: 'custom:shoe_size' },
      { column: 1, target: 'full_name' },
      { column: 2, target: 'phone' },
    ]);
    expect(recallMapping(mapping, former, former, [])?.columns[2]).toEqual({ column: 2, target: 'ignore' });
    expect(recallMapping(mapping, former, ['Name', 'Mobile'], [])).toBeNull();
  });
});
