import { contactsApi } from '@tidings/core/contract/contacts';
import { listFieldsApi } from '@tidings/core/contract/list-fields';
import { listsApi } from '@tidings/core/contract/lists';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';

let product: TestProduct;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
});
afterAll(() => product.close());

const manager = () => ws.as('manager');
const make = async (body: Record<string, unknown>) => manager().call(listsApi.createList, { body: body as never });
const person = async (name: string, workspace = ws) =>
  (await workspace.as('agent').call(contactsApi.createContact, { body: { first_name: name } })).body.id;

test('people are put into a list with details of their own, and taken out', async () => {
  const list = (await make({ name: 'Choir', description: ' Sundays ' })).body;
  expect(list).toMatchObject({ name: 'Choir', description: 'Sundays', contacts: 0 });
  const params = { list_id: list.id };
  await manager().call(listFieldsApi.createListField, { params, body: { label: 'Seat', type: 'text' } });
  const [ann, bob] = [await person('Ann'), await person('Bob')];
  const add = async (contact_ids: string[], details?: Record<string, string>) =>
    (await manager().call(listsApi.addListEntries, { params, body: { contact_ids, ...(details ? { details } : {}) } })).body;
  expect(await add([ann, bob, newId()], { seat: '1A' })).toEqual({ added: 2 });
  expect(await add([ann], { seat: '2B' })).toEqual({ added: 0 });
  expect(await add([ann])).toEqual({ added: 0 });
  const details = await product.ctx.db.workspace(ws.id, (tx) =>
    sql<{ details: unknown }>`select details from list_entries where list_id = ${list.id} and contact_id = ${ann}`.execute(tx),
  );
  expect(details.rows).toEqual([{ details: { seat: '2B' } }]);
  const seen = await ws.as('viewer').call(contactsApi.getContact, { params: { contact_id: ann } });
  expect(seen.body.lists).toEqual([{ id: list.id, name: 'Choir', details: { seat: '2B' } }]);
  expect((await manager().call(listsApi.removeListEntries, { params, body: { contact_ids: [bob] } })).body).toEqual({
    removed: 1,
  });
  expect((await ws.as('viewer').call(listsApi.getList, { params })).body.contacts).toBe(1);
});

test('a deleted person is not counted, and is back when restored', async () => {
  const list = (await make({ name: 'Counted' })).body;
  const params = { list_id: list.id };
  const cy = await person('Cy');
  await manager().call(listsApi.addListEntries, { params, body: { contact_ids: [cy] } });
  await manager().call(contactsApi.deleteContact, { params: { contact_id: cy } });
  expect((await ws.as('viewer').call(listsApi.getList, { params })).body.contacts).toBe(0);
  await manager().call(contactsApi.restoreContacts, { body: { ids: [cy] } });
  expect((await ws.as('viewer').call(listsApi.getList, { params })).body.contacts).toBe(1);
});

test('archiving can be undone; the name is free in between', async () => {
  const list = (await make({ name: 'Staff' })).body;
  const params = { list_id: list.id };
  expect((await make({ name: 'STAFF' })).problem).toMatchObject({ code: 'already_exists', errors: [{ field: 'body.name' }] });
  expect((await manager().call(listsApi.archiveList, { params })).status).toBe(204);
  expect((await manager().call(listsApi.archiveList, { params })).status).toBe(204);
  expect((await manager().call(listsApi.updateList, { params, body: { name: 'X' } })).status).toBe(404);
  expect((await manager().call(listsApi.addListEntries, { params, body: { contact_ids: [newId()] } })).status).toBe(404);
  const second = (await make({ name: 'Staff' })).body;
  expect((await manager().call(listsApi.restoreList, { params })).status).toBe(409);
  expect(
    (await manager().call(listsApi.updateList, { params: { list_id: second.id }, body: { name: 'Staff 2', description: null } }))
      .status,
  ).toBe(200);
  expect((await manager().call(listsApi.restoreList, { params })).body.archived_at).toBeNull();
});

test('lists come by name, found by part of it, in pages', async () => {
  const church = await product.workspace();
  for (const name of ['beta', 'Alpha', 'Gamma', 'Célibataires'])
    await church.as('manager').call(listsApi.createList, { body: { name } });
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const query: { limit: number; cursor?: string } = { limit: 2, ...(cursor === null ? {} : { cursor }) };
    const page = (await church.as('viewer').call(listsApi.listLists, { query })).body;
    names.push(...page.items.map((one) => one.name));
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(names).toEqual(['Alpha', 'beta', 'Célibataires', 'Gamma']);
  const search = await church.as('viewer').call(listsApi.listLists, { query: { search: 'celi' } });
  expect(search.body.items.map((one) => one.name)).toEqual(['Célibataires']);
  expect((await church.as('viewer').call(listsApi.listLists, { query: { archived: 'true' } })).body.items).toEqual([]);
});

test.each([
  [{ name: '' }, 'body.name'],
  [{ name: 'x'.repeat(101) }, 'body.name'],
  [{}, 'body.name'],
  [{ name: 'A', description: 'x'.repeat(501) }, 'body.description'],
  [{ name: 'A', color: 'red' }, 'body.color'],
])('refuses the list %j', async (body, field) => {
  const answer = await make(body);
  expect([answer.status, answer.problem.errors?.[0]?.field]).toEqual([400, field]);
});

test('lists of another workspace are not there', async () => {
  const other = await product.workspace();
  const list = (await make({ name: 'Ours' })).body;
  const params = { list_id: list.id };
  const owner = other.as('owner');
  const theirs = await person('Theirs', other);
  expect((await owner.call(listsApi.getList, { params })).status).toBe(404);
  expect((await owner.call(listsApi.updateList, { params, body: { name: 'X' } })).status).toBe(404);
  expect((await owner.call(listsApi.archiveList, { params })).status).toBe(404);
  expect((await owner.call(listsApi.addListEntries, { params, body: { contact_ids: [theirs] } })).status).toBe(404);
  expect((await owner.call(listsApi.removeListEntries, { params, body: { contact_ids: [theirs] } })).status).toBe(404);
  expect((await manager().call(listsApi.addListEntries, { params, body: { contact_ids: [theirs] } })).body).toEqual({ added: 0 });
});
