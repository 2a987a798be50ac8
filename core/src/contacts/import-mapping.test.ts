import { describe, expect, it } from 'vitest';
import type { CustomField } from './fields.ts';
import { checkMapping, detectHeader, guessMapping, headerFingerprint } from './import-mapping.ts';

const us = { defaultCountry: 'US' };
const targets = (rows: string[][], options: Parameters<typeof guessMapping>[1] = us) =>
  guessMapping(rows, options).columns.map((column) => column.target);

describe('guessing the mapping from headers', () => {
  it.each<[string, string[], string[]]>([
    [
      'English',
      ['First Name', 'Last Name', 'Mobile Phone', 'E-mail', 'ZIP', 'Opt-In'],
      ['first_name', 'last_name', 'phone', 'email', 'postal_code', 'consent'],
    ],
    [
      'Spanish',
      ['Nombre', 'Apellidos', 'Teléfono', 'Correo electrónico', 'Ciudad', 'País'],
      ['first_name', 'last_name', 'phone', 'email', 'city', 'country'],
    ],
    [
      'German',
      ['Vorname', 'Name', 'Handynummer', 'E-Mail-Adresse', 'Straße', 'PLZ', 'Geburtsdatum'],
      ['first_name', 'last_name', 'phone', 'email', 'address_line1', 'postal_code', 'birthday'],
    ],
    [
      'French',
      ['Prénom', 'Nom', 'Téléphone portable', 'Courriel', 'Société', 'Code postal'],
      ['first_name', 'last_name', 'phone', 'email', 'company', 'postal_code'],
    ],
    [
      'Portuguese',
      ['Nome completo', 'Celular', 'E-mail', 'Cidade', 'Data de nascimento'],
      ['full_name', 'phone', 'email', 'city', 'birthday'],
    ],
    ['one name', ['Name', 'Phone Number', 'OPTIN_STATUS'], ['full_name', 'phone', 'consent']],
    ['several phones', ['Home Phone', 'Phone', 'Cell', 'Work phone'], ['other_phone', 'other_phone', 'phone', 'other_phone']],
    ['longer headers', ['Customer phone (main)', 'Your e-mail please', 'Favourite colour'], ['phone', 'email', 'ignore']],
    ['a status beside the phone', ['Phone', 'Phone type', 'Email status'], ['phone', 'ignore', 'ignore']],
    ['repeated columns', ['City', 'Town', 'Email', 'Email 2'], ['city', 'ignore', 'email', 'other_email']],
    ['a byte order mark', ['\ufeffPhone', 'Tags', 'Groups'], ['phone', 'tags', 'tags']],
  ])('%s', (_name, header, expected) => {
    expect(targets([header])).toEqual(expected);
  });

  it('knows the custom fields of the workspace', () => {
    const customFields: CustomField[] = [{ key: 'shoe_size', label: 'Shoe size', type: 'number' }];
    const rows = [['Phone', 'Shoe Size', 'shoe_size']];
    expect(targets(rows, { ...us, customFields })).toEqual(['phone', 'custom:shoe_size', 'ignore']);
  });

  it('trusts a header less when the cells say otherwise', () => {
    const { columns } = guessMapping(
      [
        ['Phone', 'Email'],
        ['yes', 'ann@example.com'],
        ['no', 'bob@example.com'],
      ],
      us,
    );
    expect(columns.map((column) => column.confidence)).toEqual(['low', 'high']);
  });

  it('knows an address by its cells when the header says nothing', () => {
    const { columns, hasHeader } = guessMapping(
      [
        ['A', 'B'],
        ['202-555-0123', 'ann@example.com'],
        ['202-555-0124', 'bob@example.com'],
      ],
      us,
    );
    expect(hasHeader).toBe(true);
    expect(columns).toMatchObject([
      { target: 'phone', from: 'content', confidence: 'medium' },
      { target: 'email', from: 'content' },
    ]);
  });
});

describe('guessing the mapping without a header', () => {
  it('knows columns by their cells', () => {
    const rows = [
      ['Maria', 'Lopez', '202-555-0123', 'maria@example.com', '20001', '2026-01-05'],
      ['John', 'Example', '(202) 555-0124', 'john@example.com', '20002', '2026-01-06'],
      ['Zoë', 'O’Neil', '', 'zoe@example.com', '20003', '2026-01-07'],
    ];
    const guess = guessMapping(rows, us);
    expect(guess).toMatchObject({ hasHeader: false, headerConfidence: 'high' });
    expect(guess.columns.map((column) => column.target)).toEqual([
      'first_name',
      'last_name',
      'phone',
      'email',
      'ignore',
      'ignore',
    ]);
    expect(guess.columns.every((column) => column.header === null)).toBe(true);
  });

  it('takes a column of several words for full names', () => {
    expect(
      targets([
        ['Maria de la Cruz', '+12025550123'],
        ['Lopez, Ann', '+12025550124'],
      ]),
    ).toEqual(['full_name', 'phone']);
  });

  it('does not take repeating words for names', () => {
    const rows = Array.from({ length: 10 }, (_, i) => ['Springfield', `+1202555010${i}`]);
    expect(targets(rows)).toEqual(['ignore', 'phone']);
  });

  it('takes numbers without a country code for phones even when there is no default country', () => {
    expect(targets([['202-555-0123'], ['202-555-0124']], { defaultCountry: null })).toEqual(['phone']);
  });

  it('maps nothing in nothing', () => {
    expect(guessMapping([], us)).toMatchObject({ hasHeader: false, columns: [] });
    expect(targets([['']])).toEqual(['ignore']);
  });
});

describe('detecting a header', () => {
  it.each<[string, string[][], boolean, string]>([
    ['known names', [['Name', 'Phone']], true, 'high'],
    ['one known name of one', [['Phone'], ['2025550123']], true, 'high'],
    [
      'unknown names above addresses',
      [
        ['Col 1', 'Col 2'],
        ['x', 'ann@example.com'],
      ],
      true,
      'medium',
    ],
    [
      'an address in the first row',
      [
        ['Maria', '2025550123'],
        ['John', '2025550124'],
      ],
      false,
      'high',
    ],
    [
      'nothing to go by',
      [
        ['red', 'blue'],
        ['green', 'black'],
      ],
      false,
      'low',
    ],
    [
      'unknown words above numbers',
      [
        ['Colour', 'Weight'],
        ['red', '12'],
        ['blue', '7.5 kg'],
      ],
      true,
      'low',
    ],
    [
      'words above numbers, one of which comes again',
      [
        ['red', 'unknown'],
        ['red', '12'],
      ],
      false,
      'low',
    ],
    [
      'a first row with a number',
      [
        ['red', '11'],
        ['blue', '12'],
      ],
      false,
      'low',
    ],
    [
      'an empty first row',
      [
        ['', ''],
        ['a', 'b'],
      ],
      false,
      'low',
    ],
  ])('%s', (_name, rows, hasHeader, confidence) => {
    expect(detectHeader(rows, us)).toEqual({ hasHeader, confidence });
  });

  it('yields to what the member says', () => {
    expect(
      guessMapping(
        [
          ['Name', 'Phone'],
          ['Ann', '2025550123'],
        ],
        { ...us, hasHeader: false },
      ),
    ).toMatchObject({ hasHeader: false, headerConfidence: 'high' });
  });
});

describe('checking a mapping', () => {
  it('refuses two columns for one field but not for further phones and tags', () => {
    const twice = checkMapping([
      { column: 0, target: 'phone' },
      { column: 2, target: 'phone' },
    ]);
    expect(twice).toEqual([
      { code: 'duplicate_target', columns: [0, 2], words: 'Columns 1 and 3 both go to phone. Choose one of them.' },
    ]);
    const fine = ['phone', 'other_phone', 'other_phone', 'tags', 'tags', 'ignore', 'ignore'] as const;
    expect(checkMapping(fine.map((target, column) => ({ column, target })))).toEqual([]);
  });

  it('asks for an address and for fields that exist', () => {
    const codes = checkMapping([
      { column: 0, target: 'first_name' },
      { column: 1, target: 'custom:gone' },
    ]).map((problem) => problem.code);
    expect(codes).toEqual(['unknown_field', 'no_address']);
  });

  it('recognises the same header again', () => {
    expect(headerFingerprint(['\ufeffFirst Name', 'E-Mail'])).toBe(headerFingerprint(['first_name', 'email']));
  });
});
