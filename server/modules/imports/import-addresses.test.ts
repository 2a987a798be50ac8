import { contactsApi } from '@tidings/core/contract/contacts';
import { importsApi } from '@tidings/core/contract/imports';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { importCsv, mappingOf, people, uploadCsv } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

/** The addresses of everyone, with what stands beside them. */
const addressesOf = async (ws: TestWorkspace) => {
  const rows = await product.ctx.db.workspace(ws.id, (tx) =>
    tx.selectFrom('contact_addresses').select(['value', 'label', 'preferred']).orderBy('value').execute(),
  );
  return Object.fromEntries(rows.map(({ value, label, preferred }) => [value, `${label ?? ''}${preferred ? '*' : ''}`]));
};

it('keeps several numbers and addresses of a person, with their kind, extension and notes', async () => {
  const ws = await product.workspace();
  const content = [
    'Name,Mobile,Home,Work,E-mail,Work e-mail',
    'Ann Example,202-555-0101,"(202) 555-0102, call after 5",202-555-0103 x12,ann@example.com,ann@work.example',
    "Bob Sample,202-555-0104 (Mom's cell),,,bob@example.com; bob2@example.com,",
  ].join('\n');
  const uploaded = await uploadCsv(ws, content);
  const targets = uploaded.body.columns.map((column) => column.guess.target);
  expect(targets).toEqual(['full_name', 'phone', 'other_phone', 'other_phone', 'email', 'other_email']);
  const params = { import_id: uploaded.body.id };
  await ws.as('manager').call(importsApi.setImportMapping, { params, body: mappingOf(targets) });
  const preview = (await ws.as('manager').call(importsApi.previewImport, { params })).body;
  expect(preview.rows[1]?.stored[1]).toBe("+12025550104 (Mobile, Mom's cell)");
  const done = await importCsv(product, ws, content, mappingOf(targets));
  expect(done.counts).toMatchObject({ created: 2, warned: 0, rejected: 0 });
  const then = await addressesOf(ws);
  expect(then).toEqual({
    '+12025550101': 'Mobile*',
    '+12025550102': 'Home, call after 5',
    '+12025550103': 'Work, ext. 12',
    '+12025550104': "Mobile, Mom's cell*",
    'ann@example.com': '*',
    'ann@work.example': 'Work',
    'bob@example.com': '*',
    'bob2@example.com': '',
  });
  // What somebody wrote beside a number stays; a further number brings its own.
  const [ann] = await people(product, ws);
  const phones = [{ value: '+12025550101', label: 'private', preferred: true }, { value: '+12025550103' }];
  await ws.as('manager').call(contactsApi.updateContact, { params: { contact_id: ann?.id ?? '' }, body: { phones } });
  const more = 'Name,Mobile,Work\nAnn Example,202-555-0101 x9,202-555-0105 ext. 3\n';
  const again = await importCsv(product, ws, more, mappingOf(['full_name', 'phone', 'other_phone']));
  expect(again.counts).toMatchObject({ updated: 1 });
  expect(await addressesOf(ws)).toMatchObject({ '+12025550101': 'private*', '+12025550105': 'Work, ext. 3' });
});

it('names the rows that repeat a person, and what became of them', async () => {
  const content = [
    'Name,Phone,City',
    'Ann Example,202-555-0101,',
    'Bob Sample,202-555-0102,',
    'Ann Example,(202) 555-0101,Springfield',
    'Ann Example,202.555.0101,Salem',
  ].join('\n');
  for (const chunk of [1, 100]) {
    const ws = await product.workspace();
    const done = await importCsv(product, ws, content, mappingOf(['full_name', 'phone', 'city']), chunk);
    expect(done.counts).toMatchObject({ created: 2, duplicates: 2, warned: 0 });
    const query = { warnings: 'true' } as const;
    const file = await ws.as('manager').call(importsApi.downloadImportProblems, { params: { import_id: done.id }, query });
    const lines = file.text.split('\r\n').filter((line) => line.includes('The same person as in'));
    expect(lines.map((line) => line.split(',').slice(0, 5).join())).toEqual([
      'Ann Example,(202) 555-0101,Springfield,4,yes',
      'Ann Example,202.555.0101,Salem,5,yes',
    ]);
    if (chunk === 100) expect(lines[0]).toContain('as in line 2');
    expect((await people(product, ws))[0]).toMatchObject({ full_name: 'Ann Example', city: 'Salem' });
    const rejected = await ws.as('manager').call(importsApi.downloadImportProblems, { params: { import_id: done.id } });
    expect(rejected.text).not.toContain('The same person');
  }
});
