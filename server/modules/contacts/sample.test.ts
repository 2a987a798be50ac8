import { contactsApi } from '@tidings/core/contract/contacts';
import { listsApi } from '@tidings/core/contract/lists';
import { tagsApi } from '@tidings/core/contract/tags';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { samplePeople } from './sample-people.ts';

let product: TestProduct;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
});
afterAll(() => product.close());

const count = async (query: Record<string, string>) =>
  (await ws.as('viewer').call(contactsApi.countContacts, { query: query as never })).body.count;
const lists = async () => (await ws.as('viewer').call(listsApi.listLists, {})).body.items.map((one) => [one.name, one.contacts]);
const tags = async () => (await ws.as('viewer').call(tagsApi.listTags, {})).body.items.map((one) => one.name);

test('are invented: reserved numbers and example addresses', () => {
  expect(samplePeople).toHaveLength(24);
  for (const { phone, email } of samplePeople) {
    expect(phone).toMatch(/^\+1[2-9]\d\d55501\d\d$/);
    expect(email ?? 'a@example.com').toMatch(/^[a-z.]+@example\.com$/);
  }
});

test('are added once, with lists, tags, one without consent, one opted out and one landline', async () => {
  expect((await ws.as('manager').call(contactsApi.addSamplePeople, {})).body).toEqual({ added: 24 });
  expect((await ws.as('manager').call(contactsApi.addSamplePeople, {})).body).toEqual({ added: 0 });
  expect(await count({})).toBe(24);
  expect(await count({ consent: 'unknown' })).toBe(1);
  expect(await count({ can_text: 'false' })).toBe(2);
  expect(await lists()).toEqual([
    ['Sample choir', 12],
    ['Sample newsletter', 21],
  ]);
  expect(await tags()).toEqual(['Sample newcomer', 'Sample volunteer', 'Sample youth']);
  const { items } = (await ws.as('viewer').call(contactsApi.listContacts, { query: { search: '0193' } })).body;
  expect(items.map((one) => one.name)).toEqual(['Walter Finch']);
});

test('two presses at once add nobody twice', async () => {
  const church = await product.workspace();
  const answers = await Promise.all([1, 2, 3].map(() => church.as('manager').call(contactsApi.addSamplePeople, {})));
  expect(answers.map((one) => one.body.added).sort()).toEqual([0, 0, 24]);
});

test('are removed with their lists, tags and opt-outs, leaving those with other people in them', async () => {
  const choir = (await ws.as('viewer').call(listsApi.listLists, {})).body.items.find((one) => one.name === 'Sample choir');
  await ws.as('agent').call(contactsApi.createContact, { body: { first_name: 'Real', list_ids: [choir!.id] } });
  expect((await ws.as('manager').call(contactsApi.removeSamplePeople, {})).body).toEqual({ removed: 24 });
  expect(await count({})).toBe(1);
  expect(await lists()).toEqual([['Sample choir', 1]]);
  expect(await tags()).toEqual([]);
  expect((await ws.as('manager').call(contactsApi.removeSamplePeople, {})).body).toEqual({ removed: 0 });
  expect((await ws.as('manager').call(contactsApi.addSamplePeople, {})).body).toEqual({ added: 24 });
  expect(await count({ can_text: 'false' })).toBe(3);
  expect(await tags()).toHaveLength(3);
});
