import { contactsApi } from '@tidings/core/contract/contacts';
import { listFieldsApi } from '@tidings/core/contract/list-fields';
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
  await one.sync();
  expect(await entries()).toEqual({ 'Ann Arbor': { table: '7', diet: 'Vegan' }, 'Bob Bell': { table: '5', diet: 'Vegan' } });
});
