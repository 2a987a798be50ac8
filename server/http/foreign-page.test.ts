import { sessionApi } from '@tidings/core/contract/session';
import { workspacesApi } from '@tidings/core/contract/workspaces';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setUp } from '../testing/browser.ts';
import { type TestProduct, testProduct } from '../testing/product.ts';

let product: TestProduct;
let cookie: string;
beforeAll(async () => {
  product = await testProduct({ overrides: { publicUrl: 'http://tidings.example.org' } });
  cookie = (await setUp(product)).browser.cookie();
});
afterAll(() => product.close());

const rename = (headers: Record<string, string>) =>
  product
    .anonymous({ cookie, 'tidings-workspace': 'grace-church', ...headers })
    .call(workspacesApi.updateWorkspace, { body: { name: 'Grace' } });

test.each([
  ['our own page', { 'x-tidings-client': 'web', 'sec-fetch-site': 'same-origin' }],
  ['our own page on plain http', { 'x-tidings-client': 'web', origin: 'http://tidings.example.org', host: 'proxy:8080' }],
  ['our own page under another name', { 'x-tidings-client': 'web', origin: 'http://localhost:3000', host: 'localhost:3000' }],
])('changes come through from %s', async (_, headers) => {
  expect((await rename(headers)).status).toBe(200);
});

test.each([
  ['without our header', {}],
  ['from another site', { 'x-tidings-client': 'web', 'sec-fetch-site': 'cross-site' }],
  ['from a neighbour domain', { 'x-tidings-client': 'web', 'sec-fetch-site': 'same-site' }],
  ['from another origin', { 'x-tidings-client': 'web', origin: 'https://evil.example' }],
  ['from a sandboxed frame', { 'x-tidings-client': 'web', origin: 'null' }],
])('changes %s are refused', async (_, headers) => {
  expect((await rename(headers)).problem).toMatchObject({ status: 403, code: 'not_allowed' });
});

test('another site cannot sign anybody in or out', async () => {
  const foreign = product.anonymous({ cookie, 'sec-fetch-site': 'cross-site', 'x-tidings-client': 'web' });
  expect((await foreign.call(sessionApi.signOut)).status).toBe(403);
  expect((await foreign.call(sessionApi.signIn, { body: { email: 'olive@example.com', password: 'x' } })).status).toBe(403);
});

test('reading needs none of it', async () => {
  expect((await product.anonymous({ cookie, 'sec-fetch-site': 'cross-site' }).call(sessionApi.getSession)).status).toBe(200);
});

test('a program with a key may send what origin it likes', async () => {
  const ws = await product.workspace();
  const body = { name: 'Renamed' };
  const answer = await ws
    .as('owner')
    .call(workspacesApi.updateWorkspace, { body, headers: { origin: 'https://crm.example.org' } });
  expect(answer.status).toBe(200);
});
