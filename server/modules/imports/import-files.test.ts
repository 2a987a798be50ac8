import { type ImportColumn, importsApi } from '@tidings/core/contract/imports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { importCsv, mappingOf, people, uploadCsv } from './testing.ts';

let product: TestProduct;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct({ env: { TIDINGS_IMPORT_MAX_MB: '2' } });
  ws = await product.workspace();
});
afterAll(() => product.close());

const plain = 'First name,Last name,Phone\nAnn,Example,202-555-0101\nZoë,Müller,202-555-0102\n';

describe('finding out the shape of a file', () => {
  it.each([
    ['UTF-8', Buffer.from(plain), 'utf-8', ','],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${plain}`), 'utf-8', ','],
    ['UTF-16 little endian', Buffer.from(`\ufeff${plain.replaceAll(',', '\t')}`, 'utf16le'), 'utf-16le', '\t'],
    ['UTF-16 big endian', Buffer.from(`\ufeff${plain}`, 'utf16le').swap16(), 'utf-16be', ','],
    ['UTF-16 without a mark', Buffer.from(plain, 'utf16le'), 'utf-16le', ','],
    ['Windows-1252 with semicolons', Buffer.from(plain.replaceAll(',', ';'), 'latin1'), 'windows-1252', ';'],
    ['pipes', Buffer.from(plain.replaceAll(',', '|')), 'utf-8', '|'],
    ['lines of an old Mac', Buffer.from(plain.replaceAll('\n', '\r')), 'utf-8', ','],
  ])('reads %s', async (_name, content, encoding, delimiter) => {
    const { status, body } = await uploadCsv(ws, content);
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'ready', rows_total: 2, shape: { encoding, delimiter, has_header: true } });
    expect(body.columns.map((column) => column.guess.target)).toEqual(['first_name', 'last_name', 'phone']);
    expect(body.sample_rows[1]).toEqual(['Zoë', 'Müller', '202-555-0102']);
  });

  it('sees that a file has no header', async () => {
    const { body } = await uploadCsv(ws, 'Ann Example,202-555-0101,ann@example.com\nBob Sample,202-555-0102,bob@example.com\n');
    expect(body).toMatchObject({ rows_total: 2, shape: { has_header: false } });
    expect(body.columns.map((column) => [column.name, column.guess.target])).toEqual([
      ['Column 1', 'full_name'],
      ['Column 2', 'phone'],
      ['Column 3', 'email'],
    ]);
  });

  it('reads the file anew when a person says how', async () => {
    const { body } = await uploadCsv(ws, 'Name;Phone\nAnn, the first;202-555-0101\n');
    const params = { import_id: body.id };
    const wish = { encoding: 'utf-8', delimiter: ',', has_header: false } as const;
    const changed = await ws.as('manager').call(importsApi.setImportShape, { params, body: wish });
    expect(changed.body).toMatchObject({ rows_total: 2, shape: wish });
  });

  it('warns of headers that are there twice', async () => {
    const { body } = await uploadCsv(ws, 'Phone,Phone,Name\n202-555-0101,202-555-0102,Ann\n');
    expect(body.notices.join(' ')).toContain('2 columns are named “Phone”');
    expect(body.columns.map((column) => column.guess.target)).toEqual(['phone', 'other_phone', 'full_name']);
  });
});

describe('the dates of a file', () => {
  const born = (...dates: string[]) =>
    `Name,Phone,Birthday\n${dates.map((date, n) => `Person ${n},202-555-01${10 + n},"${date}"`).join('\n')}\n`;
  const birthdayOf = (columns: readonly ImportColumn[]) => columns.find(({ name }) => name === 'Birthday');

  it('show their order wherever in the column one decides it', async () => {
    const early = Array.from({ length: 60 }, () => '03/04/1990');
    const { body } = await uploadCsv(ws, born(...early, '25/12/1990', '1990-05-01', 'May 3, 1990', '25.12.1990'));
    expect(birthdayOf(body.columns)?.dates).toEqual({ day_first: 1, month_first: 0, either: 60 });
    expect(body.notices).toEqual([]);
  });

  it('are warned of where both orders occur, with their lines', async () => {
    const { body } = await uploadCsv(ws, born('25/12/1990', '12/25/1991', '03/04/1990', '26/12/1990'));
    expect(body.notices.join(' ')).toMatch(
      /“Birthday” has dates in both orders: the day first in lines 2 and 5, the month first in line 3. 1 other date could be either/,
    );
  });

  it('are warned of where a script wrote moments of another zone', async () => {
    const { body } = await uploadCsv(ws, born('1990-05-01T21:00:00.000Z', '1991-05-01'));
    expect(body.notices.join(' ')).toMatch(/“Birthday” has 1 moment in UTC.*getDisplayValues/);
  });

  it('are read in all their forms in one column, and a row that contradicts the order is told of', async () => {
    const other = await product.workspace();
    const file = born('03/04/1990', '1990-05-01', 'May 3, 1990', '31.12.1990', '25/12/1990', '1990-05-02T04:00:00.000Z');
    const { id } = await importCsv(product, other, file, mappingOf(['full_name', 'phone', 'birthday'], { date_order: 'mdy' }));
    const days = (await people(product, other)).map(({ birthday }) => birthday);
    expect(days.sort()).toEqual(['1990-03-04', '1990-05-01', '1990-05-02', '1990-05-03', '1990-12-25', '1990-12-31']);
    const rows = await other
      .as('manager')
      .call(importsApi.downloadImportProblems, { params: { import_id: id }, query: { warnings: 'true' } });
    expect(rows.text).toMatch(/25\/12\/1990.*day first/);
  });

  it('say of a name that is too long what is kept', async () => {
    const other = await product.workspace();
    const content = `Name,Phone\n${'A'.repeat(300)},202-555-0110\n`;
    const done = await importCsv(product, other, content, mappingOf(['full_name', 'phone']));
    expect(done.counts).toMatchObject({ created: 1, warned: 1 });
  });
});

describe('files that are refused', () => {
  it.each([
    ['an empty file', Buffer.alloc(0), 'The file is empty'],
    ['a file of blank lines', Buffer.from('\n\n  \n'), 'The file is empty'],
    ['a header without rows', Buffer.from('Name,Phone\n'), 'no rows'],
    ['an Excel file', Buffer.from('PK\x03\x04\x14\x00\x06\x00[Content_Types].xml xl/workbook.xml', 'latin1'), 'Excel'],
    ['an old Excel file', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), 'Excel'],
    ['another ZIP', Buffer.from('PK\x03\x04\x14\x00people.csv', 'latin1'), 'ZIP'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'PDF'],
    ['a picture', Buffer.from('89504e470d0a1a0a', 'hex'), 'picture'],
    ['a web page', Buffer.from('<!DOCTYPE html><html></html>'), 'web page'],
    ['JSON', Buffer.from('[{"name": "Ann"}]'), 'JSON'],
    ['random bytes', Buffer.from(Array.from({ length: 5000 }, (_, n) => (n * 7919 + (n >> 3) * 31) % 256)), 'not a text file'],
    [
      'zero bytes in the middle',
      Buffer.concat([Buffer.from(plain.repeat(20_000).slice(0, 600_000)), Buffer.alloc(20)]),
      'zero bytes',
    ],
  ])('%s', async (_name, content, words) => {
    const { status, problem } = await uploadCsv(ws, content);
    expect(status).toBe(422);
    expect(problem.detail).toContain(words);
  });

  it('refuses 200 MB while it comes in, and keeps nothing of it', async () => {
    const made = await ws.as('manager').call(importsApi.createImport, { body: { file_name: 'huge.csv' } });
    const address = await product.listen();
    let sent = 0;
    const line = Buffer.from(plain.repeat(1_000));
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += line.length;
        if (sent > 200 * 1024 * 1024) return controller.close();
        controller.enqueue(line);
      },
    });
    const answer = await fetch(`${address}/api/v1/imports/${made.body.id}/file`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${ws.keys.manager}`, 'content-type': 'text/csv' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
    expect(((await answer.json()) as { detail: string }).detail).toContain('larger than 2 MB');
    const kept = await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('import_pieces').select('position').where('import_id', '=', made.body.id).execute(),
    );
    expect(kept).toEqual([]);
  });

  it('refuses a size announced beyond the limit before reading', async () => {
    const made = await ws.as('manager').call(importsApi.createImport, { body: { file_name: 'huge.csv' } });
    const answer = await ws.as('manager').call(importsApi.uploadImportFile, {
      params: { import_id: made.body.id },
      raw: Buffer.alloc(3 * 1024 * 1024, 'a,b\n'),
    });
    expect([answer.status, answer.problem.code]).toEqual([413, 'too_large']);
  });
});

describe('mappings that are refused', () => {
  const refused = async (body: ReturnType<typeof mappingOf>) => {
    const uploaded = await uploadCsv(ws, plain);
    const answer = await ws.as('manager').call(importsApi.setImportMapping, { params: { import_id: uploaded.body.id }, body });
    expect(answer.status).toBe(400);
    return answer.problem.errors?.map((one) => `${one.field}: ${one.message}`).join('\n') ?? '';
  };

  it.each([
    ['two columns to one field', mappingOf(['first_name', 'first_name', 'phone']), 'both go to first_name'],
    ['nothing to recognise people by', mappingOf(['first_name', 'last_name', 'ignore']), 'No column holds a phone number'],
    [
      'a column that is not there',
      { ...mappingOf(['phone']), columns: [{ column: 7, target: 'phone' as const }] },
      'has 3 columns',
    ],
    [
      'a column named twice',
      {
        ...mappingOf(['phone']),
        columns: [
          { column: 0, target: 'phone' as const },
          { column: 0, target: 'email' as const },
        ],
      },
      'named twice',
    ],
    ['a custom field that is not there', mappingOf(['first_name', 'custom:shoe_size', 'phone']), 'no custom field shoe_size'],
    ['a new field without a name', mappingOf(['first_name', 'new_field', 'phone']), 'needs a label'],
    [
      'a consent column that is not mapped',
      mappingOf(['first_name', 'last_name', 'phone'], { consent: { kind: 'column' } }),
      'which column says who agreed',
    ],
    [
      'a statement that is not confirmed',
      mappingOf(['first_name', 'last_name', 'phone'], {
        consent: { kind: 'statement', wording: 'Signed at the door', confirmed: false as never },
      }),
      'confirmed',
    ],
    [
      'a list that is not there',
      mappingOf(['first_name', 'last_name', 'phone'], { list_ids: ['0198f3a0-0000-7000-8000-000000000000'] }),
      'names a list',
    ],
    ['a country that is none', mappingOf(['first_name', 'last_name', 'phone'], { default_country: 'usa' }), 'two-letter'],
  ])('%s', async (_name, mapping, words) => {
    expect(await refused(mapping)).toContain(words);
  });
});

describe('reading rows', () => {
  it('takes numbers of a cell apart, reads dates in three formats and quoted line breaks', async () => {
    const own = await product.workspace();
    const content = [
      'Name,Phone,Birthday,Notes',
      'Ann Example,"202-555-0110 / 202-555-0111; 202-555-0112",03/04/1980,"two',
      'lines, and a ""quote"""',
      'Bob Sample,+1 (202) 555-0113,1980-04-03,',
      'Cy Muster,202.555.0114,4 March 1980,=1+1',
    ].join('\r\n');
    const done = await importCsv(product, own, content, mappingOf(['full_name', 'phone', 'birthday', 'notes']));
    expect(done).toMatchObject({ state: 'completed', rows_read: 3, counts: { created: 3, rejected: 0 } });
    const [ann, bob, cy] = await people(product, own);
    expect(ann).toMatchObject({
      first_name: 'Ann',
      last_name: 'Example',
      birthday: '1980-03-04',
      notes: 'two\nlines, and a "quote"',
    });
    expect(ann?.addresses).toEqual(['+12025550110*', '+12025550111', '+12025550112']);
    expect(bob).toMatchObject({ phone: '+12025550113', birthday: '1980-04-03' });
    expect(cy).toMatchObject({ birthday: '1980-03-04', notes: '=1+1' });
  });

  it('loses only the line of a quotation mark that is never closed', async () => {
    const own = await product.workspace();
    const content = 'Name,Phone\nAnn,202-555-0110\n"Bob,202-555-0111\n"Cy",202-555-0112\nDee,202-555-0113\n';
    const done = await importCsv(product, own, content, mappingOf(['full_name', 'phone']));
    expect(done.counts).toMatchObject({ created: 3, rejected: 1 });
    expect(done.notices.join(' ')).toContain('1 row cannot be read because of a quotation mark');
  });

  it('rejects rows by themselves with reasons and takes the others', async () => {
    const own = await product.workspace();
    const content = [
      'Name,Phone,E-mail',
      'Ann,202-555-0110,ann@example.com',
      `${'B'.repeat(10_000)},202-555-0111,`,
      'Cy,call the office,',
      'Dee,,',
      'Eve,202-555-0112,eve@example.com,one,two',
      'Fay,12,fay@example.com',
      '=HYPERLINK("x"),,',
    ].join('\n');
    const done = await importCsv(product, own, content, mappingOf(['full_name', 'phone', 'email']));
    expect(done.counts).toMatchObject({ created: 2, rejected: 5, warned: 1 });
    const params = { import_id: done.id };
    const file = await own.as('manager').call(importsApi.downloadImportProblems, { params });
    expect(file.headers['content-disposition']).toContain('people%20-%20rejected%20rows.csv');
    const lines = file.text.split('\r\n');
    expect(lines[0]).toBe('\ufeffName,Phone,E-mail,Line in the file,Reasons');
    expect(file.text).toContain('This cell has 10,000 characters');
    expect(lines.find((line) => line.startsWith('Cy'))).toMatch(/^Cy,call the office,,4,Phone: /);
    expect(lines.find((line) => line.startsWith('Dee'))).toContain('no phone number');
    expect(lines.find((line) => line.startsWith('Eve'))).toContain('has 5 cells, the file has 3 columns');
    expect(file.text).toContain(`"'=HYPERLINK(""x"")"`);
    const all = await own.as('manager').call(importsApi.downloadImportProblems, { params, query: { warnings: 'true' } });
    expect(all.text).toMatch(/Fay,12,fay@example.com,7,yes,Phone: /);
  });

  it('previews rows as they would be stored and stores nothing', async () => {
    const own = await product.workspace();
    await importCsv(product, own, 'Phone,City\n202-555-0110,Springfield\n', mappingOf(['phone', 'city']));
    const uploaded = await uploadCsv(own, 'Phone,Agreed\n202-555-0110,yes\n2025550111,maybe\n202-555-0111,no\nx,yes\n');
    const params = { import_id: uploaded.body.id };
    const body = mappingOf(['phone', 'consent'], { consent: { kind: 'column' }, existing: 'fill_gaps' });
    await own.as('manager').call(importsApi.setImportMapping, { params, body });
    const { body: preview } = await own.as('manager').call(importsApi.previewImport, { params });
    expect(preview.rows.map((row) => row.outcome)).toEqual(['fill_gaps', 'create', 'duplicate', 'reject']);
    expect(preview.rows[1]?.problems[0]?.message).toContain('“maybe” says neither yes nor no');
    expect(preview.rows[3]?.problems[0]).toMatchObject({ column: 0, severity: 'error' });
    expect(preview.totals).toMatchObject({ rows: 4, create: 1, existing: 1, duplicate: 1, reject: 1 });
    expect(preview.consent_values).toEqual([
      { value: 'yes', rows: 2, meaning: 'yes' },
      { value: 'maybe', rows: 1, meaning: 'nothing' },
      { value: 'no', rows: 1, meaning: 'no' },
    ]);
    expect(await people(product, own)).toHaveLength(1);
  });
});
