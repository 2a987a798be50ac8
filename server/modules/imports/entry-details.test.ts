import { contactsApi } from '@tidings/core/contract/contacts';
import { importsApi } from '@tidings/core/contract/imports';
import { listFieldsApi, type NewListField } from '@tidings/core/contract/list-fields';
import { listsApi } from '@tidings/core/contract/lists';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { importCsv, mappingOf, uploadCsv } from './testing.ts';

let product: TestProduct;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
});
afterAll(() => product.close());

const manager = () => ws.as('manager');
async function list(name: string, fields: readonly NewListField[]): Promise<string> {
  const { id } = (await manager().call(listsApi.createList, { body: { name } })).body;
  for (const body of fields) await manager().call(listFieldsApi.createListField, { params: { list_id: id }, body });
  return id;
}
const text = (label: string): NewListField => ({ label, type: 'text', choices: [] });
const status: NewListField = { label: 'Status', type: 'choice', choices: ['Registered', 'Cancelled'] };
const entries = async (list_id: string) =>
  Object.fromEntries(
    (await manager().call(contactsApi.listContacts, { query: { list_id } })).body.items.map((one) => [one.name, one.entry]),
  );

const columns = ['full_name', 'phone', 'entry:status', 'entry:table'] as const;
const file = (...rows: string[]) => ['Name,Phone,Status,Table', ...rows].join('\n');

test('columns become details of the entries, only of those lists that have them, and never fields of the person', async () => {
  const gala = await list('Gala', [status, text('Table')]);
  const plain = await list('Plain', []);
  const content = file('Ann Example,202-555-0101,registered,5', 'Bob Sample,202-555-0102,late,', 'Bob Sample,202-555-0102,,12');
  const done = await importCsv(product, ws, content, mappingOf(columns, { list_ids: [gala, plain] }));
  expect(done.counts).toMatchObject({ created: 2, duplicates: 1, warned: 1 });
  expect(await entries(gala)).toEqual({ 'Ann Example': { status: 'Registered', table: '5' }, 'Bob Sample': { table: '12' } });
  expect(await entries(plain)).toEqual({ 'Ann Example': {}, 'Bob Sample': {} });
  const { items } = (await manager().call(contactsApi.listContacts, { query: {} })).body;
  expect(items.map((one) => one.custom)).toEqual([{}, {}]);
});

test.each([
  ['update', { status: 'Cancelled', table: '5' }],
  ['fill_gaps', { status: 'Registered', table: '5' }],
  ['skip', { status: 'Registered' }],
] as const)('of those who are there: %s', async (existing, expected) => {
  const gala = await list(`Gala ${existing}`, [status, text('Table')]);
  const phone = `202-555-01${existing.length + 10}`;
  await importCsv(product, ws, file(`Cy ${existing},${phone},Registered,`), mappingOf(columns, { list_ids: [gala] }));
  await importCsv(product, ws, file(`Cy ${existing},${phone},Cancelled,5`), mappingOf(columns, { list_ids: [gala], existing }));
  expect(await entries(gala)).toEqual({ [`Cy ${existing}`]: expected });
});

test('the preview shows them; a detail that no chosen list has, or that lists hold in different ways, is refused by name', async () => {
  const [gala, other] = [
    await list('Gala one', [text('Seat')]),
    await list('Gala two', [{ label: 'Seat', type: 'number', choices: [] }]),
  ];
  const { id } = (await uploadCsv(ws, 'Name,Phone,Seat\nDee Example,202-555-0140,7\n')).body;
  const map = (list_ids: string[]) =>
    manager().call(importsApi.setImportMapping, {
      params: { import_id: id },
      body: mappingOf(['full_name', 'phone', 'entry:seat'], { list_ids }),
    });
  for (const lists of [[], [gala, other]]) {
    const refused = await map(lists);
    expect(refused.status).toBe(400);
    expect(refused.problem.errors?.[0]).toMatchObject({ field: 'body.columns.2.target', code: 'unknown_field' });
    expect(refused.problem.errors?.[0]?.message).toContain('has the detail seat');
  }
  expect((await map([gala])).status).toBe(200);
  const preview = await manager().call(importsApi.previewImport, { params: { import_id: id }, query: {} });
  expect(preview.body.rows[0]?.stored).toMatchObject({ 2: '7' });
});
