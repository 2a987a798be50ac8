import { describe, expect, it } from 'vitest';
import { isPage, retryAfterMs } from './answers.ts';
import { csvAddress } from './csv-file/csv-file.ts';
import { spreadsheetId } from './google-sheets/google-sheets.ts';
import { readServiceAccount } from './google-sheets/service-account.ts';
import { rowsOfJson } from './json-rows.ts';
import { bareJson, isJson } from './json-text.ts';
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
    ['objects beside an empty list', { errors: [], contacts: [{ Name: 'Ann', Phone: '1' }] }],
    ['objects beside a list of words', { warnings: ['slow'], tags: ['Choir'], sheet: [{ Name: 'Ann', Phone: '1' }] }],
    ['objects beside an empty usual place', { values: [], contacts: [{ Name: 'Ann', Phone: '1' }] }],
    ['rows three levels down', { response: { data: { items: [{ Name: 'Ann', Phone: '1' }], total: 1 } } }],
    ['columns that are objects', { columns: [{ name: 'Name' }, { name: 'Phone' }], rows: [['Ann', 1]] }],
    ['columns and objects', { columns: ['Phone', 'Name'], rows: [{ Name: 'Ann', Phone: 1 }] }],
    ['one object for each row', { row1: { Name: 'Ann', Phone: '1' } }],
    ['one object for each row under data', { data: { 2: { Name: 'Ann', Phone: '1' } }, ok: true }],
    [
      'a table of Google’s charts',
      {
        version: '0.6',
        table: {
          cols: [
            { id: 'A', label: 'Name' },
            { id: 'B', label: 'Phone' },
          ],
          rows: [{ c: [{ v: 'Ann' }, { v: 1, f: '1' }] }],
        },
      },
    ],
  ])('are found in %s', (_, value) => expect(rowsOfJson(value)).toEqual({ rows }));

  it('keep blank rows, and columns that only later rows have', () => {
    expect(rowsOfJson([{ Name: 'Ann' }, null, { Name: 'Bob', Phone: '2' }])).toEqual({
      rows: [['Name', 'Phone'], ['Ann', ''], [], ['Bob', '2']],
    });
  });

  it('are those of every object that stands for a row, with values that are lists', () => {
    const value = { m1: { Name: 'Ann', Phone: '1', Groups: ['Choir'] }, m2: { Name: 'Bob', Phone: '2', Groups: [] } };
    expect(rowsOfJson(value)).toEqual({
      rows: [
        ['Name', 'Phone', 'Groups'],
        ['Ann', '1', 'Choir'],
        ['Bob', '2', ''],
      ],
    });
  });

  it('are none where the sheet is empty, and not where an error is told', () => {
    expect(rowsOfJson({ data: [], message: 'ok' })).toEqual({ rows: [] });
    expect(rowsOfJson({ data: [], errors: [{ message: 'Exceeded quota' }] })).toMatchObject({ error: true });
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

describe('what stands around JSON', () => {
  const json = '[{"Name":"Ann // no comment"}]';
  it.each([
    ['a byte-order mark', `\uFEFF${json}`],
    ['a guard', `)]}'\n${json}`],
    ['another guard', `for(;;);${json}`],
    ['comments', `/* made by\n a script */ // rows\n${json}`],
    ['a call', `/*O_o*/\ngoogle.visualization.Query.setResponse(${json});`],
    ['nothing', ` ${json}\n`],
  ])('is left out: %s', (_, text) => {
    expect(JSON.parse(bareJson(text))).toEqual(JSON.parse(json));
    expect(isJson(text)).toBe(true);
  });

  it('is not looked for in CSV', () => expect(isJson('Name,Phone\nAnn (home),1')).toBe(false));
});

describe('a web page', () => {
  const page = '<html><body>Sign in</body></html>';
  it.each([
    page,
    `<!-- ${'saved '.repeat(300)}-->\n${page}`,
    `\uFEFF\n\n  <!DOCTYPE html>${page}`,
    `<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C">${page}`,
    '<title>Moved</title>',
  ])('is known by its beginning (%#)', (text) => expect(isPage(Buffer.from(text))).toBe(true));

  it.each(['Name,Phone', '<Ann>,1', '[{"a":"<html>"}]'])('is not %s', (text) => expect(isPage(Buffer.from(text))).toBe(false));
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
