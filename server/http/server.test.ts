import { sessionApi } from '@tidings/core/contract/session';
import fastify from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../testing/product.ts';
import { openApiPart } from './openapi.ts';

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

test.each([
  ['http://localhost:3000', false],
  ['https://tidings.example.org', true],
])('the API page of %s may load what it needs', async (publicUrl, upgrades) => {
  const app = fastify();
  await openApiPart([])(app, { ...product.ctx, publicUrl }, async () => ({
    user: undefined,
    workspace: undefined,
    byCookie: false,
  }));
  const page = await app.inject({ url: '/api/docs' });
  expect(page.statusCode).toBe(200);
  const policy = String(page.headers['content-security-policy']);
  expect(policy).toContain("style-src 'self' 'unsafe-inline'");
  expect(policy).toContain("img-src 'self' data:");
  expect(policy.includes('upgrade-insecure-requests')).toBe(upgrades);
  expect((await app.inject({ url: '/api/docs/static/swagger-initializer.js' })).body).toContain('/api/v1/openapi.json');
  await app.close();
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
