import { sessionApi } from '@tidings/core/contract/session';
import { workspacesApi } from '@tidings/core/contract/workspaces';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { authenticate } from '../modules/members/authenticate.ts';
import { workspaceRoutes } from '../modules/members/workspace-routes.ts';
import { type TestProduct, testProduct } from '../testing/product.ts';
import { createServer } from './server.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct({ env: { TIDINGS_REQUESTS_PER_MINUTE: '80' } });
});
afterAll(() => product.close());

test('a key that asks too often is told when to go on; another is not held up', async () => {
  const [ws, other] = [await product.workspace(), await product.workspace()];
  for (let n = 0; n < 80; n += 1) expect((await ws.as('owner').call(workspacesApi.getWorkspace)).status).toBe(200);
  const refused = await ws.as('owner').call(workspacesApi.getWorkspace);
  expect(refused.problem).toMatchObject({ status: 429, code: 'rate_limited' });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await other.as('owner').call(workspacesApi.getWorkspace)).status).toBe(200);
});

test('all processes draw from one allowance', async () => {
  const ws = await product.workspace();
  const second = await createServer(product.ctx, { routes: workspaceRoutes, parts: [], authenticate });
  const headers = { authorization: `Bearer ${ws.keys.owner}` };
  let passed = 0;
  for (let n = 0; n < 60; n += 1) {
    if ((await ws.as('owner').call(workspacesApi.getWorkspace)).status === 200) passed += 1;
    if ((await second.inject({ url: '/api/v1/workspace', headers })).statusCode === 200) passed += 1;
  }
  await second.close();
  expect(passed).toBe(80);
});

test('who shows nothing is counted by network address', async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 81; n += 1) statuses.push((await product.anonymous().call(sessionApi.getSession)).status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(80);
  expect(statuses.at(-1)).toBe(429);
});
