import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectionsApi } from '../../core/src/contract/connections.ts';
import { type Health, type HealthPartName, healthApi } from '../../core/src/contract/health.ts';
import { newId } from '../../server/lib/clock.ts';
import { keepBeating } from '../../server/modules/messages/recover.ts';
import { probeConnections } from '../../server/modules/ops/loops.ts';
import { type Browser, setUp } from '../../server/testing/browser.ts';
import { eventually, type TestProduct, testProduct } from '../../server/testing/product.ts';
import { closeDatabase } from '../support/closed-database.ts';

let product: TestProduct;
let operator: Browser;
let provider: Server;
/** What the provider answers to everything. */
let answer = { status: 401, body: '{"code":20003,"message":"Authenticate"}' };

beforeAll(async () => {
  product = await testProduct({ env: { TIDINGS_ALLOW_PRIVATE_ADDRESSES: 'true' } });
  operator = (await setUp(product)).browser;
  provider = createServer((_request, response) => {
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  }).listen(0, '127.0.0.1');
  await new Promise((done) => provider.once('listening', done));
});
afterAll(async () => {
  provider.close();
  await product.close();
});

const get = async (url: string, from: { remoteAddress?: string; headers?: Record<string, string> } = {}) => {
  const response = await product.app.inject({ method: 'GET', url, ...from });
  return { status: response.statusCode, json: response.headers['content-type']?.includes('json') ? response.json() : undefined };
};
const far = { remoteAddress: '203.0.113.7' };

/** A process that beats as a worker does. */
async function workerBeats(silentSeconds = 0): Promise<void> {
  const ctx = { ...product.ctx, process: { ...product.ctx.process, id: newId(), role: 'worker' as const } };
  await keepBeating(ctx);
  if (silentSeconds > 0) {
    const heartbeat_at = new Date(Date.now() - silentSeconds * 1_000);
    await product.ctx.db.system((tx) =>
      tx.updateTable('workers').set({ heartbeat_at }).where('id', '=', ctx.process.id).execute(),
    );
  }
}

/** Asks until the kept answers have been renewed. */
const whenPart = (part: HealthPartName, status: string) =>
  eventually(async () => {
    const { json } = await get('/health');
    const found = (json as Health).parts.find((one) => one.part === part);
    return found?.status === status ? found : undefined;
  }, `${part} is ${status}`);

test('says that no worker lives, and when one does', async () => {
  const before = await get('/health');
  expect(before.status).toBe(503);
  expect(before.json).toMatchObject({ status: 'failing' });
  expect((await whenPart('workers', 'failing')).words).toContain('No worker lives');
  await workerBeats(60);
  const lost = await eventually(async () => {
    const part = ((await get('/health')).json as Health).parts.find((one) => one.part === 'workers');
    return part?.details.length ? part : undefined;
  }, 'the silent worker is named');
  expect(lost).toMatchObject({ status: 'failing', details: [expect.stringContaining('silent for')] });
  await workerBeats();
  await whenPart('workers', 'ok');
  expect(await get('/health')).toMatchObject({ status: 200 });
  expect(await get('/health/ready')).toEqual({ status: 200, json: { status: 'ok' } });
});

test('strangers learn which part has a problem, never what it is called', async () => {
  const { json } = await get('/health', far);
  expect(Object.keys(json)).toEqual(['status', 'parts']);
  for (const part of json.parts) expect(Object.keys(part)).toEqual(['part', 'status', 'checked_at', 'age_seconds']);
  // A proxy on this machine is not this machine.
  const passedOn = await get('/health', { headers: { 'x-forwarded-for': '203.0.113.7' } });
  expect(passedOn.json.version).toBeUndefined();
  const rebound = await get('/health', { headers: { host: 'attacker.example' } });
  expect(rebound.json.version).toBeUndefined();
  const asOperator = await get('/health', { ...far, headers: { cookie: operator.cookie() } });
  expect(asOperator.json.parts[0].words).toContain('Answers in');
});

test('a connection that its provider refuses is noticed by itself, and again when it works', async () => {
  const ws = await product.workspace({ name: 'Hillside' });
  const made = await ws.as('admin').call(connectionsApi.createConnection, {
    body: {
      provider: 'twilio',
      name: 'Main account',
      settings: { account_sid: `AC${'0'.repeat(32)}`, base_url: `http://127.0.0.1:${(provider.address() as AddressInfo).port}` },
      secrets: { auth_token: 'not-the-right-one' },
    },
  });
  expect(made.status, made.text).toBe(201);
  const due = () =>
    product.ctx.db.system((tx) =>
      tx
        .updateTable('connections')
        .set({ probe_at: new Date(0) })
        .where('sandbox', '=', false)
        .execute(),
    );
  await probeConnections(product.ctx, new AbortController().signal);
  await eventually(async () => {
    const part = ((await get('/health')).json as Health).parts.find((one) => one.part === 'connections');
    return part?.status === 'ok' && part.details[0] === 'Main account of Hillside: not known yet. Not asked yet.';
  }, 'it is seen, though nobody has asked');
  await due();
  // Two workers at the same moment: each connection is asked by one.
  await Promise.all([1, 2].map(() => probeConnections(product.ctx, new AbortController().signal)));
  const failing = await whenPart('connections', 'failing');
  expect(failing.details).toEqual([expect.stringContaining('Main account of Hillside')]);
  await workerBeats();
  await whenPart('workers', 'ok');
  expect(await get('/health', far)).toMatchObject({ status: 200, json: { status: 'warning' } });
  expect(JSON.stringify((await get('/health', far)).json)).not.toMatch(/Hillside|Main account/);
  answer = {
    status: 200,
    body: JSON.stringify({
      sid: `AC${'0'.repeat(32)}`,
      friendly_name: 'Hillside',
      status: 'active',
      incoming_phone_numbers: [],
      services: [],
    }),
  };
  await due();
  await probeConnections(product.ctx, new AbortController().signal);
  await whenPart('connections', 'ok');
});

test('while the database is away the process lives, takes no requests, and says so; and all is well when it is back', async () => {
  const reopen = await closeDatabase(product);
  await eventually(async () => (await get('/health/ready')).status === 503, 'it is not ready');
  expect(await get('/health/live')).toEqual({ status: 200, json: { status: 'ok' } });
  expect(await get('/health/ready')).toEqual({ status: 503, json: { status: 'failing', why: 'database' } });
  await whenPart('database', 'failing');
  await whenPart('queue', 'unseen');
  const away = await get('/health');
  expect(away.status).toBe(503);
  expect(away.json.parts.find((one: { part: string }) => one.part === 'disk').status).not.toBe('unseen');
  const metrics = await product.app.inject({ method: 'GET', url: '/metrics' });
  expect(metrics.statusCode).toBe(200);
  expect(metrics.body).toContain('tidings_in_hand');
  await reopen();
  await eventually(async () => (await get('/health/ready')).status === 200, 'it is ready again');
  await whenPart('database', 'ok');
});

test('a database of another version is not ready', async () => {
  await product.ctx.db.pool.query(`insert into schema_migrations (name, timestamp) values ('9999_later', '')`);
  await eventually(async () => (await get('/health/ready')).status === 503, 'it is not ready');
  const { words } = await whenPart('database', 'failing');
  expect(words).toContain('newer version of Tidings');
});

test('the operator’s API tells the same', async () => {
  const { body } = await operator.call(healthApi.getHealth);
  expect(body.parts.map((one) => one.part)).toEqual(['database', 'queue', 'workers', 'connections', 'sandbox', 'disk']);
});
