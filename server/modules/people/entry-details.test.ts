import { contactsApi } from '@tidings/core/contract/contacts';
import { listFieldsApi } from '@tidings/core/contract/list-fields';
import { listsApi } from '@tidings/core/contract/lists';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { ana, merged, person, unmerged } from './testing.ts';

/* Two contacts on one list, each with details there, become one, and two again. */

let product: TestProduct;
let ws: TestWorkspace;
let gala: string;
let kept: string;
let other: string;
beforeAll(async () => {
  product = await testProduct();
});
beforeEach(async () => {
  ws = await product.workspace();
  gala = (await manager().call(listsApi.createList, { body: { name: 'Gala' } })).body.id;
  for (const label of ['Table', 'Ticket', 'Diet'])
    await manager().call(listFieldsApi.createListField, {
      params: { list_id: gala },
      body: { label, type: 'text', choices: [] },
    });
  kept = (await person(ws, { ...ana, phones: ['2025550101'] })).id;
  other = (await person(ws, { ...ana, phones: ['2025550102'] })).id;
  await put(kept, { table: '5' });
  await put(other, { table: '7', ticket: 'VIP', diet: 'Vegan' });
});
afterAll(() => product.close());

const manager = () => ws.as('manager');
const put = (id: string, details: Record<string, string>) =>
  manager().call(listsApi.addListEntries, { params: { list_id: gala }, body: { contact_ids: [id], details } });
const entries = async () =>
  Object.fromEntries(
    (await manager().call(contactsApi.listContacts, { query: { list_id: gala } })).body.items.map(({ id, entry }) => [id, entry]),
  );

test('the kept one wins detail by detail, the rest is filled from the other, and undoing empties that again', async () => {
  const { merge_id } = await merged(ws, kept, other);
  expect(await entries()).toEqual({ [kept]: { table: '5', ticket: 'VIP', diet: 'Vegan' } });
  await manager().call(listsApi.setEntryDetails, {
    params: { list_id: gala },
    body: { contact_ids: [kept], details: { diet: 'None' } },
  });
  await unmerged(ws, merge_id);
  // What was changed since stays where it was changed.
  expect(await entries()).toEqual({
    [kept]: { table: '5', diet: 'None' },
    [other]: { table: '7', ticket: 'VIP', diet: 'Vegan' },
  });
});

test('what another merged contact has, too, stays until that merge is undone', async () => {
  const third = (await person(ws, { ...ana, phones: ['2025550103'] })).id;
  await put(third, { ticket: 'VIP' });
  const first = await merged(ws, kept, other);
  const second = await merged(ws, kept, third);
  await unmerged(ws, first.merge_id);
  expect((await entries())[kept]).toEqual({ table: '5', ticket: 'VIP' });
  await unmerged(ws, second.merge_id);
  expect((await entries())[kept]).toEqual({ table: '5' });
});
