import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningCarrier, startCarrier } from '../../carrier/src/start.ts';
import { sandboxControlToken } from '../../server/cli/place.ts';
import { loadConfig } from '../../server/config/config.ts';
import { freePort } from '../../server/db/embedded/postgres.ts';
import { eventually, type TestProduct, testProduct } from '../../server/testing/product.ts';
import { type SandboxWorkspace, sandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { type OwnDatabase, ownDatabase } from '../support/own-database.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { type Role, startRole } from '../support/processes.ts';
import { countLedger, phonesTextedTwice, progressOf, sendToEveryone } from '../support/send-broadcast.ts';

const data = mkdtempSync(join(tmpdir(), 'tidings-kill-'));
let database: OwnDatabase;
let carrier: RunningCarrier;
let product: TestProduct;
let workers: Role[];
let web: Role;

/** The processes share a database, a data folder and a carrier; this process only looks, and calls the API. */
beforeAll(async () => {
  database = await ownDatabase(data);
  const port = await freePort(0);
  carrier = await startCarrier({ controlToken: sandboxControlToken(loadConfig({ TIDINGS_DATA: data })) });
  const publicUrl = `http://127.0.0.1:${port}`;
  product = await testProduct({
    databaseUrl: database.url,
    env: { TIDINGS_DATA: data },
    overrides: { publicUrl, sandbox: { url: carrier.url, controlToken: carrier.controlToken } },
  });
  const env = {
    DATABASE_URL: database.url,
    TIDINGS_DATA: data,
    TIDINGS_PORT: String(port),
    TIDINGS_PUBLIC_URL: publicUrl,
    TIDINGS_SANDBOX_URL: carrier.url,
    TIDINGS_DATABASE_POOL: '6',
    TIDINGS_LOG_LEVEL: 'error',
    // Longer than the carrier needs to list what it took: at once.
    TIDINGS_UNKNOWN_RESEND_SECONDS: '6',
  };
  web = await startRole('web', env);
  workers = [await startRole('worker', env), await startRole('worker', env)];
});
afterAll(async () => {
  await Promise.all([web, ...(workers ?? [])].map((role) => role?.stop()));
  await product?.close();
  await carrier?.close();
  await database?.stop();
  rmSync(data, { recursive: true, force: true });
});

/** A workspace whose carrier answers after a while and gives up on hooks within a second. */
async function workspaceWith(count: number, rate: number) {
  const workspace = await sandboxWorkspace(product, { rate });
  await whenProvisioned(workspace);
  const people = Array.from({ length: count }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
  await addPeople(product.ctx, workspace.id, people);
  await workspace.control('PUT', '', { settings: { retry_delay_ms: 20 } });
  await workspace.control('PUT', '/faults', { faults: [{ kind: 'slow', latency_ms: 75, jitter_ms: 25 }] });
  return { workspace, people };
}

/** How many have been handed over; undefined while the database is away. */
const handedOver = (workspace: SandboxWorkspace, id: string) =>
  progressOf(workspace, id).then(
    ({ counts, planned }) => planned - counts.queued,
    () => undefined,
  );

/** Everybody got it exactly once, the ledger says so, and nothing is left over. */
async function expectExactlyOnce(workspace: SandboxWorkspace, id: string, count: number): Promise<void> {
  await eventually(
    async () => (await progressOf(workspace, id).catch(() => undefined))?.counts.delivered === count,
    `all ${count} are delivered`,
  );
  expect(await phonesTextedTwice(workspace)).toEqual([]);
  const { considered } = (await workspace.control('GET', '/stats/duplicates')).json as { considered: number };
  expect(considered).toBe(count);
  expect(await countLedger(product, workspace, id)).toEqual({ delivered: count });
  const left = await product.ctx.db.system((tx) =>
    tx.selectFrom('outbox').select('message_id').where('workspace_id', '=', workspace.id).execute(),
  );
  expect(left).toEqual([]);
}

test('workers, the web process and PostgreSQL are killed while a broadcast runs: everybody gets it exactly once', async () => {
  const { workspace, people } = await workspaceWith(400, 50);
  const id = await sendToEveryone(workspace, 'Hi {{ contact.first_name }}, we meet at nine.');
  const victims = [
    () => workers[0]?.killAndRestart(),
    () => web.killAndRestart(),
    () => database.killAndRestart(),
    () => workers[1]?.killAndRestart(),
    () => Promise.all([database.killAndRestart(), web.killAndRestart(), ...workers.map((one) => one.killAndRestart())]),
  ];
  let kills = 0;
  for (const kill of victims) {
    await wait(1_000);
    if ((await handedOver(workspace, id)) === people.length) break;
    await kill();
    kills += 1;
  }
  expect(kills).toBeGreaterThan(1);
  await expectExactlyOnce(workspace, id, people.length);
});

test('texts and receipts of a time without web process and without database are there in the end, once', async () => {
  const { workspace, people } = await workspaceWith(120, 30);
  const id = await sendToEveryone(workspace, 'Are you coming on Sunday?');
  await eventually(async () => ((await handedOver(workspace, id)) ?? 0) > 10, 'the broadcast runs');
  const answers = people.slice(0, 40).map(({ phone }, index) => ({ phone, body: `Answer ${index}` }));
  const answer = async (some: typeof answers) => {
    for (const { phone, body } of some) await workspace.textFrom(phone, body);
    // Longer than the carrier repeats a hook here.
    await wait(1_500);
  };
  await answer(answers.slice(0, 10));
  await web.killAndRestart(() => answer(answers.slice(10, 25)));
  await database.killAndRestart(() => answer(answers.slice(25)));
  const texts = () =>
    product.ctx.db.workspace(workspace.id, (tx) =>
      tx.selectFrom('messages').select('body').where('direction', '=', 'in').where('workspace_id', '=', workspace.id).execute(),
    );
  await eventually(async () => (await texts().catch(() => [])).length >= answers.length, 'all answers are there');
  await expectExactlyOnce(workspace, id, people.length);
  const sorted = (rows: readonly { readonly body: string | null }[]) => rows.map((one) => one.body).sort();
  expect(sorted(await texts())).toEqual(sorted(answers));
});
