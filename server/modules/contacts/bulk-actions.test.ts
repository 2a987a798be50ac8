import { activityApi } from '@tidings/core/contract/activity';
import { bulkActionsApi } from '@tidings/core/contract/bulk-actions';
import type { BulkAction } from '@tidings/core/contract/contact-query';
import { contactsApi } from '@tidings/core/contract/contacts';
import { deletedContactsApi } from '@tidings/core/contract/deleted-contacts';
import { listsApi } from '@tidings/core/contract/lists';
import { tagsApi } from '@tidings/core/contract/tags';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { eventually, type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { bulkActionLoop, runBulkAction } from './bulk-actions.ts';

/** More than are done at once, and no multiple of a portion. */
const many = 5_750;

let product: TestProduct;
let ws: TestWorkspace;
let tagId: string;

beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());
beforeEach(async () => {
  ws = await product.workspace();
  await addPeople(many);
  tagId = (await manager().call(tagsApi.createTag, { body: { name: 'Youth' } })).body.id;
});

const manager = () => ws.as('manager');
const everybody = { filter: {}, except_ids: [] };
const never = () => new AbortController().signal;

async function addPeople(count: number): Promise<void> {
  await product.ctx.db.workspace(ws.id, (tx) =>
    sql`insert into contacts (workspace_id, first_name, full_name, search, external_id)
      select ${ws.id}, 'Person ' || n, 'Person ' || n, 'person ' || n, 'x' || n from generate_series(1, ${count}) n`.execute(tx),
  );
}

async function begin(action: BulkAction) {
  const { body } = await manager().call(contactsApi.changeContacts, { body: { target: everybody, action } });
  return body.bulk_action!;
}

const follow = async (id: string) =>
  (await ws.as('viewer').call(bulkActionsApi.getBulkAction, { params: { bulk_action_id: id } })).body;
const run = (id: string, signal = never(), portion?: number) =>
  runBulkAction(product.ctx, { workspaceId: ws.id, bulkActionId: id }, signal, portion);
const count = async (query: Record<string, string> = {}) =>
  (await ws.as('viewer').call(contactsApi.countContacts, { query: query as never })).body.count;

/** Aborted when so many portions are committed: as when a worker is stopped in the midst of its work. */
function afterPortions(id: string, done: number): AbortSignal {
  const controller = new AbortController();
  void eventually(async () => (await follow(id)).done >= done, 'some portions are done').then(() => controller.abort());
  return controller.signal;
}

test('a worker that is stopped leaves off where the next goes on, and nobody is counted twice', async () => {
  const { id } = await begin({ kind: 'set_consent', consent: 'no' });
  await expect(run(id, afterPortions(id, 500), 100)).rejects.toThrow();
  const half = await follow(id);
  expect(half).toMatchObject({ state: 'running' });
  expect(half.done).toBeLessThan(many);
  expect(await count({ consent: 'no' })).toBe(half.changed);
  // Two at once, as when one was only thought to be dead.
  await Promise.all([run(id), run(id)]);
  expect(await follow(id)).toMatchObject({ state: 'completed', done: many, changed: many });
  await run(id);
  expect(await follow(id)).toMatchObject({ done: many });
  const { rows } = await product.ctx.db.workspace(ws.id, (tx) =>
    sql<{ n: number }>`select count(*) as n from consent_events where workspace_id = ${ws.id}`.execute(tx),
  );
  expect(rows).toEqual([{ n: many }]);
});

test('one whose worker died is taken up by another', async () => {
  const { id } = await begin({ kind: 'add_tag', tag_id: tagId });
  await product.ctx.db.workspace(ws.id, (tx) =>
    sql`update bulk_actions set state = 'running', leased_until = now() - interval '1 second' where id = ${id}`.execute(tx),
  );
  await bulkActionLoop.run(product.ctx, never());
  const { rows } = await product.ctx.db.workspace(ws.id, (tx) =>
    sql<{ leased: boolean }>`select leased_until > now() as leased from bulk_actions where id = ${id}`.execute(tx),
  );
  expect(rows).toEqual([{ leased: true }]);
});

test('it is stopped on request; what is done stays, and stopping again is refused', async () => {
  const { id } = await begin({ kind: 'add_tag', tag_id: tagId });
  await expect(run(id, afterPortions(id, 300), 100)).rejects.toThrow();
  const cancel = () => manager().call(bulkActionsApi.cancelBulkAction, { params: { bulk_action_id: id } });
  const stopped = await cancel();
  expect(stopped.body.state).toBe('cancelled');
  await run(id);
  expect(await count({ tag_id: tagId })).toBe(stopped.body.changed);
  expect(stopped.body.changed).toBeLessThan(many);
  expect((await cancel()).problem.code).toBe('wrong_state');
});

test('people added after it was asked for are left alone', async () => {
  const { id } = await begin({ kind: 'add_tag', tag_id: tagId });
  await manager().call(contactsApi.createContact, { body: { full_name: 'Later Lee' } });
  await run(id);
  expect(await count({ tag_id: tagId })).toBe(many);
});

test('a list that is archived meanwhile ends it with a reason', async () => {
  const { id: listId } = (await manager().call(listsApi.createList, { body: { name: 'Choir' } })).body;
  await manager().call(contactsApi.changeContacts, {
    body: { target: everybody, action: { kind: 'add_to_list', list_id: listId } },
  });
  const [adding] = (await ws.as('viewer').call(bulkActionsApi.listBulkActions, { query: {} })).body.items;
  await run(adding!.id);
  const target = { filter: { list_id: listId }, except_ids: [] };
  const { body } = await manager().call(contactsApi.deleteContacts, { body: { target } });
  await manager().call(listsApi.archiveList, { params: { list_id: listId } });
  await run(body.bulk_action!.id);
  expect(await follow(body.bulk_action!.id)).toMatchObject({
    state: 'failed',
    changed: 0,
    problem: expect.stringContaining('not there any more'),
  });
  expect(await count()).toBe(many);
});

test('many are deleted and brought back in the background, but for those whose external id is taken', async () => {
  const { body } = await manager().call(contactsApi.deleteContacts, { body: { target: everybody } });
  expect(body).toMatchObject({ deleted: 0, bulk_action: { kind: 'delete', deletion_id: body.deletion_id } });
  await run(body.bulk_action!.id);
  expect(await count()).toBe(0);
  await manager().call(contactsApi.createContact, { body: { full_name: 'New Nell', external_id: 'x7' } });
  const back = await manager().call(contactsApi.restoreContacts, { body: { deletion_id: body.deletion_id } });
  await run(back.body.bulk_action!.id, never(), 1_000);
  expect(await follow(back.body.bulk_action!.id)).toMatchObject({
    kind: 'restore',
    state: 'completed',
    done: many,
    changed: many - 1,
    conflicting: 1,
  });
  expect(await count()).toBe(many);
});

test('the deleted are listed, searched, and brought back by a filter', async () => {
  const deleted = (query: object = {}) => manager().call(deletedContactsApi.listDeletedContacts, { query });
  const howMany = async (query: object = {}) =>
    (await manager().call(deletedContactsApi.countDeletedContacts, { query })).body.count;
  expect((await deleted()).body.items).toEqual([]);
  const found = await count({ search: 'son 123' });
  await manager().call(contactsApi.deleteContacts, { body: { target: { filter: { search: 'person 12' }, except_ids: [] } } });
  const all = many - (await count());
  expect(await howMany()).toBe(all);
  const seen: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { body } = await deleted({ limit: '50', ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...body.items.map((one) => one.id));
    if (body.next_cursor === null) break;
    cursor = body.next_cursor;
  }
  expect(new Set(seen).size).toBe(all);
  expect(seen).toHaveLength(all);
  expect(await howMany({ search: 'person 123' })).toBe(found);
  const kept = (await deleted({ search: 'person 123', limit: '1' })).body.items[0]!;
  expect(kept).toMatchObject({ phone: null, deletion_id: expect.any(String) });
  const back = await manager().call(contactsApi.restoreContacts, {
    body: { filter: { search: 'person 123' }, except_ids: [kept.id] },
  });
  expect(back.body).toEqual({ restored: found - 1, conflicting: 0, bulk_action: null });
  expect((await deleted({ search: 'person 123' })).body.items.map((one) => one.id)).toEqual([kept.id]);
  expect((await deleted({ cursor: 'bm9uc2Vuc2U' })).problem.errors?.[0]?.field).toBe('query.cursor');
});

test('is nobody else’s business', async () => {
  const { id } = await begin({ kind: 'add_tag', tag_id: tagId });
  await manager().call(contactsApi.deleteContact, {
    params: { contact_id: (await manager().call(contactsApi.listContacts, { query: {} })).body.items[0]!.id },
  });
  const other = await product.workspace();
  const params = { bulk_action_id: id };
  expect((await other.as('owner').call(bulkActionsApi.getBulkAction, { params })).status).toBe(404);
  expect((await other.as('owner').call(bulkActionsApi.cancelBulkAction, { params })).status).toBe(404);
  expect((await other.as('owner').call(bulkActionsApi.listBulkActions, { query: {} })).body.items).toEqual([]);
  expect((await other.as('owner').call(deletedContactsApi.listDeletedContacts, { query: {} })).body.items).toEqual([]);
  const restored = await other.as('owner').call(contactsApi.restoreContacts, { body: { filter: {} } as never });
  expect(restored.body).toMatchObject({ restored: 0 });
  await runBulkAction(product.ctx, { workspaceId: other.id, bulkActionId: id }, never());
  expect(await follow(id)).toMatchObject({ state: 'queued' });
  expect((await ws.as('viewer').call(bulkActionsApi.cancelBulkAction, { params })).status).toBe(403);
  expect((await ws.as('agent').call(deletedContactsApi.listDeletedContacts, { query: {} })).status).toBe(403);
  expect((await ws.as('owner').call(bulkActionsApi.getBulkAction, { params: { bulk_action_id: newId() } })).status).toBe(404);
});

// Last: from here on a worker takes up what the others do by hand.
test('what is about many people is done by a worker, which says how far it is and what came of it', async () => {
  const { body } = await manager().call(contactsApi.changeContacts, {
    body: { target: everybody, action: { kind: 'add_tag', tag_id: tagId } },
  });
  expect(body).toMatchObject({ matched: many, changed: 0 });
  expect(body.bulk_action).toMatchObject({ kind: 'add_tag', label: 'Youth', state: 'queued', matched: many, done: 0 });
  expect(await count({ tag_id: tagId })).toBe(0);
  await product.startWorker();
  await eventually(async () => (await follow(body.bulk_action!.id)).state === 'completed', 'the people are tagged');
  expect(await follow(body.bulk_action!.id)).toMatchObject({ done: many, changed: many, problem: null });
  expect(await count({ tag_id: tagId })).toBe(many);
  const activity = await ws.as('owner').call(activityApi.listActivity, { query: {} });
  const lines = activity.body.items.filter((one) => one.action === 'contacts_tagged');
  expect(lines).toMatchObject([{ words: 'tagged 5,750 contacts with Youth' }]);
});
