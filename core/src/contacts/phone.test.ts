import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { normalizePhone, type PhoneProblem, splitPhones } from './phone.ts';
import { formatPhone, maskPhone } from './phone-format.ts';
import { readPlainNanp } from './phone-nanp.ts';

const e164 = (raw: string, country: string | null = 'US') => {
  const result = normalizePhone(raw, country);
  return result.ok ? result.e164 : result.reason;
};

describe('normalising phone numbers', () => {
  it.each([
    '2025550123',
    '202-555-0123',
    '(202) 555-0123',
    '202.555.0123',
    '202 555 0123',
    '+1 202 555 0123',
    '+1 (202) 555-0123',
    '1-202-555-0123',
    '12025550123',
    '0012025550123',
    '001 202 555 0123',
    '  202 555 0123  ',
    '202–555–0123',
    '202\u00a0555\u00a00123',
    '\u202a+1 202\u2011555\u20110123\u202c',
    '\u200e2025550123\u200f',
    '２０２５５５０１２３',
    '٢٠٢٥٥٥٠١٢٣',
    '۲۰۲۵۵۵۰۱۲۳',
    '२०२५५५०१२३',
    'tel:+1-202-555-0123',
    'tel:+12025550123',
    'Tel: 202 555 0123',
    'cell: 202-555-0123',
    'Mom 202-555-0123',
    '202-555-0123 (call after 5)',
    '202-555-0123 call after 5',
    '202-555-0123, call after 5',
    '202-555-0123 5pm',
    "'2025550123",
    '="2025550123"',
    '2025550123.0',
    '2025550123.00',
    '2.025550123E+09',
    '(202)555-0123',
    '(202 555 0123',
    '+1.202.555.0123',
    '202/555-0123',
  ])('reads %j', (raw) => {
    expect(e164(raw)).toBe('+12025550123');
  });

  it.each([
    ['202-555-0123 x12', '12'],
    ['202-555-0123x12', '12'],
    ['202-555-0123 ext. 5', '5'],
    ['202-555-0123 ext 5', '5'],
    ['(202) 555-0123, extension 1234', '1234'],
    ['202-555-0123 #7', '7'],
    ['tel:+12025550123;ext=9', '9'],
    ['202-555-0123 (ext. 5)', '5'],
  ])('keeps the extension of %j apart', (raw, extension) => {
    expect(normalizePhone(raw, 'US')).toMatchObject({ ok: true, e164: '+12025550123', extension });
  });

  it('keeps notes out of the number', () => {
    expect(normalizePhone('202-555-0123 (call after 5)', 'US')).toMatchObject({ note: 'call after 5' });
    expect(normalizePhone('Mom: 202-555-0123 5pm', 'US')).toMatchObject({ e164: '+12025550123', note: 'Mom: 5pm' });
  });

  it.each([
    ['1-800-FLOWERS', 'US', '+18003569377'],
    ['1 800 555-CARE', 'US', '+18005552273'],
    ['(888) GO-FUNDS-NOW', 'US', '+18884638637'],
    ['020 7946 0958', 'GB', '+442079460958'],
    ['+44 (0)20 7946 0958', 'US', '+442079460958'],
    ['0044 20 7946 0958', 'US', '+442079460958'],
    ['01144 20 7946 0958', 'US', '+442079460958'],
    ['442079460958', 'US', '+442079460958'],
    ['030/1234567', 'DE', '+49301234567'],
    ['0151 12345678', 'DE', '+4915112345678'],
    ['+39 06 1234567', 'US', '+39061234567'],
    ['+52 1 55 1234 5678', 'US', '+525512345678'],
    ['416 555 0123', 'US', '+14165550123'],
    ['12025550123', 'GB', '+12025550123'],
    ['+1 555 555 0123', null, '+15555550123'],
  ])('reads %j in %s as %s', (raw, country, expected) => {
    expect(e164(raw, country)).toBe(expected);
  });

  it.each<[string, string | null, PhoneProblem]>([
    ['', 'US', 'empty'],
    ['   ', 'US', 'empty'],
    ['n/a', 'US', 'empty'],
    ['-', 'US', 'empty'],
    ['none', 'US', 'empty'],
    ['call me', 'US', 'not_a_number'],
    ['+', 'US', 'not_a_number'],
    ['555-0123', 'US', 'too_short'],
    ['911', 'US', 'too_short'],
    ['12345', 'US', 'too_short'],
    ['202555012345', 'US', 'too_long'],
    ['1234567890', 'US', 'impossible'],
    ['0000000000', 'US', 'impossible'],
    ['2021550123', 'US', 'impossible'],
    ['202 555 0123', null, 'no_country'],
    ['202 555 0123', 'ZZ', 'no_country'],
    ['2.02555E+09', 'US', 'spreadsheet_damage'],
    ['2,02555E+09', 'US', 'spreadsheet_damage'],
    ['2E+09', 'US', 'spreadsheet_damage'],
    ['202-555-0123 / 202-555-0124', 'US', 'several_numbers'],
    ['202-555-0123, 202-555-0124', 'US', 'several_numbers'],
    ['2025550123 2025550124', 'US', 'several_numbers'],
    ['home 202-555-0123 work 202-555-0124', 'US', 'several_numbers'],
    ['+999 12345678', 'US', 'impossible'],
    ['1'.repeat(40), 'US', 'too_long'],
  ])('refuses %j in %s: %s', (raw, country, reason) => {
    const result = normalizePhone(raw, country);
    expect(result).toMatchObject({ ok: false, reason });
    if (!result.ok) expect(result.words).toMatch(/^[A-Z].+[.?]$/);
  });

  it('says that Excel did it', () => {
    const result = normalizePhone('2.02555E+09', 'US');
    expect(!result.ok && result.words).toContain('Excel turned the number into 2.02555E+09');
  });

  it('accepts every number reserved for examples', () => {
    for (const area of ['202', '212', '416', '787', '800', '415', '555', '268']) {
      for (let line = 100; line < 200; line += 9) expect(e164(`${area}5550${line}`)).toBe(`+1${area}5550${line}`);
    }
  });

  it('tells the country', () => {
    expect(normalizePhone('416 555 0123', 'US')).toMatchObject({ country: 'CA', kind: 'valid' });
    expect(normalizePhone('787 555 0123', 'US')).toMatchObject({ country: 'PR' });
    expect(normalizePhone('555 555 0123', 'US')).toMatchObject({ country: 'US', kind: 'possible' });
    expect(normalizePhone('+15555550123')).toMatchObject({ country: null });
  });

  it('changes nothing when applied to its own result, whatever was typed', () => {
    const piece = fc.constantFrom(
      '+',
      '1',
      '202',
      '555',
      '0123',
      ' ',
      '-',
      '(',
      ')',
      'x',
      'ext',
      '44',
      '00',
      '/',
      'a',
      '٢',
      '.',
      'E',
    );
    const typed = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece, { maxLength: 12 }).map((list) => list.join('')),
    );
    fc.assert(
      fc.property(typed, fc.constantFrom('US', 'GB', 'DE', null), (raw, country) => {
        const result = normalizePhone(raw, country);
        if (!result.ok) return;
        expect(result.e164).toMatch(/^\+\d{7,15}$/);
        expect(normalizePhone(result.e164, country)).toMatchObject({ ok: true, e164: result.e164, country: result.country });
        expect(normalizePhone(result.e164, null)).toMatchObject({ ok: true, e164: result.e164 });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the shortcut for plain North American numbers', () => {
  it('says what the full metadata says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 999 }),
        fc.integer({ min: 200, max: 999 }),
        fc.nat(9999),
        (area, exchange, line) => {
          const raw = `${area}${exchange}${String(line).padStart(4, '0')}`;
          const quick = readPlainNanp(raw, 'US');
          if (quick === null) return;
          const full = parsePhoneNumberFromString(raw, 'US');
          expect([full?.isValid(), full?.number, full?.country]).toEqual([true, quick.e164, quick.country]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('leaves to the parser what it cannot know', () => {
    expect(readPlainNanp('2025550123', 'GB')).toBeNull();
    expect(readPlainNanp('2025550123', null)).toBeNull();
    expect(readPlainNanp('12025550123', 'GB')).toBeNull();
    expect(readPlainNanp('+12025550123', null)).toEqual({ e164: '+12025550123', country: 'US' });
    expect(readPlainNanp('2029110123', 'US')).toBeNull();
    expect(readPlainNanp('5555550123', 'US')).toBeNull();
  });
});

describe('several numbers in one cell', () => {
  it.each([
    ['202-555-0123 / 202-555-0124', ['202-555-0123', '202-555-0124']],
    ['202-555-0123;202-555-0124,202-555-0125', ['202-555-0123', '202-555-0124', '202-555-0125']],
    ['202-555-0123\n202-555-0124', ['202-555-0123', '202-555-0124']],
    ['2025550123 or 2025550124', ['2025550123', '2025550124']],
    ['2025550123 2025550124', ['2025550123', '2025550124']],
    ['030/1234567', ['030/1234567']],
    ['202 555 0123', ['202 555 0123']],
    ['2025550123, call after 5', ['2025550123, call after 5']],
    ['', []],
  ])('%j', (cell, expected) => {
    expect(splitPhones(cell)).toEqual(expected);
  });
});

describe('showing numbers', () => {
  it('writes them for the reader', () => {
    expect(formatPhone('+12025550123', 'US')).toBe('(202) 555-0123');
    expect(formatPhone('+12025550123', 'GB')).toBe('+1 202 555 0123');
    expect(formatPhone('+442079460958')).toBe('+44 20 7946 0958');
    expect(formatPhone('not a number')).toBe('not a number');
  });

  it('shows logs four digits at most', () => {
    expect(maskPhone('+12025550123')).toBe('***0123');
    expect(maskPhone('0123')).toBe('***');
    expect(maskPhone('')).toBe('***');
  });
});
