import { describe, expect, it } from 'vitest';
import { retryAfterMs } from './answers.ts';
import { csvAddress } from './csv-file/csv-file.ts';
import { spreadsheetId } from './google-sheets/google-sheets.ts';
import { readServiceAccount } from './google-sheets/service-account.ts';
import { rowsOfJson } from './json-rows.ts';
import { tableProvider } from './registry.ts';

const docs = 'https://docs.google.com/spreadsheets';

describe('the address of a sheet', () => {
  it.each([
    [`${docs}/d/abc/edit#gid=7`, `${docs}/d/abc/export?format=csv&gid=7`],
    [`${docs}/d/abc/edit?usp=sharing`, `${docs}/d/abc/export?format=csv`],
    [`${docs}/d/abc`, `${docs}/d/abc/export?format=csv`],
    [`${docs}/u/0/d/abc/edit?gid=3#gid=3`, `${docs}/u/0/d/abc/export?format=csv&gid=3`],
    [`${docs}/d/e/2PACX/pubhtml`, `${docs}/d/e/2PACX/pub?output=csv`],
    [`${docs}/d/e/2PACX/pubhtml?gid=5&single=true`, `${docs}/d/e/2PACX/pub?gid=5&single=true&output=csv`],
    [`${docs}/d/e/2PACX/pub?gid=5&single=true&output=csv`, `${docs}/d/e/2PACX/pub?gid=5&single=true&output=csv`],
    [`${docs}/d/abc/export?format=csv&gid=7`, `${docs}/d/abc/export?format=csv&gid=7`],
    ['https://example.org/spreadsheets/d/abc/edit', 'https://example.org/spreadsheets/d/abc/edit'],
  ])('%s answers CSV at %s', (from, to) => expect(csvAddress(from)).toBe(to));

  it.each([
    [`${docs}/d/1AbC_d-E/edit#gid=0`, '1AbC_d-E'],
    [`${docs}/u/1/d/1AbC/`, '1AbC'],
    [' 1AbC ', '1AbC'],
  ])('%s is of the spreadsheet %s', (address, id) => expect(spreadsheetId(address)).toBe(id));
});

describe('the rows of a script’s JSON', () => {
  const rows = [
    ['Name', 'Phone'],
    ['Ann', '1'],
  ];
  it.each([
    ['objects', [{ Name: 'Ann', Phone: 1 }]],
    ['rows with a header', rows],
    ['objects under data', { status: 'ok', data: [{ Name: 'Ann', Phone: '1' }] }],
    ['rows under values', { range: 'A1:B2', values: rows }],
    ['objects under a name of its own', { people_of_ours: [{ Name: 'Ann', Phone: '1' }] }],
    ['rows two levels down', { result: { data: rows } }],
    ['a header apart', { headers: ['Name', 'Phone'], rows: [['Ann', 1]] }],
  ])('are found in %s', (_, value) => expect(rowsOfJson(value)).toEqual({ rows }));

  it('keep blank rows, and columns that only later rows have', () => {
    expect(rowsOfJson([{ Name: 'Ann' }, null, { Name: 'Bob', Phone: '2' }])).toEqual({
      rows: [['Name', 'Phone'], ['Ann', ''], [], ['Bob', '2']],
    });
  });

  it('become text of one line', () => {
    const value = { Name: 'Ann\nArbor\0', Tags: ['Choir', 'Ushers'], Yes: true, None: null, More: { a: 1 } };
    expect(rowsOfJson([value])).toEqual({ rows: [Object.keys(value), ['Ann Arbor', 'Choir, Ushers', 'true', '', '{"a":1}']] });
  });

  it.each([
    ['an error', { error: { message: 'No tab Members' } }, /No tab Members/],
    ['nothing but words', 'hello', /no list of rows/],
    ['a mixture', [{ Name: 'Ann' }, ['Bob']], /same kind/],
    ['an object without rows', { ok: true }, /no list of rows/],
  ])('are not made of %s', (_, value, words) => expect(rowsOfJson(value)).toMatchObject({ words: expect.stringMatching(words) }));
});

describe('the key of a service account', () => {
  it.each([
    ['no JSON', 'key', /not the JSON key file/],
    ['another kind of key', '{"type":"authorized_user"}', /not the key of a service account/],
    ['a key cut short', '{"type":"service_account","client_email":"a@b.c","private_key":"-----BEGIN"}', /cannot be read/],
  ])('is refused when it is %s', (_, text, words) =>
    expect(readServiceAccount(text)).toMatchObject({ words: expect.stringMatching(words) }),
  );
});

it.each([
  ['120', 120_000],
  ['Sat, 21 Nov 2026 12:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 11:00:00 GMT', 0],
  ['soon', undefined],
  [undefined, undefined],
])('Retry-After %s means %s ms', (value, ms) => expect(retryAfterMs(value, new Date('2026-11-21T12:00:00Z'))).toBe(ms));

it('shows of an address no more than what it is recognised by', () => {
  const secret = 'AKfycbxSecretSecretSecretSecret';
  const address = `https://script.google.com/macros/s/${secret}/exec`;
  expect(tableProvider('apps_script').check({ address, serviceAccount: null })).toMatchObject({
    hint: expect.not.stringContaining(secret.slice(0, 12)),
  });
});
