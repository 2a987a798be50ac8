import { contactsApi } from '@tidings/core/contract/contacts';
import { type Import, importsApi } from '@tidings/core/contract/imports';
import { listFieldsApi } from '@tidings/core/contract/list-fields';
import { listsApi } from '@tidings/core/contract/lists';
import { peopleApi } from '@tidings/core/contract/people';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { importCsv, mappingOf, people } from './testing.ts';
import { runUndo } from './undo.ts';

/* Details of list entries that imports change: their history, and undoing. */

let product: TestProduct;
let ws: TestWorkspace;
let gala: string;
beforeAll(async () => {
  product = await testProduct();
});
beforeEach(async () => {
  ws = await product.workspace();
  gala = (await manager().call(listsApi.createList, { body: { name: 'Gala' } })).body.id;
  for (const label of ['Table', 'Ticket'])
    await manager().call(listFieldsApi.createListField, {
      params: { list_id: gala },
      body: { label, type: 'text', choices: [] },
    });
});
afterAll(() => product.close());

const manager = () => ws.as('manager');
const take = (rows: string, chunk?: number) =>
  importCsv(
    product,
    ws,
    `Name,Phone,Table,Ticket\n${rows}\n`,
    mappingOf(['full_name', 'phone', 'entry:table', 'entry:ticket'], { list_ids: [gala] }),
    chunk,
  );
const ann = (table: string, ticket = '') => `Ann Example,202-555-0101,${table},${ticket}`;
const undo = async ({ id }: Import) => {
  const begun = await manager().call(importsApi.undoImport, { params: { import_id: id } });
  if (begun.status !== 202) throw new Error(begun.problem.detail);
  await runUndo(product.ctx, { workspaceId: ws.id, importId: id }, new AbortController().signal);
};
const details = async () =>
  (await manager().call(contactsApi.listContacts, { query: { list_id: gala } })).body.items.map((one) => one.entry);
const set = async (values: Record<string, string | null>) =>
  manager().call(listsApi.setEntryDetails, {
    params: { list_id: gala },
    body: { contact_ids: (await people(product, ws)).map((one) => one.id), details: values },
  });
const timeline = async () => {
  const [one] = await people(product, ws);
  const { items } = (
    await manager().call(peopleApi.getTimeline, { params: { contact_id: one?.id ?? '' }, query: { kind: ['changes'] } })
  ).body;
  return items.map(({ title, words }) => (words === null ? title : `${title} (${words})`));
};

it('gives details back that are as the import wrote them, and leaves those that were changed since', async () => {
  await take(ann('5'));
  const wrong = await take(ann('7', 'VIP'));
  expect(await details()).toEqual([{ table: '7', ticket: 'VIP' }]);
  await set({ ticket: 'Standing' });
  await undo(wrong);
  expect(await details()).toEqual([{ table: '5', ticket: 'Standing' }]);
});

it('gives back what was there before the first of several rows and chunks', async () => {
  await take(ann('5'));
  const wrong = await take([ann('6'), 'Bob Sample,202-555-0102,,', ann('7'), ann('8', 'VIP')].join('\n'), 1);
  expect(await details()).toContainEqual({ table: '8', ticket: 'VIP' });
  await undo(wrong);
  expect(await details()).toEqual([{ table: '5' }]);
});

it.each([
  ['last to first', [1, 0]],
  ['first to last', [0, 1]],
])('gives the first value back when two imports are undone, %s', async (_, order) => {
  await take(ann('5'));
  const both = [await take(ann('6')), await take(ann('7'))];
  await undo(both[order[0] ?? 0] as Import);
  expect(await details()).toEqual([{ table: order[0] === 1 ? '6' : '7' }]);
  await undo(both[order[1] ?? 0] as Import);
  expect(await details()).toEqual([{ table: '5' }]);
});

it('stands in the timeline of the person: who changed which detail, from what to what', async () => {
  await take(ann('5'));
  await set({ table: '6' });
  await set({ table: '6' });
  const wrong = await take(ann('7', 'VIP'));
  await undo(wrong);
  const told = await timeline();
  expect(told.filter((one) => !one.includes('Added by'))).toEqual([
    'Undoing the import people.csv changed details on the list Gala (Table: 7, now 6 · Ticket: VIP, now empty)',
    'The import people.csv changed details on the list Gala (Table: 6, now 7 · Ticket: empty, now VIP)',
    'manager key changed details on the list Gala (Table: 5, now 6)',
  ]);
});

it('tells of every import that added or changed the person, and what it changed', async () => {
  const plain = (city: string) =>
    importCsv(product, ws, `Name,Phone,City\nAnn Example,202-555-0101,${city}\n`, mappingOf(['full_name', 'phone', 'city']));
  await plain('Salem');
  await plain('Salem');
  await plain('Boston');
  const last = await plain('Chicago');
  const expected = [
    'Changed by the import people.csv (City: Boston, now Chicago)',
    'Changed by the import people.csv (City: Salem, now Boston)',
    'Added by the import people.csv',
  ];
  expect(await timeline()).toEqual(expected);
  await undo(last);
  expect(await timeline()).toEqual(expected.slice(1));
});
