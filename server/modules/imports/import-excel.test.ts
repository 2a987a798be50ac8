import { readFileSync } from 'node:fs';
import { importsApi } from '@tidings/core/contract/imports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { workbookOf } from './excel/testing.ts';
import { importCsv, mappingOf, people, uploadCsv } from './testing.ts';

let product: TestProduct;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct({ env: { TIDINGS_IMPORT_MAX_MB: '2' } });
  ws = await product.workspace();
});
afterAll(() => product.close());

const fixture = (name: string) => readFileSync(new URL(`excel/fixtures/${name}`, import.meta.url));
const piecesOf = (importId: string) =>
  product.ctx.db.workspace(ws.id, (tx) =>
    tx.selectFrom('import_pieces').select('file_id').distinct().where('import_id', '=', importId).execute(),
  );

it.each(['exceljs.xlsx', 'exceljs-stream.xlsx', 'write-excel-file.xlsx'])(
  'imports %s as another program wrote it',
  async (name) => {
    const own = await product.workspace();
    const targets = ['full_name', 'phone', 'email', 'birthday', 'postal_code', 'consent', 'notes'] as const;
    const done = await importCsv(product, own, fixture(name), mappingOf(targets, { consent: { kind: 'column' } }));
    expect(done).toMatchObject({ state: 'completed', rows_total: 3, counts: { created: 3, agreed: 2, said_no: 1, rejected: 0 } });
    expect(done.columns.map((column) => column.guess.target)).toEqual(targets);
    expect(await people(product, own)).toMatchObject([
      { full_name: 'Ann Example', phone: '+12025550101', birthday: '1980-01-02', postal_code: '02134', notes: 'two\nlines' },
      { full_name: 'Bob "Bobby" Sample', phone: '+12025550102', birthday: '1990-12-31', email: 'bob@example.com' },
      { full_name: 'Zoë Müller 😀', phone: '+12025550103', birthday: null, notes: 'a & b <c>' },
    ]);
  },
);

it('offers the sheets, and reads another when it is chosen', async () => {
  const book = workbookOf([
    { name: 'Read me', rows: [] },
    {
      name: 'Members',
      rows: [
        ['Name', 'Phone'],
        ['Ann', '202-555-0101'],
        ['Bob', '202-555-0102'],
      ],
    },
    {
      name: 'Guests',
      rows: [['Guest list of the gala'], ['Guest', 'Table', 'Mobile'], ['Cy', 7, '202-555-0103']],
      merged: ['A1:C1'],
    },
  ]);
  const { body } = await uploadCsv(ws, book, 'gala.xlsx');
  expect(body).toMatchObject({ rows_total: 2, sheets: ['Read me', 'Members', 'Guests'], shape: { sheet: 'Members' } });
  expect(body.columns.map((column) => column.name)).toEqual(['Name', 'Phone']);
  const params = { import_id: body.id };
  const guests = { encoding: 'utf-8', delimiter: ',', has_header: true, sheet: 'Guests' } as const;
  const changed = await ws.as('manager').call(importsApi.setImportShape, { params, body: guests });
  expect(changed.body).toMatchObject({ rows_total: 1, shape: { sheet: 'Guests', has_header: true }, mapping: null });
  expect(changed.body.columns.map((column) => [column.name, column.guess.target])).toEqual([
    ['Guest', 'ignore'],
    ['Table', 'ignore'],
    ['Mobile', 'phone'],
  ]);
  const none = await ws.as('manager').call(importsApi.setImportShape, { params, body: { ...guests, sheet: 'Read me' } });
  expect([none.status, none.problem.detail]).toEqual([422, 'The sheet “Read me” is empty. Choose another sheet.']);
  // Of each reading only the last is kept, beside the workbook.
  expect(await piecesOf(body.id)).toHaveLength(2);
  const same = await ws.as('manager').call(importsApi.setImportShape, { params, body: { ...guests, has_header: false } });
  expect(same.body).toMatchObject({ rows_total: 2, shape: { has_header: false } });
  await ws.as('manager').call(importsApi.cancelImport, { params });
  expect(await piecesOf(body.id)).toEqual([]);
});

it('tells the rows of the sheet, and gives those that were rejected back as CSV', async () => {
  const rows = [['Name', 'Phone'], [], ['Ann', '202-555-0101'], ['Bob', 'call the office'], ['two\nlines', 'none']];
  const done = await importCsv(product, await product.workspace(), workbookOf([{ rows }]), mappingOf(['full_name', 'phone']));
  expect(done.counts).toMatchObject({ created: 1, rejected: 2 });
  const own = await product.workspace();
  const mine = await importCsv(product, own, workbookOf([{ rows }]), mappingOf(['full_name', 'phone']));
  const file = await own.as('manager').call(importsApi.downloadImportProblems, { params: { import_id: mine.id } });
  expect(file.text).toMatch(/Bob,call the office,4,/);
  expect(file.text).toMatch(/two\rlines",none,5,/);
});

describe('files that are refused', () => {
  it.each([
    ['old.xls', 'before 2007 (.xls)'],
    ['bin.xlsb', '(.xlsb)'],
    ['open.ods', 'OpenDocument'],
  ])('%s', async (name, words) => {
    const { status, problem } = await uploadCsv(ws, fixture(name), name);
    expect([status, problem.code]).toEqual([422, 'unprocessable']);
    expect(problem.detail).toContain(words);
  });

  it.each([
    ['one with a header only', workbookOf([{ rows: [['Name', 'Phone']] }]), 'a header and no rows'],
    ['one without anything', workbookOf([{ rows: [] }, { rows: [[]] }]), 'The workbook is empty'],
    ['one that was cut off', workbookOf([{ rows: [['Name'], ['Ann']] }]).subarray(0, 900), 'damaged'],
    [
      'one with a password',
      Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1500), Buffer.from('EncryptedPackage', 'utf16le')]),
      'protected with a password',
    ],
    [
      'one with too many columns',
      workbookOf([{ rows: [Array.from({ length: 501 }, (_, n) => `Column ${n}`), ['x']] }]),
      'has 501 columns',
    ],
  ])('%s, and nothing of it is kept', async (_name, content, words) => {
    const made = await ws.as('manager').call(importsApi.createImport, { body: { file_name: 'book.xlsx' } });
    const params = { import_id: made.body.id };
    const answer = await ws.as('manager').call(importsApi.uploadImportFile, { params, raw: content });
    expect(answer.status).toBe(422);
    expect(answer.problem.detail).toContain(words);
    expect(await piecesOf(made.body.id)).toEqual([]);
  });

  it('one that unpacks to far more than can be imported, within a bounded time', async () => {
    const bomb = workbookOf([{ rows: [['x']] }], {
      extra: {
        'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${'<row><c><v>1</v></c></row>'.repeat(3_000_000)}</sheetData></worksheet>`,
      },
    });
    expect(bomb.length).toBeLessThan(1_000_000);
    const { status, problem } = await uploadCsv(ws, bomb, 'bomb.xlsx');
    expect(status).toBe(422);
    expect(problem.detail).toMatch(/far more in this workbook|cannot be read/);
  });
});
