import { describe, expect, it } from 'vitest';
import { type DateOrder, orderOfDate, parseDate } from './field-dates.ts';
import { formatFieldValue, parseFieldValue } from './field-values.ts';
import { fieldKeyFrom, findStandardField, standardFieldKeys, standardFields } from './fields.ts';
import { parseCountry, parseLanguage } from './places.ts';
import { parseConsent, parseYesNo } from './yes-no.ts';

describe('fields', () => {
  it('lists every standard field once', () => {
    expect(standardFields.map((field) => field.key)).toEqual(standardFieldKeys);
    expect(findStandardField('birthday')).toMatchObject({ kind: 'date' });
    expect(findStandardField('toString')).toBeUndefined();
  });

  it.each([
    ['Shoe size (EU)', 'shoe_size_eu'],
    ['Año de ingreso', 'ano_de_ingreso'],
    ['2nd phone', 'f_2nd_phone'],
    ['!!!', null],
    ['你好', null],
  ])('makes the key of %j', (label, key) => {
    expect(fieldKeyFrom(label)).toBe(key);
  });
});

describe('dates', () => {
  it.each<[string, DateOrder, string]>([
    ['2026-11-29', 'mdy', '2026-11-29'],
    ['2026/11/29', 'dmy', '2026-11-29'],
    ['2026.1.5', 'mdy', '2026-01-05'],
    ['20261129', 'mdy', '2026-11-29'],
    ['2026-11-29T15:00:00.000Z', 'mdy', '2026-11-29'],
    ['11/29/2026 12:00 AM', 'mdy', '2026-11-29'],
    ['03/04/2026', 'mdy', '2026-03-04'],
    ['03/04/2026', 'dmy', '2026-04-03'],
    ['29/11/2026', 'mdy', '2026-11-29'],
    ['11/29/2026', 'dmy', '2026-11-29'],
    ['29.11.2026', 'dmy', '2026-11-29'],
    ['31.12.2026', 'mdy', '2026-12-31'],
    ['03.04.2026', 'mdy', '2026-04-03'],
    ['12.31.2026', 'mdy', '2026-12-31'],
    ['26.03.04', 'ymd', '2026-03-04'],
    ['Sat May 02 2026 00:00:00 GMT+0200 (Central European Summer Time)', 'mdy', '2026-05-02'],
    ['2026-05-02T00:00:00+02:00', 'mdy', '2026-05-02'],
    ['3-4-85', 'mdy', '1985-03-04'],
    ['3/4/26', 'mdy', '2026-03-04'],
    ['26/03/04', 'ymd', '2026-03-04'],
    ['Nov 29, 2026', 'mdy', '2026-11-29'],
    ['Sunday, November 29, 2026', 'mdy', '2026-11-29'],
    ['29-Nov-26', 'mdy', '2026-11-29'],
    ['29 de noviembre de 2026', 'dmy', '2026-11-29'],
    ['1er août 2026', 'dmy', '2026-08-01'],
    ['1. März 2026', 'dmy', '2026-03-01'],
    ['5 de março de 2026', 'dmy', '2026-03-05'],
    ['2026 Nov 29', 'mdy', '2026-11-29'],
    ['44927', 'mdy', '2023-01-01'],
    ['2024-02-29', 'mdy', '2024-02-29'],
  ])('reads %j (%s) as %s', (raw, order, value) => {
    expect(parseDate(raw, order)).toEqual({ ok: true, value });
  });

  it.each([
    ['2026-05-01T22:00:00Z', 'Europe/Berlin', '2026-05-02'],
    ['2026-05-01T22:00:00.000Z', 'America/New_York', '2026-05-01'],
    ['2026-05-02T04:00:00.000Z', 'America/New_York', '2026-05-02'],
    ['2026-05-01T23:00:00Z', 'Europe/London', '2026-05-02'],
    ['2026-12-31T23:00:00.000Z', 'Europe/Paris', '2027-01-01'],
    ['1970-05-01T23:00:00.000Z', 'Europe/London', '1970-05-02'],
    ['2026-05-01T11:00:00.000Z', 'Pacific/Tongatapu', '2026-05-02'],
    ['2026-05-01T00:00:00.000Z', 'America/New_York', '2026-05-01'],
    ['2026-05-01T00:00:00+00:00', 'America/New_York', '2026-05-01'],
    ['2026-05-02T00:00:00+02:00', 'America/New_York', '2026-05-02'],
    ['May 3, 2026', 'America/New_York', '2026-05-03'],
  ])('reads the moment %j in %s as the day %s', (raw, zone, value) => {
    expect(parseDate(raw, 'mdy', zone)).toEqual({ ok: true, value });
  });

  it.each([
    ['25/12/2026', 'dmy'],
    ['12-25-26', 'mdy'],
    ['3/4/2026 10:30', 'either'],
    ['4/4/2026', null],
    ['25.12.2026', null],
    ['2026-12-25', null],
    ['31/31/2026', null],
    ['Dec 25, 2026', null],
  ])('%s has the order %s', (raw, order) => expect(orderOfDate(raw)).toBe(order));

  it('tells where one date can only be read in the other order', () => {
    expect(parseFieldValue('date', '25/12/2026', { dateOrder: 'mdy' })).toMatchObject({
      value: '2026-12-25',
      note: expect.stringMatching(/day first/),
    });
    expect(parseFieldValue('date', '25/12/2026', { dateOrder: 'dmy' })).toEqual({ ok: true, value: '2026-12-25' });
  });

  it.each(['2026-02-29', '2026-13-01', '31/31/2026', '11/29', 'soon', '', '1', 'Nov 2026', '00/00/0000'])('refuses %j', (raw) => {
    expect(parseDate(raw, 'mdy')).toMatchObject({ ok: false, words: expect.stringMatching(/\.$/) });
  });
});

describe('values of custom fields', () => {
  it.each([
    ['1,234.56', '.', 1234.56],
    ['1.234,56', '.', 1234.56],
    ['1 234,56', '.', 1234.56],
    ["1'234.5", '.', 1234.5],
    ['1,234', '.', 1234],
    ['1,234', ',', 1.234],
    ['1.234', '.', 1.234],
    ['1.234', ',', 1234],
    ['1.234.567', '.', 1234567],
    ['3,5', '.', 3.5],
    ['$1,000', '.', 1000],
    ['-5', '.', -5],
    ['−5', '.', -5],
    ['(5)', '.', -5],
    ['12 %', '.', 12],
    ['.5', '.', 0.5],
    ['007', '.', 7],
  ] as const)('reads the number %j with decimal %s', (raw, decimal, value) => {
    expect(parseFieldValue('number', raw, { decimal })).toEqual({ ok: true, value });
  });

  it.each(['abc', '1.2.3,4,5', '--5', '1e5', '1,2.3.4', 'NaN', 'Infinity'])('refuses the number %j', (raw) => {
    expect(parseFieldValue('number', raw)).toMatchObject({ ok: false, code: 'not_a_number' });
  });

  it('takes a choice however it is written and names the choices otherwise', () => {
    const options = { choices: ['Small', 'Médium', 'Large'] };
    expect(parseFieldValue('choice', ' medium ', options)).toEqual({ ok: true, value: 'Médium' });
    expect(parseFieldValue('choice', 'huge', options)).toMatchObject({
      ok: false,
      code: 'not_a_choice',
      words: expect.stringContaining('Small, Médium, Large'),
    });
  });

  it('takes blanks as no value and refuses what does not fit the type', () => {
    for (const type of ['text', 'number', 'date', 'boolean', 'choice'] as const)
      expect(parseFieldValue(type, '  ')).toEqual({ ok: true, value: null });
    expect(parseFieldValue('date', '03/04/2026', { dateOrder: 'dmy' })).toEqual({ ok: true, value: '2026-04-03' });
    expect(parseFieldValue('date', 'soon')).toMatchObject({ code: 'not_a_date' });
    expect(parseFieldValue('boolean', 'Sí')).toEqual({ ok: true, value: true });
    expect(parseFieldValue('boolean', 'maybe')).toMatchObject({ code: 'not_yes_or_no' });
    expect(parseFieldValue('text', 'x'.repeat(1001))).toMatchObject({ code: 'too_long' });
  });

  it('shows values', () => {
    expect(formatFieldValue('number', 1234.5)).toBe('1,234.5');
    expect(formatFieldValue('date', '2026-11-29')).toBe('Nov 29, 2026');
    expect(formatFieldValue('boolean', false)).toBe('No');
    expect(formatFieldValue('choice', 'Small')).toBe('Small');
    expect(formatFieldValue('text', null)).toBe('');
  });
});

describe('yes, no and consent', () => {
  it.each(['yes', 'Y', 'TRUE', '1', 'x', '✓', 'Sí', 'si', 'ja', 'Oui', 'sim', 'on'])('%j is yes', (text) => {
    expect(parseYesNo(text)).toBe(true);
    expect(parseConsent(text)).toBe('yes');
  });

  it.each(['no', 'N', 'false', '0', 'Nein', 'non', 'Não', 'off', '❌'])('%j is no', (text) => {
    expect(parseYesNo(text)).toBe(false);
    expect(parseConsent(text)).toBe('no');
  });

  it.each([
    ['Opted In', 'yes'],
    ['opt-in', 'yes'],
    ['Subscribed', 'yes'],
    ['acepta', 'yes'],
    ['Opted-Out', 'no'],
    ['unsubscribed', 'no'],
    ['STOP', 'no'],
    ['Do not contact', 'no'],
    ['', 'unknown'],
    ['  ', 'unknown'],
    ['N/A', 'unknown'],
    ['pending', 'unknown'],
    ['maybe', null],
    ['2026-01-01', null],
  ])('a consent column with %j says %s', (text, expected) => {
    expect(parseConsent(text)).toBe(expected);
  });
});

describe('places', () => {
  it.each([
    ['US', 'US'],
    ['us', 'US'],
    ['U.S.A.', 'US'],
    ['United States', 'US'],
    ['Estados Unidos', 'US'],
    ['UK', 'GB'],
    ['Deutschland', 'DE'],
    ['Allemagne', 'DE'],
    ['México', 'MX'],
    ['The Netherlands', 'NL'],
    ['Atlantis', null],
    ['', null],
  ])('country %j', (text, code) => {
    expect(parseCountry(text)).toBe(code);
  });

  it.each([
    ['en', 'en'],
    ['en_us', 'en-US'],
    ['Spanish', 'es'],
    ['Español', 'es'],
    ['Deutsch', 'de'],
    ['xx', null],
    ['Klingon', null],
  ])('language %j', (text, tag) => {
    expect(parseLanguage(text)).toBe(tag);
  });
});
