import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type RunningCarrier, startCarrier } from '../../carrier/src/start.ts';
import { sandboxControlToken } from '../../server/cli/place.ts';
import { loadConfig } from '../../server/config/config.ts';
import { freePort } from '../../server/db/embedded/postgres.ts';
import { eventually, type TestProduct, testProduct } from '../../server/testing/product.ts';
import { type SandboxWorkspace, sandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { type Role, startRole } from '../support/processes.ts';
import { countLedger, phonesTextedTwice, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

/** The carrier takes a message and says nothing for so long. */
const hangs = { kind: 'slow', latency_ms: 15_000, jitter_ms: 0 };
/** Less than that: whoever ends within this time did not wait for the answers. */
const soonMs = 11_000;

const data = mkdtempSync(join(tmpdir(), 'tidings-drain-'));
let carrier: RunningCarrier;
let product: TestProduct;
let web: Role;
const workers: Role[] = [];
let env: Record<string, string>;

beforeAll(async () => {
  const port = await freePort(0);
  carrier = await startCarrier({ controlToken: sandboxControlToken(loadConfig({ TIDINGS_DATA: data })) });
  const publicUrl = `http://127.0.0.1:${port}`;
  product = await testProduct({
    env: { TIDINGS_DATA: data },
    overrides: { publicUrl, sandbox: { url: carrier.url, controlToken: carrier.controlToken } },
  });
  env = {
    DATABASE_URL: product.databaseUrl,
    TIDINGS_DATA: data,
    TIDINGS_PORT: String(port),
    TIDINGS_PUBLIC_URL: publicUrl,
    TIDINGS_SANDBOX_URL: carrier.url,
    TIDINGS_DATABASE_POOL: '6',
    TIDINGS_LOG_LEVEL: 'fatal',
    TIDINGS_UNKNOWN_RESEND_SECONDS: '3',
  };
  web = await startRole('web', env);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
afterAll(async () => {
  await web?.stop();
  await product.close();
  await carrier.close();
  rmSync(data, { recursive: true, force: true });
});

async function startWorker(more: Record<string, string> = {}): Promise<Role> {
  const worker = await startRole('worker', { ...env, ...more });
  workers.push(worker);
  return worker;
}

const count = 30;

/** A workspace with people, and a carrier that hangs. */
async function prepare(): Promise<SandboxWorkspace> {
  const workspace = await sandboxWorkspace(product, { rate: 200 });
  await whenProvisioned(workspace);
  const people = Array.from({ length: count }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
  await addPeople(product.ctx, workspace.id, people);
  await workspace.control('PUT', '', { settings: { retry_delay_ms: 500 } });
  await workspace.control('PUT', '/faults', { faults: [hangs] });
  return workspace;
}

const inHand = (workspace: SandboxWorkspace) =>
  product.ctx.db.workspace(workspace.id, (tx) =>
    tx.selectFrom('outbox').select('message_id').where('status', '=', 'leased').execute(),
  );

const listWorkers = () =>
  product.ctx.db.system((tx) => tx.selectFrom('workers').selectAll().where('role', '=', 'worker').execute());

/** Everybody has it once, and the ledger says so. */
async function arrivedOnce(workspace: SandboxWorkspace, id: string): Promise<void> {
  expect(await whenOver(workspace, id, count)).toMatchObject({ delivered: count });
  expect(await phonesTextedTwice(workspace)).toEqual([]);
  expect(await countLedger(product, workspace, id)).toEqual({ delivered: count });
}

test('a worker whose provider hangs ends within its bound; another takes over what it held, and nobody gets it twice', async () => {
  const draining = await startWorker({ TIDINGS_DRAIN_SECONDS: '2' });
  const workspace = await prepare();
  const id = await sendToEveryone(workspace, 'Hi {{ contact.first_name }}, we meet at nine.');
  await eventually(async () => (await inHand(workspace)).length >= count / 2, 'the worker has its hands full');
  const asked = performance.now();
  draining.signal('SIGTERM');
  expect(await draining.whenEnded()).toBe(1);
  expect(performance.now() - asked).toBeLessThan(soonMs);
  expect((await inHand(workspace)).length).toBeGreaterThan(0);
  // It said farewell: nobody waits for it to be found dead.
  expect(await listWorkers()).toEqual([]);
  await workspace.control('PUT', '/faults', { faults: [] });
  await startWorker();
  await arrivedOnce(workspace, id);
});

test('a second signal ends a worker at once, whatever its bound', async () => {
  const worker = await startWorker({ TIDINGS_DRAIN_SECONDS: '600' });
  const workspace = await prepare();
  const id = await sendToEveryone(workspace, 'Hi {{ contact.first_name }}, we meet at ten.');
  await eventually(async () => (await inHand(workspace)).length >= count / 2, 'the worker has its hands full');
  worker.signal('SIGTERM');
  // The same wish, passed on by a service manager: not a second one.
  worker.signal('SIGTERM');
  const seen = await eventually(
    async () => (await listWorkers()).find((row) => row.draining_at !== null && row.doing !== ''),
    'it says that it stops, and what it still does',
  );
  expect(seen.doing).toMatch(/\d+ messages in flight/);
  await wait(1_200);
  const asked = performance.now();
  worker.signal('SIGINT');
  expect(await worker.whenEnded()).toBe(1);
  expect(performance.now() - asked).toBeLessThan(soonMs);
  await workspace.control('PUT', '/faults', { faults: [] });
  await startWorker();
  await arrivedOnce(workspace, id);
});

test('a worker with nothing in its hands ends in order', async () => {
  const worker = await startWorker({ TIDINGS_DRAIN_SECONDS: '60' });
  worker.signal('SIGTERM');
  expect(await worker.whenEnded()).toBe(0);
});
