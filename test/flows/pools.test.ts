import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { connectionsApi } from '../../core/src/contract/connections.ts';
import { inboxApi } from '../../core/src/contract/inbox.ts';
import { poolsApi } from '../../core/src/contract/pools.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
  await product.startWorker();
});
afterAll(() => product.close());

interface Text {
  readonly own_number: string;
  readonly body: string;
  readonly direction: 'to_phone' | 'from_phone';
}

async function textsOf(workspace: SandboxWorkspace, phone: string): Promise<Text[]> {
  const answer = await workspace.control('GET', `/phones/${encodeURIComponent(phone)}/messages`);
  return (answer.json as { messages: Text[] }).messages;
}

/** The number that a phone got a text from. */
const from = async (workspace: SandboxWorkspace, phone: string, body: string) =>
  (await textsOf(workspace, phone)).find((one) => one.body === body)?.own_number;

async function send(workspace: SandboxWorkspace, poolId: string, body: string, people: number): Promise<void> {
  const manager = workspace.as('manager');
  const draft = await manager.call(broadcastsApi.createBroadcast, {
    body: { body, pool_id: poolId, audience: { include: [{ kind: 'everyone' }], exclude: [] } },
  });
  const params = { broadcast_id: draft.body.id };
  const sent = await manager.call(broadcastsApi.sendBroadcast, { params, body: { version: draft.body.version } });
  if (sent.status >= 300) throw new Error(sent.text);
  await whenOver(workspace, draft.body.id, people);
}

test('people hear from one number of a pool, are answered from the one they wrote to, and then hear from that', async () => {
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  const admin = workspace.as('admin');
  const added = [];
  for (const address of ['+12025550131', '+12025550132']) {
    const made = await admin.call(connectionsApi.createSender, {
      params: { connection_id: workspace.connectionId },
      body: { kind: 'number', address, rate_per_second: 500, burst: 500 },
    });
    added.push(made.body);
  }
  const own = [workspace.number, ...added.map((one) => one.address)];
  await eventually(async () => {
    const account = (await workspace.control('GET', '')).json as { numbers: unknown[] };
    return account.numbers.length === 3;
  }, 'the carrier knows the numbers');
  const pool = await admin.call(poolsApi.createPool, {
    body: { name: 'All', sender_ids: [workspace.senderId, ...added.map((one) => one.id)] },
  });
  const phones = Array.from({ length: 40 }, (_, index) => fictitiousNumber(index));
  const ids = await addPeople(
    product.ctx,
    workspace.id,
    phones.map((phone, index) => ({ name: `Person ${index}`, phone })),
  );
  await send(workspace, pool.body.id, 'First.', 40);
  const first = await Promise.all(phones.map((phone) => from(workspace, phone, 'First.')));
  expect(new Set(first)).toEqual(new Set(own));
  // The first person writes to another number than the one they heard from.
  const phone = phones[0]!;
  const other = own.find((one) => one !== first[0])!;
  const wrote = await workspace.control('POST', `/phones/${encodeURIComponent(phone)}/reply`, { body: 'Hello?', to: other });
  expect(wrote.status).toBeLessThan(300);
  const params = { contact_id: ids[0]! };
  const manager = workspace.as('manager');
  await eventually(
    async () => (await manager.call(inboxApi.getConversation, { params })).body.reply.from?.address === other,
    'the text has come',
  );
  const body = { id: randomUUID(), body: 'Here we are.', pool_id: pool.body.id };
  expect((await manager.call(inboxApi.reply, { params, body })).status).toBe(201);
  expect(await eventually(() => from(workspace, phone, 'Here we are.'), 'the reply arrives')).toBe(other);
  // Somebody who never wrote is answered from the number that they know.
  const quiet = { contact_id: ids[1]! };
  expect((await manager.call(inboxApi.getConversation, { params: quiet })).body.reply.from?.address).toBe(first[1]);
  await eventually(
    async () =>
      (
        await product.ctx.db.workspace(workspace.id, (tx) =>
          tx
            .selectFrom('sticky_senders')
            .select('address')
            .where('address', '=', phone)
            .where('wrote_at', 'is not', null)
            .execute(),
        )
      ).length > 0,
    'their number is noted',
  );
  await send(workspace, pool.body.id, 'Second.', 40);
  const second = await Promise.all(phones.map((one) => from(workspace, one, 'Second.')));
  expect(second[0]).toBe(other);
  expect(second.slice(1)).toEqual(first.slice(1));
});
