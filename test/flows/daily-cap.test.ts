import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { inboxApi } from '../../core/src/contract/inbox.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
  await product.startWorker();
});
afterAll(() => product.close());

test('a sender stops at its daily cap and goes on when the cap is raised', async () => {
  const workspace = await product.sandboxWorkspace({ rate: 200 });
  await whenProvisioned(workspace);
  const setCap = (cap: number) =>
    product.ctx.db.workspace(workspace.id, (tx) =>
      tx.updateTable('senders').set({ daily_cap: cap }).where('id', '=', workspace.senderId).execute(),
    );
  await setCap(5);
  const people = Array.from({ length: 12 }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
  await addPeople(product.ctx, workspace.id, people);
  const id = await sendToEveryone(workspace, 'One segment each.');
  await eventually(async () => (await progressOf(workspace, id)).counts.delivered === 5, 'the cap is used up');
  const lane = await product.ctx.db.workspace(workspace.id, (tx) =>
    tx.selectFrom('senders').select(['cap_used', 'cap_day']).where('id', '=', workspace.senderId).executeTakeFirstOrThrow(),
  );
  expect(lane).toMatchObject({ cap_used: 5 });
  expect((await progressOf(workspace, id)).counts.queued).toBe(7);
  await setCap(100);
  expect(await whenOver(workspace, id, people.length)).toMatchObject({ delivered: 12 });
});

test('a text longer than the whole daily cap fails with the reason, as forecast, and does not keep the others waiting', async () => {
  const workspace = await product.sandboxWorkspace({ rate: 200 });
  await whenProvisioned(workspace);
  await product.ctx.db.workspace(workspace.id, (tx) =>
    tx.updateTable('senders').set({ daily_cap: 2 }).where('id', '=', workspace.senderId).execute(),
  );
  const names = ['Maximiliana Wilhelmina Philippa Konstantina', 'Ana', 'Ben'];
  const [first] = await addPeople(
    product.ctx,
    workspace.id,
    names.map((name, index) => ({ name, phone: fictitiousNumber(index) })),
  );
  const manager = workspace.as('manager');
  const tag = '{{ contact.first_name }}';
  const draft = await manager.call(broadcastsApi.createBroadcast, {
    body: { name: 'Long', body: `${tag}, `.repeat(10), audience: { include: [{ kind: 'everyone' }], exclude: [] } },
  });
  const params = { broadcast_id: draft.body.id };
  const forecast = await manager.call(broadcastsApi.estimateBroadcast, { params });
  expect(forecast.body).toMatchObject({ problems: [], unfilled: [{ reason: 'over_daily_cap', n: 1 }] });
  const sent = await manager.call(broadcastsApi.sendBroadcast, { params, body: { version: draft.body.version } });
  expect(sent.status, sent.text).toBe(202);
  expect(await whenOver(workspace, draft.body.id, 3)).toMatchObject({ delivered: 2, failed: 1 });
  expect((await progressOf(workspace, draft.body.id)).reasons).toMatchObject([
    { state: 'failed', reason: 'over_daily_cap', n: 1, label: 'Longer than the daily cap' },
  ]);

  // Where every copy is as long, it is refused before, with the field.
  const words = 'Nobody can ever get this. '.repeat(15);
  const all = await manager.call(broadcastsApi.updateBroadcast, {
    params: {
      broadcast_id: (await manager.call(broadcastsApi.duplicateBroadcast, { params })).body.id,
    },
    body: { body: words, version: 1 },
  });
  const again = { params: { broadcast_id: all.body.id } };
  const problems = (await manager.call(broadcastsApi.estimateBroadcast, again)).body.problems;
  expect(problems).toMatchObject([{ field: 'body', code: 'over_daily_cap' }]);
  const refused = await manager.call(broadcastsApi.sendBroadcast, { ...again, body: { version: all.body.version } });
  expect(refused.status).toBe(422);
  expect(refused.problem.errors).toMatchObject([{ field: 'body', code: 'over_daily_cap' }]);
  const reply = { params: { contact_id: first ?? '' }, body: { id: randomUUID(), body: words } };
  const answered = await manager.call(inboxApi.reply, reply);
  expect([answered.status, answered.problem.errors?.[0]?.field]).toEqual([400, 'body.body']);
});
