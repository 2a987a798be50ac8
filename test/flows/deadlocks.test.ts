import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { eventually } from '../../server/testing/product.ts';
import { closeDatabase } from '../support/closed-database.ts';
import { type LiveProduct, liveProduct, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { queueText } from '../support/queue-text.ts';
import { phonesTextedTwice, progressOf, sendToEveryone } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct({ TIDINGS_UNKNOWN_RESEND_SECONDS: '2' });
  await product.startWorker();
});
afterAll(() => product.close());

/** How many deadlocks PostgreSQL has broken in the test's database. Counted when connections end, so they are ended. */
async function countDeadlocks(): Promise<number> {
  const reopen = await closeDatabase(product);
  const admin = new pg.Client({ connectionString: inject('adminUrl') });
  await admin.connect();
  const name = new URL(product.databaseUrl).pathname.slice(1);
  const read = async () =>
    (
      await admin.query<{ deadlocks: string; numbackends: number }>(
        'select deadlocks, numbackends from pg_stat_database where datname = $1',
        [name],
      )
    ).rows[0];
  const row = await eventually(async () => {
    const now = await read();
    return now?.numbackends === 0 ? now : undefined;
  }, 'all connections have ended');
  await admin.end();
  await reopen();
  return Number(row.deadlocks);
}

test('broadcasts, replies, STOPs, faults, pauses and a cancellation at once: nobody deadlocks, and the ledger adds up', async () => {
  const workspace = await product.sandboxWorkspace({ rate: 150 });
  await whenProvisioned(workspace);
  const people = Array.from({ length: 300 }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
  await addPeople(product.ctx, workspace.id, people);
  await workspace.control('PUT', '', { settings: { repeat_probability: 0.3, reorder_probability: 0.3, profile: 'instant' } });
  const faults = [
    { kind: 'reset_after_accept', probability: 0.1 },
    { kind: 'rate_limited', probability: 0.1 },
  ];
  await workspace.control('PUT', '/faults', { faults });
  const kept = await sendToEveryone(workspace, 'The first of two.');
  const cancelled = await sendToEveryone(workspace, 'The second, which is cancelled.');
  await eventually(async () => (await progressOf(workspace, kept)).counts.delivered > 10, 'it runs');
  const manager = workspace.as('manager');
  const control = (endpoint: 'pauseBroadcast' | 'resumeBroadcast' | 'cancelBroadcast', id: string) =>
    manager.call(broadcastsApi[endpoint], { params: { broadcast_id: id } });
  const busy = [
    ...people.slice(200, 240).map(({ phone }) => workspace.textFrom(phone, 'STOP')),
    ...people.slice(0, 60).map(({ phone }) => queueText(product, workspace, phone)),
    control('pauseBroadcast', kept).then(() => control('resumeBroadcast', kept)),
    control('cancelBroadcast', cancelled),
  ];
  await Promise.all(busy);
  for (const id of [kept, cancelled]) {
    await eventually(async () => {
      const { counts, planned } = await progressOf(workspace, id);
      const over = counts.delivered + counts.failed + counts.skipped + counts.expired + counts.cancelled;
      return planned === people.length && over === people.length;
    }, 'every message has ended');
  }
  expect(await phonesTextedTwice(workspace)).toEqual([]);
  expect(await countDeadlocks()).toBe(0);
});
