import { contactsApi } from '@tidings/core/contract/contacts';
import { listFieldsApi } from '@tidings/core/contract/list-fields';
import { listsApi } from '@tidings/core/contract/lists';
import { peopleApi } from '@tidings/core/contract/people';
import { sourcesApi } from '@tidings/core/contract/sources';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestProduct } from '../../testing/product.ts';
import { type FakeGoogle, SourceDriver, withGoogle } from './testing.ts';

let product: TestProduct;
let google: FakeGoogle;
beforeAll(async () => {
  ({ product, google } = await withGoogle());
});
afterAll(() => product.close());

test('a sheet keeps the details of its list in step, and leaves those that it does not name', async () => {
  const one = new SourceDriver(product, await product.workspace());
  google.rows = [
    ['Name', 'Phone', 'Table'],
    ['Ann Arbor', '202-555-0101', '5'],
    ['Bob Bell', '202-555-0102', ''],
  ];
  await one.connect({ kind: 'published_csv', address: `${google.url}/pub?output=csv` });
  for (const label of ['Table', 'Diet'])
    await one.ws
      .as('manager')
      .call(listFieldsApi.createListField, { params: { list_id: one.listId }, body: { label, type: 'text', choices: [] } });
  await expect(one.map(['full_name', 'phone', 'entry:seat'])).rejects.toThrow('has the detail seat');
  await one.bringIn(['full_name', 'phone', 'entry:table']);
  const entries = async () => {
    const query = { list_id: one.listId };
    const { items } = (await one.ws.as('manager').call(contactsApi.listContacts, { query })).body;
    return Object.fromEntries(items.map(({ name, entry }) => [name, entry]));
  };
  expect(await entries()).toEqual({ 'Ann Arbor': { table: '5' }, 'Bob Bell': {} });
  await product.ctx.db.workspace(one.ws.id, (tx) =>
    tx
      .updateTable('list_entries')
      .set({ details: JSON.stringify({ table: '5', diet: 'Vegan' }) })
      .execute(),
  );
  google.rows = [google.rows[0] ?? [], ['Ann Arbor', '202-555-0101', '7'], ['Bob Bell', '202-555-0102', '']];
  const sync = await one.sync();
  expect(sync.counts).toMatchObject({ added: 0, changed: 1, details: 1 });
  const log = await one.ws
    .as('manager')
    .call(sourcesApi.listSyncChanges, { params: { source_id: one.sourceId, sync_id: sync.id }, query: {} });
  expect(log.body.items).toMatchObject([
    { kind: 'changed', name: 'Ann Arbor', changes: [{ field: 'entry:Table', before: '5', after: '7' }] },
  ]);
  expect(await entries()).toEqual({ 'Ann Arbor': { table: '7', diet: 'Vegan' }, 'Bob Bell': { table: '5', diet: 'Vegan' } });
  // The sheet changes the person, too, and adds somebody: that an entry is new is no change of a detail.
  google.rows = [
    ['Name', 'Phone', 'Table'],
    ['Ann Arbor-Bell', '202-555-0101', '8'],
    ['Cy New', '202-555-0103', '9'],
  ];
  expect((await one.sync()).counts).toMatchObject({ added: 1, changed: 1, details: 1 });
  const { items } = (await one.ws.as('manager').call(contactsApi.listContacts, { query: { list_id: one.listId, sort: 'name' } }))
    .body;
  const told = async (name: string) => {
    const contact_id = items.find((person) => person.name === name)?.id ?? '';
    const query = { kind: ['changes' as const] };
    const timeline = await one.ws.as('manager').call(peopleApi.getTimeline, { params: { contact_id }, query });
    return timeline.body.items.map(({ title, words }) => `${title}${words === null ? '' : ` (${words})`}`);
  };
  const { name } = await one.get();
  const list = (await one.ws.as('manager').call(listsApi.getList, { params: { list_id: one.listId } })).body.name;
  expect((await told('Ann Arbor-Bell')).toSorted()).toEqual([
    `Added by the sheet ${name}`,
    expect.stringMatching(/^Changed by the sheet .* Arbor, now [^·]*Arbor-Bell[^T]*$/),
    `The sheet ${name} changed details on the list ${list} (Table: 5, now 7)`,
    `The sheet ${name} changed details on the list ${list} (Table: 7, now 8)`,
  ]);
  expect(await told('Cy New')).toEqual([`Added by the sheet ${name}`]);
});
