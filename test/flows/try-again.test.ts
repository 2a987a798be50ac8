import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { countLedger, progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
  await product.startWorker();
});
afterAll(() => product.close());

/** What waits for another attempt is due. */
async function makeDue(sourceId: string): Promise<void> {
  await product.ctx.db.system(async (tx) => {
    await sql`update outbox set due_at = now() - interval '1 second' where source_id = ${sourceId} and status = 'queued'`.execute(
      tx,
    );
    await sql`update lane_marks set due_at = '-infinity'
      where sender_id in (select sender_id from messages where source_id = ${sourceId})`.execute(tx);
  });
}

async function texts(workspace: SandboxWorkspace, phone: string): Promise<string[]> {
  return (await workspace.phone(phone)).map((one) => one.status);
}

test('phones that were off get it at the second attempt, everybody else once, and a correction reaches exactly those who have it', async () => {
  const workspace = await product.sandboxWorkspace({ rate: 200 });
  await whenProvisioned(workspace);
  const people = Array.from({ length: 40 }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
  await addPeople(product.ctx, workspace.id, people);
  const off = people.slice(0, 8).map((one) => one.phone);
  const dead = people.slice(8, 11).map((one) => one.phone);
  const repeated = await workspace.control('PUT', '', { settings: { repeat_probability: 0.5, reorder_probability: 0.5 } });
  expect(repeated.status).toBeLessThan(300);
  await workspace.control('PUT', '/faults', {
    faults: [
      { kind: 'delivery_error', code: 30003, to: off },
      { kind: 'delivery_error', code: 30005, to: dead },
    ],
  });
  const id = await sendToEveryone(workspace, 'We meet at nine.');
  const first = await eventually(async () => {
    const progress = await progressOf(workspace, id);
    return progress.retries.waiting === off.length && progress.counts.delivered === people.length - 11 ? progress : undefined;
  }, 'those whose phones are off wait for another attempt');
  expect(first.counts).toMatchObject({ failed: dead.length, queued: off.length });
  expect(first.reasons.find((one) => one.state === 'queued')).toMatchObject({ reason: 'handset_unreachable', n: off.length });

  await workspace.control('PUT', '/faults', { faults: [] });
  await eventually(async () => (await progressOf(workspace, id)).state === 'sending', 'it goes on');
  await makeDue(id);
  const over = await whenOver(workspace, id, people.length);
  expect(over).toMatchObject({ delivered: people.length - dead.length, failed: dead.length });
  expect(await countLedger(product, workspace, id)).toEqual({ delivered: people.length - dead.length, failed: dead.length });
  for (const phone of off) expect((await texts(workspace, phone)).sort()).toEqual(['delivered', 'undelivered']);
  for (const { phone } of people.slice(11)) expect(await texts(workspace, phone)).toEqual(['delivered']);
  await eventually(async () => (await progressOf(workspace, id)).state === 'completed', 'it is completed');

  const manager = workspace.as('manager');
  const none = await manager.call(broadcastsApi.followUpBroadcast, { params: { broadcast_id: id }, body: { to: 'missed' } });
  expect(none.status).toBe(409);
  const draft = await manager.call(broadcastsApi.followUpBroadcast, { params: { broadcast_id: id }, body: { to: 'reached' } });
  expect(draft.status).toBe(201);
  const written = await manager.call(broadcastsApi.updateBroadcast, {
    params: { broadcast_id: draft.body.id },
    body: { version: draft.body.version, body: 'Correction: we meet at ten.' },
  });
  await manager.call(broadcastsApi.sendBroadcast, {
    params: { broadcast_id: draft.body.id },
    body: { version: written.body.version },
  });
  const corrected = await whenOver(workspace, draft.body.id, people.length - dead.length);
  expect(corrected).toMatchObject({ delivered: people.length - dead.length });
  for (const phone of dead) expect(await texts(workspace, phone)).toEqual(['undelivered']);
});
