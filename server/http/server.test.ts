import { sessionApi } from '@tidings/core/contract/session';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../testing/product.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

test('describes itself as OpenAPI 3.1', async () => {
  const answer = await product.app.inject({ url: '/api/v1/openapi.json' });
  expect(answer.statusCode).toBe(200);
  expect(answer.json().openapi).toBe('3.1.0');
});

test('answers an unknown address with problem details', async () => {
  const answer = await product.anonymous().call({ ...sessionApi.getSession, path: '/nothing-here' });
  expect(answer.status).toBe(404);
  expect(answer.problem).toMatchObject({ code: 'not_found', status: 404 });
});

test('a workspace sees nothing of another, even with plain SQL', async () => {
  const mine = await product.workspace();
  const other = await product.workspace();
  await product.ctx.db.workspace(other.id, (tx) =>
    tx.insertInto('tags').values({ workspace_id: other.id, name: 'theirs' }).execute(),
  );
  const seen = await product.ctx.db.workspace(mine.id, (tx) => tx.selectFrom('tags').selectAll().execute());
  expect(seen).toEqual([]);
  await expect(
    product.ctx.db.workspace(mine.id, (tx) =>
      tx.insertInto('tags').values({ workspace_id: other.id, name: 'mine there' }).execute(),
    ),
  ).rejects.toThrow(/row-level security/);
});
