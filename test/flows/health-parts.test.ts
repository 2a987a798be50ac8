import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Health, HealthPartName } from '../../core/src/contract/health.ts';
import { eventually, type TestProduct, testProduct } from '../../server/testing/product.ts';

let product: TestProduct;
let carrier: Server;
/** What the sandbox carrier answers; null: it hangs, as a process that was halted. */
let status: number | null = 200;

beforeAll(async () => {
  carrier = createServer((_request, response) => {
    if (status !== null) response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await new Promise((done) => carrier.once('listening', done));
  const url = `http://127.0.0.1:${(carrier.address() as AddressInfo).port}`;
  product = await testProduct({ overrides: { sandbox: { url, controlToken: 'control-token-of-tests' } } });
});
afterAll(async () => {
  carrier.closeAllConnections();
  carrier.close();
  await product.close();
});

const parts = async () => {
  const { parts: found, ...rest } = (await product.app.inject({ method: 'GET', url: '/health' })).json() as Health;
  return { ...rest, of: (name: HealthPartName) => found.find((one) => one.part === name) };
};
const system = (query: ReturnType<typeof sql>) => product.ctx.db.system((tx) => query.execute(tx));

test('the sandbox carrier is a part while a workspace is in sandbox mode, and one that hangs does not work', async () => {
  expect((await parts()).of('sandbox')).toBeUndefined();
  const ws = await product.workspace();
  await eventually(async () => (await parts()).of('sandbox')?.status === 'ok', 'it answers');
  status = null;
  const hung = await eventually(async () => {
    const found = await parts();
    return found.of('sandbox')?.status === 'failing' ? found : undefined;
  }, 'it hangs');
  expect(hung.of('sandbox')?.words).toMatch(/did not answer within|does not answer/);
  status = 500;
  await eventually(async () => (await parts()).of('sandbox')?.words.includes('status 500'), 'it is ill');
  await system(sql`update workspaces set mode = 'live' where id = ${ws.id}`);
  await eventually(async () => (await parts()).of('sandbox') === undefined, 'nobody needs it');
  status = 200;
});

test('of each connection it is told when its provider was asked, and one whose turn is long past is to be looked at', async () => {
  const ws = await product.workspace({ name: 'Hillside' });
  for (const [name, minutes] of [
    ['First', 14],
    ['Second', 3],
  ] as const)
    await product.ctx.db.workspace(ws.id, (tx) =>
      sql`insert into connections (workspace_id, provider, channel, name, sandbox, status, checked_at, probe_at)
        values (${ws.id}, 'twilio', 'sms', ${name}, false, 'working', now() - make_interval(mins => ${minutes}), now() + interval '1 minute')`.execute(
        tx,
      ),
    );
  const found = await eventually(async () => {
    const part = (await parts()).of('connections');
    return part?.words === '2 connections, no problem known.' ? part : undefined;
  }, 'both are seen');
  expect(found.status).toBe('ok');
  expect(found.details).toEqual(['First of Hillside: works. Asked 14 min ago.', 'Second of Hillside: works. Asked 3 min ago.']);
  expect(Math.abs(found.age_seconds - 14 * 60)).toBeLessThan(60);
  expect(Math.abs(Date.now() - Date.parse(found.checked_at) - 14 * 60_000)).toBeLessThan(60_000);
  await product.ctx.db.workspace(ws.id, (tx) =>
    sql`update connections set probe_at = now() - interval '10 minutes' where name = 'First'`.execute(tx),
  );
  const overdue = await eventually(async () => {
    const part = (await parts()).of('connections');
    return part?.status === 'warning' ? part : undefined;
  }, 'nobody has asked');
  expect(overdue.details[0]).toBe('First of Hillside: its turn to be tested is past. Asked 14 min ago.');
});
