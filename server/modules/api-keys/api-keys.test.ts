import { apiKeysApi } from '@tidings/core/contract/api-keys';
import { workspacesApi } from '@tidings/core/contract/workspaces';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const wish = { name: 'CRM', role: 'manager' as const, expires_in_days: 90 };
const withKey = (secret: string) => product.anonymous({ authorization: `Bearer ${secret}` }).call(workspacesApi.getWorkspace);

test('a key’s secret is shown once, kept as a hash only, and works until it is revoked', async () => {
  const ws = await product.workspace();
  const made = await ws.as('owner').call(apiKeysApi.createApiKey, { body: wish });
  expect(made.status).toBe(201);
  expect(made.body.secret).toMatch(/^tid_[\w-]{43}$/);
  expect(made.body.secret.startsWith(made.body.key.prefix)).toBe(true);
  expect((await withKey(made.body.secret)).body.id).toBe(ws.id);
  const listed = await ws.as('owner').call(apiKeysApi.listApiKeys);
  expect(listed.text).not.toContain(made.body.secret);
  expect(listed.body.items[0]).toMatchObject({ name: 'CRM', role: 'manager', state: 'active' });
  expect(listed.body.items[0]?.last_used_at).not.toBeNull();
  const params = { key_id: made.body.key.id };
  expect((await ws.as('owner').call(apiKeysApi.revokeApiKey, { params })).status).toBe(204);
  expect((await ws.as('owner').call(apiKeysApi.revokeApiKey, { params })).status).toBe(204);
  expect((await withKey(made.body.secret)).status).toBe(401);
});

test('an expired key is refused and listed as expired', async () => {
  const ws = await product.workspace();
  const made = await ws.as('owner').call(apiKeysApi.createApiKey, { body: wish });
  await product.ctx.db.workspace(ws.id, (tx) =>
    tx.updateTable('api_keys').set({ expires_at: '2020-01-01T00:00:00Z' }).where('id', '=', made.body.key.id).execute(),
  );
  expect((await withKey(made.body.secret)).status).toBe(401);
  expect((await ws.as('owner').call(apiKeysApi.listApiKeys)).body.items[0]?.state).toBe('expired');
});

test('nobody makes a key that may do more than they', async () => {
  const ws = await product.workspace();
  expect((await ws.as('admin').call(apiKeysApi.createApiKey, { body: { ...wish, role: 'owner' } })).status).toBe(403);
  expect((await ws.as('manager').call(apiKeysApi.createApiKey, { body: wish })).status).toBe(403);
});

test.each([
  [{ ...wish, name: '' }, 'body.name'],
  [{ ...wish, role: 'king' }, 'body.role'],
  [{ ...wish, expires_in_days: 0 }, 'body.expires_in_days'],
  [{ name: 'CRM', role: 'agent' }, 'body.expires_in_days'],
])('refuses %j', async (body, field) => {
  const ws = await product.workspace();
  const answer = await ws.as('owner').call(apiKeysApi.createApiKey, { body: body as never });
  expect(answer.problem.errors).toMatchObject([{ field }]);
});

test('keys of another workspace can neither be seen nor revoked', async () => {
  const [mine, other] = [await product.workspace(), await product.workspace()];
  const theirs = (await other.as('owner').call(apiKeysApi.createApiKey, { body: wish })).body.key;
  expect((await mine.as('owner').call(apiKeysApi.revokeApiKey, { params: { key_id: theirs.id } })).status).toBe(404);
  expect((await mine.as('owner').call(apiKeysApi.listApiKeys)).text).not.toContain(theirs.id);
});
