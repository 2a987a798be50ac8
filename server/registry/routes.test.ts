import type { Endpoint } from '@tidings/core/contract/endpoint';
import { permissions, roleMay, roles } from '@tidings/core/contract/permissions';
import { sessionApi } from '@tidings/core/contract/session';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import type { Route } from '../http/route.ts';
import { newId } from '../lib/clock.ts';
import { type Browser, openBrowser, operatorPassword, setUp } from '../testing/browser.ts';
import { type Caller, type TestProduct, type TestWorkspace, testProduct } from '../testing/product.ts';
import { sampleOf } from '../testing/sample-input.ts';
import { fingerprint, marker, seedEveryTable } from '../testing/seed-every-table.ts';
import { routes } from './routes.ts';

/** Where a parameter's name does not say the table by itself. */
const tableOf: Readonly<Record<string, string>> = {
  key: 'api_keys',
  field: 'custom_fields',
  user: 'users',
  recipient: 'messages',
  source: 'list_sources',
  sync: 'list_source_syncs',
};

let product: TestProduct;
let mine: TestWorkspace;
let foreign: TestWorkspace;
let foreignIds: ReadonlyMap<string, string>;
let outsider: Browser;
let before: Record<string, string>;

beforeAll(async () => {
  product = await testProduct({ env: { TIDINGS_REQUESTS_PER_MINUTE: '1000000' } });
  const operator = await setUp(product);
  await operator.browser.call(sessionApi.signOut);
  mine = await product.workspace({ name: 'Mine' });
  foreign = await product.workspace({ name: marker });
  outsider = await signUpOutsider();
  foreignIds = await seedEveryTable(product.ctx.db, foreign.id, operator.userId);
  before = await fingerprint(product.ctx.db, foreign.id);
});
afterAll(() => product.close());

/** Somebody with an account and a workspace, but neither operator nor member of the others. */
async function signUpOutsider(): Promise<Browser> {
  await product.ctx.db.system((tx) => tx.updateTable('installation').set({ open_signup: true }).execute());
  const browser = openBrowser(product);
  const body = {
    organisation: 'Elsewhere',
    name: 'Sam',
    email: 'sam@example.com',
    password: operatorPassword,
    country: 'US',
    time_zone: 'UTC',
  };
  expect((await browser.call(sessionApi.signUp, { body })).status).toBe(201);
  await product.ctx.db.system((tx) => tx.updateTable('installation').set({ open_signup: false }).execute());
  return browser;
}

const isWorkspaceRoute = ({ endpoint }: Route) => !['public', 'signed_in', 'operator'].includes(endpoint.access);
const workspaceRoutes = routes.filter(isWorkspaceRoute);
const changes = ({ endpoint }: Route) => endpoint.method !== 'GET';
const paramNames = (endpoint: Endpoint) => [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

/** The other workspace's id for a name such as `contact_id` or `tag_ids`, else one that nobody has. */
function foreignIdFor(name: string): string {
  const thing = name.replace(/_?ids?$/, '');
  const table = tableOf[thing] ?? `${thing}s`;
  return foreignIds.get(table) ?? [...foreignIds].find(([one]) => one.endsWith(`_${thing}s`))?.[1] ?? newId();
}

const unknownId = () => newId();

function callAs(caller: Caller, { endpoint }: Route, idFor: (name: string) => string) {
  const params = Object.fromEntries(paramNames(endpoint).map((name) => [name, /_id$/.test(name) ? idFor(name) : 'x'.repeat(32)]));
  const body = endpoint.body;
  return caller.call(endpoint, {
    params: params as never,
    ...(endpoint.query ? { query: requiredOf(endpoint.query, idFor) as never } : {}),
    ...(body === 'stream' ? { raw: 'phone\n+12025550123\n' } : body ? { body: sampleOf(body, idFor) as never } : {}),
  });
}

function requiredOf(query: z.ZodType, idFor: (name: string) => string): unknown {
  return query.safeParse({}).success ? {} : sampleOf(query, idFor);
}

describe('every route', () => {
  test.each(routes)('$name says who may call it, and stands under a name and address of its own', ({ name, endpoint }) => {
    expect(['public', 'signed_in', 'operator', ...permissions]).toContain(endpoint.access);
    expect(endpoint.path).toMatch(/^(\/([a-z0-9-]+|\{[a-z_]+\}))+(\.csv)?$/);
    expect(routes.filter((one) => one.name === name)).toHaveLength(1);
    expect(routes.filter((one) => one.endpoint.method === endpoint.method && one.endpoint.path === endpoint.path)).toHaveLength(
      1,
    );
  });

  test.each(routes.filter(({ endpoint }) => endpoint.access !== 'public'))('$name asks who is calling', async (route) => {
    const strangers: Record<string, string>[] = [
      {},
      { authorization: 'Bearer tid_unknown' },
      { cookie: 'tidings=unknown', 'x-tidings-client': 'web' },
    ];
    for (const headers of strangers) {
      const answer = await callAs(product.anonymous({ ...headers, 'tidings-workspace': mine.id }), route, unknownId);
      expect(answer.status, answer.text).toBe(401);
    }
  });

  test.each(routes.filter(({ endpoint }) => endpoint.access === 'public'))('$name, open to all, does not fail', async (route) => {
    const answer = await callAs(product.anonymous(), route, foreignIdFor);
    expect(answer.status, answer.text).not.toBe(500);
    expect(answer.text).not.toContain(marker);
  });

  test.each(workspaceRoutes)('$name is refused to roles without its permission', async (route) => {
    for (const role of roles.filter((one) => !roleMay(one, route.endpoint.access as (typeof permissions)[number]))) {
      const answer = await callAs(mine.as(role), route, unknownId);
      expect(answer.problem, `${role}: ${answer.text}`).toMatchObject({ status: 403, code: 'not_allowed' });
    }
  });

  test.each(routes.filter(({ endpoint }) => ['signed_in', 'operator'].includes(endpoint.access)))(
    '$name is refused to keys',
    async (route) => {
      expect((await callAs(mine.as('owner'), route, unknownId)).status).toBe(403);
    },
  );

  test.each(routes.filter(({ endpoint }) => endpoint.access === 'operator'))('$name is for the operator only', async (route) => {
    expect((await callAs(outsider, route, unknownId)).status).toBe(403);
  });

  test.each(workspaceRoutes)('$name does not know the workspace of others', async (route) => {
    const answer = await callAs(outsider.in(foreign.id), route, foreignIdFor);
    expect(answer.status, answer.text).toBe(404);
  });

  test.each(routes.filter((route) => paramNames(route.endpoint).length > 0))(
    '$name does not find what belongs to others',
    async (route) => {
      const caller = isWorkspaceRoute(route) ? mine.as('owner') : outsider;
      const answer = await callAs(caller, route, foreignIdFor);
      expect(answer.text).not.toContain(marker);
      expect([400, 401, 403, 404, 409, 422], answer.text).toContain(answer.status);
    },
  );

  test.each(
    workspaceRoutes.filter((route) => paramNames(route.endpoint).length === 0 && (!changes(route) || namesForeign(route))),
  )('$name shows nothing of others', async (route) => {
    const answer = await callAs(mine.as('owner'), route, foreignIdFor);
    expect(answer.status, answer.text).not.toBe(500);
    expect(answer.text).not.toContain(marker);
    if (!changes(route)) for (const [table, id] of foreignIds) if (table !== 'users') expect(answer.text).not.toContain(id);
  });
});

/** Whether the body of the route names ids: only then can it reach for others'. */
function namesForeign({ endpoint }: Route): boolean {
  if (endpoint.body === undefined || endpoint.body === 'stream') return false;
  const probe = '11111111-1111-7111-8111-111111111111';
  return JSON.stringify(sampleOf(endpoint.body, () => probe) ?? null).includes(probe);
}

test('the walk had something to find, and changed nothing of it', async () => {
  const tables = ['contacts', 'tags', 'lists', 'custom_fields', 'suppressions', 'connections', 'senders', 'broadcasts'];
  for (const table of [...tables, 'conversations', 'messages', 'api_keys', 'invitations'])
    expect([...foreignIds.keys()]).toContain(table);
  // When the providers are asked for what never came is the web process's own affair; no route moves it.
  const { catch_ups: _now, ...after } = await fingerprint(product.ctx.db, foreign.id);
  const { catch_ups: _then, ...untouched } = before;
  expect(after).toEqual(untouched);
});
