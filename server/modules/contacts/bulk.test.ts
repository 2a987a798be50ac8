import type { BulkAction, ContactTarget } from '@tidings/core/contract/contact-query';
import { contactsApi } from '@tidings/core/contract/contacts';
import { listsApi } from '@tidings/core/contract/lists';
import { tagsApi } from '@tidings/core/contract/tags';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';

let product: TestProduct;
let ws: TestWorkspace;
let ids: string[];
let tagId: string;
let listId: string;

beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
  ids = await addPeople(ws, 300);
  tagId = (await ws.as('manager').call(tagsApi.createTag, { body: { name: 'Youth' } })).body.id;
  listId = (await ws.as('manager').call(listsApi.createList, { body: { name: 'Choir' } })).body.id;
});
afterAll(() => product.close());

async function addPeople(workspace: TestWorkspace, count: number): Promise<string[]> {
  return product.ctx.db.workspace(workspace.id, async (tx) => {
    const { rows } = await sql<{ id: string }>`insert into contacts (workspace_id, first_name, full_name, search)
      select ${workspace.id}, 'Person ' || n, 'Person ' || n, 'person ' || n from generate_series(1, ${count}) n returning id`.execute(
      tx,
    );
    return rows.map((row) => row.id);
  });
}

const change = async (target: ContactTarget, action: BulkAction, workspace = ws) =>
  workspace.as('manager').call(contactsApi.changeContacts, { body: { target, action } });

const everybody: ContactTarget = { filter: {}, except_ids: [] };

async function count(query: Record<string, string>): Promise<number> {
  return (await ws.as('viewer').call(contactsApi.countContacts, { query: query as never })).body.count;
}

test('tags all that match but for those unticked, and answers how many it changed', async () => {
  const target = { filter: { search: 'person' }, except_ids: ids.slice(0, 2) };
  expect((await change(target, { kind: 'add_tag', tag_id: tagId })).body).toEqual({
    matched: 298,
    changed: 298,
    bulk_action: null,
  });
  expect((await change(target, { kind: 'add_tag', tag_id: tagId })).body).toEqual({
    matched: 298,
    changed: 0,
    bulk_action: null,
  });
  expect(await count({ tag_id: tagId })).toBe(298);
  const removed = await change(
    { filter: { tag_id: tagId, search: 'person 29' }, except_ids: [] },
    { kind: 'remove_tag', tag_id: tagId },
  );
  expect(removed.body).toEqual({ matched: 13, changed: 13, bulk_action: null });
  expect(await count({ tag_id: tagId })).toBe(285);
});

test('puts ticked people into a list and takes them out, ignoring those who are not there', async () => {
  const target = { ids: [...ids.slice(0, 5), newId()] };
  expect((await change(target, { kind: 'add_to_list', list_id: listId })).body).toEqual({
    matched: 5,
    changed: 5,
    bulk_action: null,
  });
  expect((await ws.as('viewer').call(listsApi.getList, { params: { list_id: listId } })).body.contacts).toBe(5);
  expect((await change({ ids: [ids[0]!] }, { kind: 'remove_from_list', list_id: listId })).body).toEqual({
    matched: 1,
    changed: 1,
    bulk_action: null,
  });
  expect(await count({ list_id: listId })).toBe(4);
});

test('sets consent with its evidence for those who had another', async () => {
  const action = { kind: 'set_consent' as const, consent: 'yes' as const, wording: 'Signed the card', method: 'Paper' };
  expect((await change({ ids: ids.slice(0, 3) }, action)).body).toEqual({ matched: 3, changed: 3, bulk_action: null });
  expect((await change({ ids: ids.slice(0, 4) }, action)).body).toEqual({ matched: 4, changed: 1, bulk_action: null });
  const events = await ws.as('viewer').call(contactsApi.listConsent, { params: { contact_id: ids[0]! } });
  expect(events.body.items).toMatchObject([{ consent: 'yes', wording: 'Signed the card', method: 'Paper' }]);
});

test.each<[string, unknown, string]>([
  ['no people', { target: { ids: [] }, action: { kind: 'remove_tag' } }, 'body.target'],
  [
    'too many ids',
    { target: { ids: Array.from({ length: 5001 }, () => newId()) }, action: { kind: 'set_consent', consent: 'no' } },
    'body.target',
  ],
  ['an unknown action', { target: everybody, action: { kind: 'explode' } }, 'body.action.kind'],
  ['a tag that is not there', { target: everybody, action: { kind: 'add_tag', tag_id: newId() } }, 'body.action.tag_id'],
  ['a list that is not there', { target: everybody, action: { kind: 'add_to_list', list_id: newId() } }, 'body.action.list_id'],
  [
    'a filter on a list that is gone',
    { target: { filter: { list_id: newId() } }, action: { kind: 'set_consent', consent: 'no' } },
    'body.target.filter.list_id',
  ],
  [
    'a filter with an unknown condition',
    { target: { filter: { age: 4 } }, action: { kind: 'set_consent', consent: 'no' } },
    'body.target',
  ],
])('refuses %s', async (_, body, field) => {
  const answer = await ws.as('manager').call(contactsApi.changeContacts, { body: body as never });
  expect(answer.status).toBe(400);
  expect(answer.problem.errors?.map((one) => one.field).join()).toContain(field);
});

test('deletes many at once and brings exactly those back', async () => {
  const before = await count({});
  const single = ids[299]!;
  await ws.as('manager').call(contactsApi.deleteContact, { params: { contact_id: single } });
  const answer = await ws
    .as('manager')
    .call(contactsApi.deleteContacts, { body: { target: { filter: {}, except_ids: [ids[0]!] } } });
  expect(answer.body.deleted).toBe(before - 2);
  expect(await count({})).toBe(1);
  const restored = await ws.as('manager').call(contactsApi.restoreContacts, { body: { deletion_id: answer.body.deletion_id } });
  expect(restored.body).toEqual({ restored: before - 2, conflicting: 0, bulk_action: null });
  expect(await count({})).toBe(before - 1);
  expect((await ws.as('manager').call(contactsApi.restoreContacts, { body: { deletion_id: newId() } })).body.restored).toBe(0);
});

test('touches nobody of another workspace', async () => {
  const other = await product.workspace();
  await addPeople(other, 2);
  expect((await change({ ids: ids.slice(0, 5) }, { kind: 'set_consent', consent: 'no' }, other)).body).toEqual({
    matched: 0,
    changed: 0,
    bulk_action: null,
  });
  expect((await change({ filter: {}, except_ids: [] }, { kind: 'add_tag', tag_id: tagId }, other)).status).toBe(400);
  const deleted = await other.as('manager').call(contactsApi.deleteContacts, { body: { target: everybody } });
  expect(deleted.body.deleted).toBe(2);
  expect(await count({})).toBeGreaterThan(100);
});
