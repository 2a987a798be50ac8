import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CustomField } from './fields.ts';
import type { ImportTarget } from './import-mapping.ts';
import { createRowMapper, mapRow } from './import-row.ts';

const customFields: CustomField[] = [
  { key: 'age', label: 'Age', type: 'number' },
  { key: 'size', label: 'Size', type: 'choice', choices: ['S', 'M'] },
  { key: 'joined', label: 'Joined', type: 'date' },
];
const options = { defaultCountry: 'US', customFields, dateOrder: 'mdy' } as const;
const map = (cells: { [T in ImportTarget]?: string }, more: object = {}) => {
  const targets = Object.keys(cells) as ImportTarget[];
  const mapping = targets.map((target, column) => ({ column, target }));
  return mapRow(Object.values(cells) as string[], mapping, { ...options, ...more });
};

describe('reading a row', () => {
  it('normalises every kind of value', () => {
    const result = map({
      full_name: ' Lopez,  Maria ',
      phone: '(202) 555-0123 x4',
      email: 'MARIA@Example.com',
      country: 'United States',
      language: 'Spanish',
      time_zone: 'America/Chicago',
      birthday: '3/4/85',
      tags: 'choir; youth, choir',
      consent: 'Opted In',
      'custom:age': '41',
      'custom:size': 'm',
      'custom:joined': '2026-01-05',
      notes: 'line one\r\nline two',
      company: 'Example\n  Inc',
      ignore: 'whatever',
    });
    expect(result).toEqual({
      rejected: false,
      problems: [],
      values: {
        fields: {
          full_name: 'Lopez, Maria',
          first_name: 'Maria',
          last_name: 'Lopez',
          country: 'US',
          language: 'es',
          time_zone: 'America/Chicago',
          birthday: '1985-03-04',
          notes: 'line one\nline two',
          company: 'Example Inc',
        },
        phones: [{ e164: '+12025550123', country: 'US', extension: '4', note: null }],
        labels: { '+12025550123': 'ext. 4' },
        emails: ['maria@example.com'],
        tags: ['choir', 'youth'],
        custom: { age: 41, size: 'M', joined: '2026-01-05' },
        consent: 'yes',
      },
    });
  });

  it('makes the full name of its parts', () => {
    expect(map({ first_name: 'Maria', last_name: 'Lopez', phone: '2025550123' }).values.fields.full_name).toBe('Maria Lopez');
  });

  it('reads numbers by the country of the row first, then by the default', () => {
    expect(map({ phone: '020 7946 0958', country: 'UK' }).values.phones).toMatchObject([{ e164: '+442079460958' }]);
    expect(map({ phone: '202-555-0123', country: 'UK' }).values.phones).toMatchObject([{ e164: '+12025550123' }]);
  });

  it('takes all numbers of a cell, the first preferred, and says so', () => {
    const { values, problems, rejected } = map({
      other_phone: '2025550125',
      phone: '202-555-0123 / 202-555-0124 / 202-555-0123',
    });
    expect(values.phones.map((phone) => phone.e164)).toEqual(['+12025550123', '+12025550124', '+12025550125']);
    expect(problems).toMatchObject([{ code: 'several_numbers', severity: 'warning', column: 1 }]);
    expect(rejected).toBe(false);
  });

  it('rejects a row whose only address is wrong and names the column', () => {
    expect(map({ first_name: 'Ann', phone: '555-0123' })).toMatchObject({
      rejected: true,
      problems: [{ column: 1, target: 'phone', severity: 'error', code: 'too_short' }],
    });
    expect(map({ phone: '2.02555E+09' })).toMatchObject({ rejected: true, problems: [{ code: 'spreadsheet_damage' }] });
  });

  it('keeps a row with another address and warns about the wrong one', () => {
    const result = map({ phone: '12', email: 'ann@example.com' });
    expect(result).toMatchObject({ rejected: false, problems: [{ severity: 'warning', target: 'phone' }] });
  });

  it('keeps a named person without an address, and rejects nobody', () => {
    expect(map({ first_name: 'Ann', phone: '' }).rejected).toBe(false);
    expect(map({ city: 'Springfield', phone: '' })).toMatchObject({
      rejected: true,
      problems: [{ code: 'nobody', column: null }],
    });
    expect(map({ city: ' ', phone: '' })).toMatchObject({ rejected: true, problems: [{ code: 'empty_row' }] });
    expect(mapRow([], [{ column: 0, target: 'phone' }], options)).toMatchObject({
      rejected: true,
      problems: [{ code: 'empty_row' }],
    });
  });

  it('leaves out what it cannot read and says why', () => {
    const wrong = {
      phone: '2025550123',
      birthday: 'soon',
      country: 'Atlantis',
      language: 'Klingon',
      time_zone: 'Mars/Base',
      'custom:age': 'old',
      'custom:size': 'XXL',
      'custom:gone': 'x',
      city: 'x'.repeat(101),
      consent: 'perhaps',
    };
    const { problems, values, rejected } = map(wrong);
    const codes = [
      'unknown_country',
      'not_a_date',
      'unknown_language',
      'unknown_time_zone',
      'not_a_number',
      'not_a_choice',
      'unknown_field',
      'too_long',
    ];
    expect(problems.map((problem) => problem.code)).toEqual([...codes, 'consent_not_understood']);
    expect(problems.every((problem) => problem.severity === 'warning' && /^[A-Z].*\.$/.test(problem.words))).toBe(true);
    expect(values).toMatchObject({ fields: {}, custom: {}, consent: 'unknown' });
    expect(rejected).toBe(false);
  });

  it.each([
    ['yes', 'yes'],
    ['x', 'yes'],
    ['no', 'no'],
    ['unsubscribed', 'no'],
    ['', 'unknown'],
  ])('a consent cell %j means %s', (text, consent) => {
    expect(map({ phone: '2025550123', consent: text }).values.consent).toBe(consent);
  });

  it('never throws, whatever is in the cells', () => {
    const targets: ImportTarget[] = [
      'full_name',
      'phone',
      'email',
      'country',
      'language',
      'time_zone',
      'birthday',
      'tags',
      'consent',
      'custom:age',
      'notes',
    ];
    const read = createRowMapper(
      targets.map((target, column) => ({ column, target })),
      options,
    );
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 12 }), (row) => {
        const { values, problems, rejected } = read(row);
        expect(rejected).toBe(problems.some((problem) => problem.severity === 'error'));
        for (const { e164 } of values.phones) expect(e164).toMatch(/^\+\d{7,15}$/);
      }),
    );
  });
});
