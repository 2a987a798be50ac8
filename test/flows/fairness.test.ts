import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inboxApi } from '../../core/src/contract/inbox.ts';
import { Dispatcher } from '../../server/modules/messages/dispatcher.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
  await product.startWorker();
});
afterAll(() => product.close());

async function workspaceWith(count: number, rate = 1_000) {
  const workspace = await product.sandboxWorkspace({ rate });
  await whenProvisioned(workspace);
  const people = Array.from({ length: count }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
  const ids = await addPeople(product.ctx, workspace.id, people);
  return { workspace, people, ids };
}

/** Requests of this workspace that the carrier has not answered yet. */
async function underWay(workspace: SandboxWorkspace): Promise<number> {
  const stats = await workspace.control('GET', '/stats');
  return (stats.json as { in_flight_requests: number }).in_flight_requests;
}

test('a provider that hangs keeps neither other workspaces nor its own replies from going out', async () => {
  const hung = await workspaceWith(400);
  const fast = await workspaceWith(300);
  const answered = hung.people[0]!;
  const faults = await hung.workspace.control('PUT', '/faults', {
    faults: [{ kind: 'slow', latency_ms: 30_000, to: hung.people.slice(1).map((one) => one.phone) }],
  });
  expect(faults.status).toBeLessThan(300);
  const slow = await sendToEveryone(hung.workspace, 'This one hangs.');
  await eventually(async () => (await underWay(hung.workspace)) >= 15, 'the provider hangs');
  const id = await sendToEveryone(fast.workspace, 'This one does not.');
  expect(await whenOver(fast.workspace, id, 300)).toMatchObject({ delivered: 300 });
  // Whatever hung held no more than a lane begins with, and most of its broadcast still waits.
  expect(await underWay(hung.workspace)).toBeLessThanOrEqual(40);
  expect((await progressOf(hung.workspace, slow)).counts.queued).toBeGreaterThan(300);
  await hung.workspace.textFrom(answered.phone, 'Are you there?');
  const manager = hung.workspace.as('manager');
  const params = { contact_id: hung.ids[0]! };
  await eventually(async () => {
    const found = await manager.call(inboxApi.getConversation, { params });
    return found.body.unread > 0;
  }, 'the text has come');
  const reply = await manager.call(inboxApi.reply, { params, body: { id: randomUUID(), body: 'Yes, we are.' } });
  expect(reply.status).toBeLessThan(300);
  await eventually(
    async () => (await hung.workspace.phone(answered.phone)).some((one) => one.body === 'Yes, we are.'),
    'the reply arrives while its lane hangs',
  );
  await hung.workspace.control('PUT', '/faults', { faults: [] });
});

test('several workers together keep to the rate and the daily cap of a sender, counted at the carrier', async () => {
  const { workspace, people } = await workspaceWith(160, 20);
  await product.ctx.db.workspace(workspace.id, (tx) =>
    tx.updateTable('senders').set({ daily_cap: 150 }).where('id', '=', workspace.senderId).execute(),
  );
  const stop = new AbortController();
  const others = Array.from({ length: 3 }, () => new Dispatcher(product.ctx).run(stop.signal));
  const id = await sendToEveryone(workspace, 'One segment.');
  await eventually(async () => (await progressOf(workspace, id)).counts.delivered === 150, 'the cap is used up');
  const times = (
    await Promise.all(
      people.map(async ({ phone }) => (await workspace.control('GET', `/phones/${encodeURIComponent(phone)}/messages`)).json),
    )
  )
    .flatMap((json) => (json as { messages: { created_at: string }[] }).messages)
    .map((one) => Date.parse(one.created_at))
    .sort((a, b) => a - b);
  expect(times).toHaveLength(150);
  // 20 at once and 20 a second: the other 130 take 6.5 s. Four workers that counted for themselves would need less than 2.
  expect(times.at(-1)! - times[0]!).toBeGreaterThan(4_000);
  expect((await progressOf(workspace, id)).counts.queued).toBe(10);
  stop.abort();
  await Promise.all(others);
});
