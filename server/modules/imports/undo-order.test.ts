import { contactsApi } from '@tidings/core/contract/contacts';
import { type Import, importsApi } from '@tidings/core/contract/imports';
import { listsApi } from '@tidings/core/contract/lists';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { importCsv, mappingOf, people } from './testing.ts';
import { runUndo } from './undo.ts';
import { forgetUndos } from './undo-store.ts';

/* Several imports of the same people, undone in any order. */

let product: TestProduct;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct();
});
beforeEach(async () => {
  ws = await product.workspace();
});
afterAll(() => product.close());

const columns = ['full_name', 'phone', 'city', 'company', 'consent'] as const;
const mapping = mappingOf(columns, { consent: { kind: 'column' } });
const file = (...rows: string[]) => ['Name,Phone,City,Company,Agreed', ...rows].join('\n');
const take = (row: string, more: Partial<typeof mapping> = {}) =>
  importCsv(product, ws, file(...row.split('\n')), { ...mapping, ...more });
const counts = async ({ id }: Import) =>
  (await ws.as('manager').call(importsApi.previewImportUndo, { params: { import_id: id } })).body;

/** Undoes an import; what it does must be what it said before. */
async function undo(one: Import): Promise<Import> {
  const expected = await counts(one);
  const begun = await ws.as('manager').call(importsApi.undoImport, { params: { import_id: one.id } });
  if (begun.status !== 202) throw new Error(begun.problem.detail);
  await runUndo(product.ctx, { workspaceId: ws.id, importId: one.id }, new AbortController().signal, 3);
  const undone = (await ws.as('manager').call(importsApi.getImport, { params: { import_id: one.id } })).body;
  expect(undone.undo.counts).toEqual(expected);
  return undone;
}
const left = async () =>
  (await people(product, ws)).map((one) => `${one.full_name} ${one.city ?? '-'} ${one.company ?? '-'} ${one.sms_consent}`);
const change = async (body: object) => {
  const [one] = await people(product, ws);
  return ws.as('manager').call(contactsApi.updateContact, { params: { contact_id: one?.id ?? '' }, body: body as never });
};
const ann = (city: string, company = '', agreed = '') => `Ann Example,202-555-0101,${city},${company},${agreed}`;

it('removes the people of the first once a later one that changed them was undone', async () => {
  const a = await take(`${ann('Salem', '', 'yes')}\nBob Sample,202-555-0102,Salem,,yes`);
  const b = await take(ann('Boston', 'Acme', 'no'));
  expect((await undo(b)).undo.counts).toMatchObject({ restored: 1, removed: 0 });
  expect(await left()).toEqual(['Ann Example Salem - yes', 'Bob Sample Salem - yes']);
  expect((await undo(a)).undo.counts).toMatchObject({ removed: 2, changed: 0, later: 0, consents: 2 });
  expect(await left()).toEqual([]);
});

it('keeps what a later one set when the first is undone, and removes the people with that one', async () => {
  const a = await take(`${ann('Salem', '', 'yes')}\nBob Sample,202-555-0102,Salem,,`);
  const b = await take(ann('Boston', 'Acme', 'no'));
  expect((await undo(a)).undo.counts).toMatchObject({ removed: 1, changed: 1 });
  expect(await left()).toEqual(['Ann Example Boston Acme no']);
  expect((await undo(b)).undo.counts).toMatchObject({ removed: 1, restored: 0 });
  expect(await left()).toEqual([]);
});

it.each([
  ['first to last', [0, 1, 2]],
  ['last to first', [2, 1, 0]],
  ['the one between first', [1, 0, 2]],
  ['the one between last', [2, 0, 1]],
])('gives somebody who was here before their values back, undone %s', async (_, order) => {
  await take(ann('Salem'));
  const [before] = await people(product, ws);
  // The first import is beyond undoing.
  const all = [await take(ann('Boston', '', 'yes')), await take(ann('Chicago', 'Acme')), await take(ann('Denver', 'Bell', 'no'))];
  for (const at of order) expect((await undo(all[at] as Import)).undo.counts).toMatchObject({ restored: 1 });
  const [after] = await people(product, ws);
  expect(await left()).toEqual(['Ann Example Salem - unknown']);
  expect(after?.updated_at).toEqual(before?.updated_at);
});

it('takes away the one between, and leaves the values of the last', async () => {
  await take(ann('Salem'));
  const [first, , last] = [await take(ann('Boston', 'Acme')), await take(ann('Chicago')), await take(ann('Denver'))];
  await undo(first as Import);
  expect(await left()).toEqual(['Ann Example Denver - unknown']);
  await undo(last as Import);
  expect(await left()).toEqual(['Ann Example Chicago - unknown']);
});

it('sees what somebody changed between two imports, although the later one was undone', async () => {
  const a = await take(ann('Salem'));
  await change({ notes: 'called' });
  const b = await take(ann('Boston'));
  await undo(b);
  expect((await undo(a)).undo.counts).toMatchObject({ changed: 1, removed: 0 });
  expect(await left()).toEqual(['Ann Example Salem - unknown']);
});

it('sees what somebody changed after both', async () => {
  const a = await take(ann('Salem'));
  const b = await take(ann('Boston'));
  await change({ notes: 'called' });
  await undo(b);
  expect((await undo(a)).undo.counts).toMatchObject({ changed: 1, removed: 0 });
  expect(await left()).toEqual(['Ann Example Salem - unknown']);
});

it('leaves people on a list that a later import puts them on, too, until that one is undone', async () => {
  const list = (await ws.as('manager').call(listsApi.createList, { body: { name: 'Choir' } })).body.id;
  await take(ann('Salem'));
  const a = await take(ann('Boston'), { list_ids: [list] });
  const b = await take(ann('Chicago'), { list_ids: [list] });
  const onList = async () =>
    (await ws.as('manager').call(contactsApi.listContacts, { query: { list_id: list } })).body.items.length;
  await undo(a);
  expect(await onList()).toBe(1);
  await undo(b);
  expect(await onList()).toBe(0);
});

it('finds everybody whom an import added or changed, whatever came after it and once it cannot be undone', async () => {
  const a = await take(`${ann('Salem')}\nBob Sample,202-555-0102,Salem,,`);
  const b = await take(`${ann('Boston')}\nBob Sample,202-555-0102,Salem,,`);
  const c = await take(ann('Chicago'));
  const found = async ({ id }: Import) => {
    const items = async (query: object) =>
      (await ws.as('manager').call(contactsApi.listContacts, { query: { ...query, sort: 'name' } })).body.items.map(
        (one) => one.name,
      );
    const rules = JSON.stringify({ version: 1, match: 'any', rules: [{ kind: 'import', id }] });
    const byRules = await items({ rules });
    expect(await items({ import_id: id })).toEqual(byRules);
    return byRules;
  };
  const expected = [['Ann Example', 'Bob Sample'], ['Ann Example'], ['Ann Example']];
  expect([await found(a), await found(b), await found(c)]).toEqual(expected);
  await product.ctx.db.system(async (tx) => {
    await tx
      .updateTable('imports')
      .set({ undo_until: new Date(0) })
      .where('workspace_id', '=', ws.id)
      .execute();
    await forgetUndos(tx);
    expect(await tx.selectFrom('import_changes').selectAll().where('workspace_id', '=', ws.id).execute()).toEqual([]);
  });
  expect([await found(a), await found(b), await found(c)]).toEqual(expected);
});
