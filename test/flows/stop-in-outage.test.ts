import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectionsApi } from '../../core/src/contract/connections.ts';
import { queueApi } from '../../core/src/contract/queue.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople } from '../support/people.ts';
import { queueText } from '../support/queue-text.ts';
import { progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
});
afterAll(() => product.close());

const [stopper, other, writer] = ['+12025550141', '+12025550142', '+12025550143'] as const;

/** A broadcast to two people that waits in its lane; then nothing runs for an hour, and one of them writes STOP meanwhile. */
async function outage(): Promise<{ readonly workspace: SandboxWorkspace; readonly id: string }> {
  const workspace = await product.sandboxWorkspace();
  const stop = await product.startWorker();
  await whenProvisioned(workspace);
  await addPeople(product.ctx, workspace.id, [
    { name: 'Stopper', phone: stopper },
    { name: 'Other', phone: other },
  ]);
  const params = { sender_id: workspace.senderId };
  await workspace.as('admin').call(connectionsApi.pauseSender, { params, body: { reason: 'Not yet.' } });
  const id = await sendToEveryone(workspace, 'Bring a friend on Sunday.');
  await eventually(async () => (await progressOf(workspace, id)).counts.queued === 2, 'both wait');
  await stop();
  await workspace.as('admin').call(connectionsApi.resumeSender, { params });
  const { numbers } = (await workspace.control('GET', '')).json as { numbers: object[] };
  const nobody = numbers.map((one) => ({ ...one, sms_url: 'http://127.0.0.1:9/inbound#rc=0' }));
  await workspace.control('PUT', '', { numbers: nobody });
  await workspace.textFrom(stopper, 'STOP');
  await product.ctx.db.system((tx) => sql`update hook_watch set seen_at = now() - interval '1 hour'`.execute(tx));
  return { workspace, id };
}

const reading = (workspace: SandboxWorkspace, faults: object[]) => workspace.control('PUT', '/faults', { faults });
const stateOf = async (id: string) =>
  (await product.ctx.db.system((tx) => tx.selectFrom('messages').select('state').where('id', '=', id).executeTakeFirst()))?.state;

test('a STOP that was written while nothing ran is honoured by what waited in the queue', async () => {
  const { workspace, id } = await outage();
  // The list takes its time: bulk would long be gone.
  await reading(workspace, [{ kind: 'slow', scope: 'read_messages', latency_ms: 2_000, jitter_ms: 0 }]);
  const stop = await product.startWorker();
  expect(await whenOver(workspace, id, 2)).toMatchObject({ delivered: 1, skipped: 1 });
  const { rows } = await product.ctx.db.system((tx) =>
    sql<{ address: string; state: string }>`select address, state from messages where source_id = ${id} order by address`.execute(
      tx,
    ),
  );
  expect(rows).toEqual([
    { address: stopper, state: 'skipped' },
    { address: other, state: 'delivered' },
  ]);
  await stop();
});

test('while the provider cannot be asked replies go on and bulk waits, says why, and goes on after a while with an alert', async () => {
  const { workspace, id } = await outage();
  await reading(workspace, [{ kind: 'server_error', scope: 'read_messages' }]);
  const stop = await product.startWorker();
  const held = await eventually(async () => (await progressOf(workspace, id)).standing[0], 'the broadcast says why it waits');
  expect(held).toMatchObject({ why: 'catching_up', waiting: 2 });
  const reply = await queueText(product, workspace, writer);
  await eventually(async () => (await stateOf(reply)) === 'delivered', 'a reply goes out');
  const { body: queue } = await workspace.as('admin').call(queueApi.getQueue, { query: {} });
  expect(queue.lanes).toMatchObject([{ catching_up_until: held.until, due: 2, waiting_since: null }]);
  expect((await progressOf(workspace, id)).counts.queued).toBe(2);
  const alerts = async () => (await workspace.as('admin').call(queueApi.listAlerts)).body.items.map((one) => one.kind);
  expect(await alerts()).not.toContain('catch_up_late');
  // Two minutes later.
  await product.ctx.db.system((tx) =>
    sql`update catch_ups set holds_bulk_until = now() - interval '1 second' where holds_bulk_until is not null`.execute(tx),
  );
  expect(await whenOver(workspace, id, 2)).toMatchObject({ delivered: 2 });
  expect(await alerts()).toContain('catch_up_late');
  await reading(workspace, []);
  await stop();
});
