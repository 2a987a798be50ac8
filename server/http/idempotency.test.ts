import { listsApi } from '@tidings/core/contract/lists';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../testing/product.ts';
import { once } from './idempotency.ts';

let product: TestProduct;
let workspace: TestWorkspace;
beforeAll(async () => {
  product = await testProduct();
});
beforeEach(async () => {
  workspace = await product.workspace();
});
afterAll(() => product.close());

const create = (key: string, name: string, of = workspace) =>
  of.as('manager').call(listsApi.createList, { body: { name }, headers: { 'idempotency-key': key } });

test('the same request again gets the first answer, marked as a repetition, and is not done again', async () => {
  const first = await create('one', 'Choir');
  const again = await create('one', 'Choir');
  expect(first.status).toBe(201);
  expect(again.status).toBe(201);
  expect(again.body).toEqual(first.body);
  expect(first.headers).not.toHaveProperty('idempotent-replayed');
  expect(again.headers).toHaveProperty('idempotent-replayed', 'true');
  const lists = await workspace.as('viewer').call(listsApi.listLists);
  expect(lists.body.items).toHaveLength(1);
});

test('the same key for another request is refused, and for another workspace is another key', async () => {
  await create('two', 'Choir');
  const other = await create('two', 'Band');
  expect(other.status).toBe(422);
  expect(other.problem.code).toBe('idempotency_key_reused');
  expect((await create('two', 'Band', await product.workspace())).status).toBe(201);
});

test('of requests at the same moment one is done; the others get its answer or are told to wait', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => create('three', 'Choir')));
  for (const answer of answers) {
    expect([201, 409]).toContain(answer.status);
    if (answer.status === 409) {
      expect(answer.problem.code).toBe('idempotency_in_progress');
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  }
  const done = answers.filter((one) => one.status === 201);
  expect(new Set(done.map((one) => one.body.id)).size).toBe(1);
  const lists = await workspace.as('viewer').call(listsApi.listLists);
  expect(lists.body.items).toHaveLength(1);
});

test('a request that failed leaves its key free', async () => {
  expect((await create('four', '')).status).toBe(400);
  expect((await create('four', 'Choir')).status).toBe(201);
  const attempt = { workspaceId: workspace.id, key: 'five', endpoint: 'x', request: null };
  await expect(once(product.ctx.db, attempt, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await once(product.ctx.db, attempt, async () => ({ status: 200, answer: 'done' }))).toEqual({
    status: 200,
    answer: 'done',
    replayed: false,
  });
});

test('one whose process died may be done again after a minute, and an old key after two days', async () => {
  const attempt = { workspaceId: workspace.id, key: 'six', endpoint: 'x', request: null };
  const age = (seconds: number, status: number | null) =>
    product.ctx.db.workspace(workspace.id, (tx) =>
      tx
        .updateTable('idempotency_keys')
        .set({ status, created_at: new Date(Date.now() - seconds * 1_000) })
        .where('key', '=', 'six')
        .execute(),
    );
  const run = (answer: string) => once(product.ctx.db, attempt, async () => ({ status: 200, answer }));
  await run('first');
  await age(30, null);
  await expect(run('second')).rejects.toMatchObject({ code: 'idempotency_in_progress' });
  await age(61, null);
  expect(await run('second')).toMatchObject({ answer: 'second' });
  await age(48 * 3_600 - 60, 200);
  expect(await run('third')).toMatchObject({ answer: 'second' });
  await age(48 * 3_600 + 60, 200);
  expect(await run('third')).toMatchObject({ answer: 'third' });
});

test('a key of more than 200 characters is refused', async () => {
  expect((await create('x'.repeat(201), 'Choir')).status).toBe(400);
});
