import { describe, expect, it } from 'vitest';
import { labelOfHeader, labelOfPhone } from './address-labels.ts';
import { type ImportOptions, mapRow } from './import-row.ts';

describe('kinds of addresses', () => {
  it.each([
    ['Home phone', 'Home'],
    ['work e-mail', 'Work'],
    ['Mobile', 'Mobile'],
    ['Cell #', 'Mobile'],
    ['Telefon privat', 'Home'],
    ['Teléfono del trabajo', 'Work'],
    ['Phone', null],
    ['E-mail 2', null],
  ])('reads %s', (header, label) => {
    expect(labelOfHeader(header)).toBe(label);
  });

  it('joins kind, extension and note, and says when it had to cut', () => {
    const note = 'only on weekdays between nine and five, please';
    expect(labelOfPhone('Work', { extension: '12', note: 'call after 5' })).toEqual({
      label: 'Work, ext. 12, call after 5',
      cut: false,
    });
    expect(labelOfPhone(null, { extension: null, note: null })).toEqual({ label: null, cut: false });
    const long = labelOfPhone(null, { extension: null, note });
    expect([long.cut, long.label?.length, long.label?.endsWith('…')]).toEqual([true, 40, true]);
    expect(labelOfPhone(null, { extension: null, note: 'a\u202eb\u0007c' }).label).toBe('a b c');
  });
});

describe('rows with several addresses', () => {
  const options: ImportOptions = {
    defaultCountry: 'US',
    labels: new Map([
      [0, 'Mobile'],
      [1, 'Work'],
      [3, 'Work'],
    ]),
  };
  const mapping = [
    { column: 0, target: 'phone' },
    { column: 1, target: 'other_phone' },
    { column: 2, target: 'email' },
    { column: 3, target: 'other_email' },
  ] as const;
  const read = (...row: string[]) => mapRow(row, mapping, options).values;

  it('keeps extensions and notes out of the numbers, as labels', () => {
    const values = read('(202) 555-0101', '202-555-0102 x12', 'Ann@Example.com', 'ann@work.example');
    expect(values.phones.map((phone) => phone.e164)).toEqual(['+12025550101', '+12025550102']);
    expect(values.labels).toEqual({ '+12025550101': 'Mobile', '+12025550102': 'Work, ext. 12', 'ann@work.example': 'Work' });
  });

  it.each([
    ['202-555-0101 ext. 5', '+12025550101', 'Mobile, ext. 5'],
    ['202.555.0101 (call after 5)', '+12025550101', 'Mobile, call after 5'],
    ['+1 202 555 0101 Mom’s cell', '+12025550101', 'Mobile, Mom’s cell'],
    ['Mom: 202-555-0101', '+12025550101', 'Mobile, Mom'],
    ['202-555-0101 extension 1234', '+12025550101', 'Mobile, ext. 1234'],
    ['202-555-0101', '+12025550101', 'Mobile'],
  ])('reads %s', (cell, e164, label) => {
    const values = read(cell, '', '', '');
    expect(values.phones.map((phone) => phone.e164)).toEqual([e164]);
    expect(values.labels).toEqual({ [e164]: label });
  });

  it('takes several of one cell, each with what stands beside it, and the first label of a number that comes twice', () => {
    const values = read('202-555-0101; 202-555-0102 x7', '202-555-0101', 'a@example.com; b@example.com', 'A@example.com');
    expect(values.labels).toEqual({
      '+12025550101': 'Mobile',
      '+12025550102': 'Mobile, ext. 7',
      'a@example.com': 'Work',
    });
    expect(values.emails).toEqual(['a@example.com', 'b@example.com']);
  });

  it('has nothing to say where nothing stands beside a number', () => {
    expect(mapRow(['202-555-0101'], [mapping[0]], { defaultCountry: 'US' }).values.labels).toEqual({});
  });
});
