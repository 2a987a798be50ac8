import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningCarrier, startCarrier } from '../../carrier/src/start.ts';
import { sandboxControlToken } from '../../server/cli/place.ts';
import { loadConfig } from '../../server/config/config.ts';
import { freePort } from '../../server/db/embedded/postgres.ts';
import { type TestProduct, testProduct } from '../../server/testing/product.ts';
import { sandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { type Role, startRole } from '../support/processes.ts';
import { countLedger, phonesTextedTwice, progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

const data = mkdtempSync(join(tmpdir(), 'tidings-kill-'));
let carrier: RunningCarrier;
let product: TestProduct;
let workers: Role[];
let web: Role;

/** The processes share a database, a data folder and a carrier; this process only looks, and calls the API. */
beforeAll(async () => {
  const port = await freePort(0);
  carrier = await startCarrier({ controlToken: sandboxControlToken(loadConfig({ TIDINGS_DATA: data })) });
  const publicUrl = `http://127.0.0.1:${port}`;
  product = await testProduct({
    env: { TIDINGS_DATA: data },
    overrides: { publicUrl, sandbox: { url: carrier.url, controlToken: carrier.controlToken } },
  });
  const env = {
    DATABASE_URL: product.databaseUrl,
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
  await product.close();
  await carrier.close();
  rmSync(data, { recursive: true, force: true });
});

test('workers and the web process are killed while a broadcast runs: everybody gets it exactly once', async () => {
  const workspace = await sandboxWorkspace(product, { rate: 60 });
  await whenProvisioned(workspace);
  const people = Array.from({ length: 400 }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
  await addPeople(product.ctx, workspace.id, people);
  await workspace.control('PUT', '', { settings: { retry_delay_ms: 900 } });
  await workspace.control('PUT', '/faults', { faults: [{ kind: 'slow', latency_ms: 75, jitter_ms: 25 }] });
  const id = await sendToEveryone(workspace, 'Hi {{ contact.first_name }}, we meet at nine.');
  const handedOver = async () => people.length - (await progressOf(workspace, id)).counts.queued;
  let kills = 0;
  for (let round = 0; kills < 4 && (round === 0 || (await handedOver()) < people.length); round += 1) {
    await wait(1_000);
    await workers[round % 2]?.killAndRestart();
    kills += 1;
    if (round === 1) await web.killAndRestart();
  }
  const counts = await whenOver(workspace, id, people.length);
  expect(counts).toMatchObject({ planned: people.length, delivered: people.length });
  expect(await phonesTextedTwice(workspace)).toEqual([]);
  const { considered } = (await workspace.control('GET', '/stats/duplicates')).json as { considered: number };
  expect(considered).toBe(people.length);
  expect(await countLedger(product, workspace, id)).toEqual({ delivered: people.length });
  const left = await product.ctx.db.system((tx) => tx.selectFrom('outbox').select('message_id').execute());
  expect(left).toEqual([]);
});
