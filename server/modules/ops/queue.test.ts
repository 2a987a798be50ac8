import { connectionsApi } from '@tidings/core/contract/connections';
import { healthApi } from '@tidings/core/contract/health';
import { type AutoPause, queueApi } from '@tidings/core/contract/queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defineJob, handleJob } from '../../jobs/define.ts';
import { newId } from '../../lib/clock.ts';
import { type Browser, setUp } from '../../testing/browser.ts';
import { eventually, type TestProduct, testProduct } from '../../testing/product.ts';
import { createApiKey } from '../api-keys/service.ts';
import { listEntries } from '../audit/store.ts';
import type { Outcome } from '../messages/outcome.ts';
import { keepBeating } from '../messages/recover.ts';
import { writeResults } from '../messages/results.ts';
import { type Lane, testLane } from '../messages/testing.ts';
import { watchSenders } from './auto-pause.ts';

let product: TestProduct;
let operator: Browser;
beforeAll(async () => {
  product = await testProduct();
  operator = (await setUp(product)).browser;
});
afterAll(() => product.close());

/** A lane whose workspace is called as an admin or a manager. */
async function openLane() {
  const lane = await testLane(product);
  const key = (role: 'admin' | 'manager') =>
    product.ctx.db.system((tx) =>
      createApiKey(tx, { workspaceId: lane.workspaceId, name: role, role, createdBy: null, expiresAt: null }),
    );
  const as = async (role: 'admin' | 'manager') => product.anonymous({ authorization: `Bearer ${(await key(role)).secret}` });
  return { lane, admin: await as('admin'), manager: await as('manager') };
}

const ended = (reason: 'carrier_error' | 'number_landline'): Outcome => ({
  kind: 'ended',
  to: 'failed',
  reason,
  code: 30008,
  words: 'No.',
  suppress: undefined,
  pauseSender: false,
});

/** Leases what waits and reports the same outcome for all of it. */
async function handOver(lane: Lane, outcome: Outcome, times = 1): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < times; n += 1) ids.push(await lane.add({ phone: `+120255501${String(n % 100).padStart(2, '0')}` }));
  for (let left = times; left > 0; ) {
    const messages = await lane.lease();
    if (messages.length === 0) throw new Error(`${left} messages were not leased.`);
    await writeResults(
      product.ctx,
      messages.map((message) => ({ message, senderId: lane.senderId, outcome })),
    );
    left -= messages.length;
  }
  return ids;
}

/** Makes messages what was sent for something else than an answer to a keyword, which is never repeated. */
const call = (lane: Lane, ids: readonly string[], source: 'test' | 'broadcast') =>
  product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx
      .updateTable('messages')
      .set({ source })
      .where('id', 'in', [...ids])
      .execute(),
  );

const states = async (lane: Lane, ids: readonly string[]) => Promise.all(ids.map(async (id) => (await lane.message(id)).state));

test('shows what waits, is held, and went out, and what one sender did', async () => {
  const { lane, admin } = await openLane();
  await handOver(lane, { kind: 'accepted', providerId: 'SM1' });
  await handOver(lane, { kind: 'unknown', words: 'Reset.' });
  await handOver(lane, {
    kind: 'retry',
    at: new Date(Date.now() + 60_000),
    code: undefined,
    words: 'Busy.',
    reason: 'provider_busy',
  });
  await lane.add();
  await lane.add();
  const { body } = await admin.call(queueApi.getQueue);
  expect(body.lanes).toHaveLength(1);
  expect(body.lanes[0]).toMatchObject({ sender_id: lane.senderId, due: 2, later: 1, leased: 0, unknown: 1, paused_at: null });
  expect(Date.parse(body.lanes[0]?.waiting_since ?? '')).toBeLessThanOrEqual(Date.now());
  expect(body.minutes).toHaveLength(60);
  const sum = (name: 'handed_over' | 'unknown' | 'again') => body.minutes.reduce((total, minute) => total + minute[name], 0);
  expect([sum('handed_over'), sum('unknown'), sum('again')]).toEqual([1, 1, 1]);
  expect(body.minutes.find((minute) => minute.handed_over > 0)?.average_wait_ms).toBeGreaterThanOrEqual(0);
  expect((await admin.call(queueApi.getQueue, { query: { sender_id: lane.senderId } })).body.minutes).toEqual(body.minutes);
  expect((await admin.call(queueApi.getQueue, { query: { sender_id: newId() } })).status).toBe(404);
});

test('a message that waits behind a paused source does not count as waiting for the worker', async () => {
  const { lane, admin } = await openLane();
  const sourceId = await lane.source();
  const held = await lane.add({ sourceId });
  await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx.updateTable('message_sources').set({ state: 'paused' }).where('id', '=', sourceId).execute(),
  );
  expect(await lane.lease()).toEqual([]);
  expect(await lane.outbox(held)).toMatchObject({ status: 'queued' });
  const { body } = await admin.call(queueApi.getQueue);
  expect(body.lanes[0]).toMatchObject({ due: 1, waiting_since: null });
});

test('sends failed messages again, each once however often and from how many places it is asked for', async () => {
  const { lane, admin, manager } = await openLane();
  const failed = await handOver(lane, ended('carrier_error'), 5);
  await call(lane, failed, 'test');
  await call(lane, await handOver(lane, ended('number_landline'), 2), 'test');
  const groups = (await admin.call(queueApi.listFailureGroups)).body.items;
  expect(groups).toMatchObject([
    { reason: 'carrier_error', count: 5, open: 5, send_again: 'yes', error_codes: ['30008'] },
    { reason: 'number_landline', count: 2, open: 0, send_again: 'no' },
  ]);
  const retry = (body: { reason?: string; message_ids?: string[] }) => admin.call(queueApi.retryFailed, { body });
  expect((await manager.call(queueApi.retryFailed, { body: { reason: 'carrier_error' } })).status).toBe(403);
  expect((await retry({})).problem).toMatchObject({ status: 400, errors: [{ field: 'body.reason' }] });
  expect((await retry({ reason: 'number_landline' })).problem).toMatchObject({ status: 422, errors: [{ field: 'body.reason' }] });
  expect((await retry({ reason: 'nonsense' })).problem).toMatchObject({ status: 400, errors: [{ field: 'body.reason' }] });
  expect((await retry({ message_ids: [failed[0] ?? ''] })).body).toEqual({ queued: 1, left: 0 });
  const answers = await Promise.all([retry({ reason: 'carrier_error' }), retry({ reason: 'carrier_error' }), retry({})]);
  expect(answers.map((one) => one.status).sort()).toEqual([200, 200, 400]);
  expect(answers.reduce((sum, one) => sum + (one.body.queued ?? 0), 0)).toBe(4);
  const leased = await lane.lease();
  expect(leased.map((one) => one.body)).toEqual(Array.from({ length: 5 }, () => 'Hello'));
  expect((await admin.call(queueApi.listFailureGroups)).body.items[0]).toMatchObject({ count: 5, open: 0 });
  // The failed ones stay what they are.
  expect(new Set(await states(lane, failed))).toEqual(new Set(['failed']));
  const entries = await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    listEntries(tx, lane.workspaceId, { limit: 10, withConfidential: true }),
  );
  expect(entries.filter((one) => one.action === 'messages_retried')).not.toHaveLength(0);
});

test('a text sent again keeps its words when the provider is busy once more', async () => {
  const { lane, admin } = await openLane();
  const [id = ''] = await handOver(lane, ended('carrier_error'));
  expect((await admin.call(queueApi.retryFailed, { body: { message_ids: [id] } })).body.queued).toBe(0);
  await call(lane, [id], 'test');
  await admin.call(queueApi.retryFailed, { body: { message_ids: [id] } });
  const [first] = await lane.lease();
  if (!first) throw new Error('Nothing was leased.');
  const busy: Outcome = { kind: 'retry', at: new Date(), code: undefined, words: 'Busy.', reason: 'provider_busy' };
  await writeResults(product.ctx, [{ message: first, senderId: lane.senderId, outcome: busy }]);
  expect((await lane.lease()).map((one) => [one.messageId, one.body])).toEqual([[first.messageId, 'Hello']]);
});

test('who has no consent any more does not get what is sent again', async () => {
  const { lane, admin } = await openLane();
  const failed = await handOver(lane, ended('carrier_error'));
  await call(lane, failed, 'broadcast');
  expect((await admin.call(queueApi.retryFailed, { body: { reason: 'carrier_error' } })).body.queued).toBe(1);
  expect(await lane.lease()).toEqual([]);
  const again = await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx.selectFrom('messages').select(['source', 'state', 'reason']).where('send_key', '=', `retry|${failed[0]}`).execute(),
  );
  expect(again).toEqual([{ source: 'retry', state: 'skipped', reason: 'no_consent' }]);
});

test('tells the latest errors in words, with the code', async () => {
  const { lane, admin } = await openLane();
  await handOver(lane, ended('carrier_error'));
  await handOver(lane, { kind: 'unknown', words: 'Reset by peer' });
  const { items } = (await admin.call(queueApi.listQueueErrors)).body;
  expect(items).toMatchObject([
    { outcome: 'unknown', words: 'The provider’s answer never came (Reset by peer).', error_code: null },
    { outcome: 'failed', error_code: '30008' },
  ]);
  expect(items[1]?.words).toMatch(/carrier/i);
});

test('makes waiting attempts due at once, and cancels what waits, but not what a worker has', async () => {
  const { lane, admin } = await openLane();
  const later = { kind: 'retry', at: new Date(Date.now() + 600_000), code: undefined, words: 'Busy.' } as const;
  const [waiting = ''] = await handOver(lane, later);
  expect(await lane.lease()).toEqual([]);
  const params = { sender_id: lane.senderId };
  expect((await admin.call(queueApi.retryNow, { params })).body).toEqual({ queued: 1 });
  const [inHand] = await lane.lease();
  expect(inHand?.messageId).toBe(waiting);
  const more = [await lane.add(), await lane.add()];
  expect((await admin.call(queueApi.discardWaiting, { params })).body).toEqual({ discarded: 2, left: 0 });
  expect(await states(lane, more)).toEqual(['cancelled', 'cancelled']);
  expect(await lane.outbox(waiting)).toMatchObject({ status: 'leased' });
  expect((await admin.call(queueApi.discardWaiting, { params })).body).toEqual({ discarded: 0, left: 0 });
  expect((await admin.call(queueApi.discardWaiting, { params: { sender_id: newId() } })).status).toBe(404);
});

test('a sender of which too much fails is paused by itself, with an alert; resuming begins the count anew', async () => {
  const { lane, admin, manager } = await openLane();
  const other = await openLane();
  const rule: AutoPause = { enabled: true, window_minutes: 5, percent: 50, minimum: 3 };
  for (const caller of [admin, other.admin])
    expect((await caller.call(queueApi.setAutoPause, { body: rule })).body).toEqual(rule);
  await keepBeating({ ...product.ctx, process: { ...product.ctx.process, id: newId(), role: 'worker' } });
  await handOver(other.lane, { kind: 'accepted', providerId: 'SM1' }, 5);
  await handOver(other.lane, ended('carrier_error'), 3);
  await handOver(lane, ended('carrier_error'), 2);
  await watchSenders(product.ctx);
  const alertsOf = async (caller: typeof admin) =>
    eventually(
      async () => (await caller.call(queueApi.listAlerts)).body.items.filter((one) => one.kind === 'sender_paused'),
      'alerts',
    );
  expect(await alertsOf(admin)).toEqual([]);
  await handOver(lane, ended('carrier_error'), 1);
  await watchSenders(product.ctx);
  const [alert] = await alertsOf(manager);
  expect(alert).toMatchObject({ sender: { id: lane.senderId }, words: '3 of 3 attempts failed in the last 5 minutes (100%).' });
  expect((await admin.call(queueApi.getQueue)).body.lanes[0]).toMatchObject({ paused_by: 'failures' });
  // Only its lane: what waits there stays, the other goes on.
  const waiting = await lane.add();
  expect(await lane.lease()).toEqual([]);
  expect(await alertsOf(other.admin)).toEqual([]);
  expect((await admin.call(connectionsApi.resumeSender, { params: { sender_id: lane.senderId } })).status).toBe(200);
  await watchSenders(product.ctx);
  expect(await alertsOf(admin)).toEqual([]);
  expect((await lane.lease()).map((one) => one.messageId)).toEqual([waiting]);
  const [entry] = await product.ctx.db
    .workspace(lane.workspaceId, (tx) => listEntries(tx, lane.workspaceId, { limit: 10, withConfidential: true }))
    .then((entries) => entries.filter((one) => one.action === 'sender_paused'));
  expect(entry).toMatchObject({ actor_kind: 'system', details: { reason: expect.stringContaining('3 of 3') } });
});

test('an automatic pause that makes no sense is refused with the field', async () => {
  const { admin, manager } = await openLane();
  const rule: AutoPause = { enabled: true, window_minutes: 10, percent: 50, minimum: 50 };
  expect((await admin.call(queueApi.getAutoPause)).body).toEqual(rule);
  expect((await manager.call(queueApi.getAutoPause)).status).toBe(403);
  for (const [field, value] of [
    ['percent', 0],
    ['window_minutes', 61],
    ['minimum', 1.5],
  ] as const) {
    const { problem } = await admin.call(queueApi.setAutoPause, { body: { ...rule, [field]: value } });
    expect(problem).toMatchObject({ status: 400, errors: [{ field: `body.${field}` }] });
  }
});

test('the operator sees the lanes of all workspaces, pauses one, and its members see who did it', async () => {
  const { lane, admin, manager } = await openLane();
  await lane.add();
  const queue = await eventually(async () => {
    const { body } = await operator.call(healthApi.getInstallationQueue);
    return body.lanes.some((one) => one.sender_id === lane.senderId) ? body : undefined;
  }, 'the lane is seen');
  expect(new Set(queue.lanes.map((one) => one.workspace.id)).size).toBeGreaterThan(1);
  const params = { sender_id: lane.senderId };
  expect((await admin.call(healthApi.pauseLane, { params, body: { reason: 'x' } })).status).toBe(403);
  expect((await operator.call(healthApi.pauseLane, { params: { sender_id: newId() }, body: { reason: 'x' } })).status).toBe(404);
  const paused = await operator.call(healthApi.pauseLane, { params, body: { reason: 'The provider asked us to.' } });
  expect(paused.body).toMatchObject({ paused_by: 'operator', pause_reason: 'The provider asked us to.' });
  expect(await lane.lease()).toEqual([]);
  expect((await manager.call(queueApi.listAlerts)).body.items).toContainEqual(
    expect.objectContaining({ words: 'The provider asked us to.', sender: expect.objectContaining({ id: lane.senderId }) }),
  );
  expect((await operator.call(healthApi.resumeLane, { params })).body).toMatchObject({ paused_at: null });
  expect(await lane.lease()).toHaveLength(1);
});

test('the operator sees jobs that were given up, runs one again and discards another', async () => {
  const broken = defineJob<{ n: number }>('test.broken', { retries: 0 });
  let runs = 0;
  const handler = handleJob(broken, async () => {
    runs += 1;
    throw new Error('The number +12025550123 made it fail.');
  });
  await product.ctx.jobs.declare([handler.definition]);
  await product.ctx.jobs.work(product.ctx, [handler]);
  await product.ctx.db.system(async (tx) => {
    await product.ctx.jobs.enqueue(tx, broken, { n: 1 });
    await product.ctx.jobs.enqueue(tx, broken, { n: 2 });
  });
  const failed = async (n: number) =>
    eventually(async () => {
      const { items } = (await operator.call(healthApi.listFailedJobs)).body;
      return items.length === n ? items : undefined;
    }, `${n} failed jobs`);
  const [first, second] = await failed(2);
  expect(first).toMatchObject({ name: 'test.broken', attempts: 1, words: 'The number [hidden] made it fail.' });
  const job = (id: string | undefined) => ({ params: { job_id: id ?? '' } });
  expect((await operator.call(healthApi.discardJob, job(first?.id))).status).toBe(204);
  expect((await operator.call(healthApi.discardJob, job(first?.id))).status).toBe(404);
  const before = runs;
  expect((await operator.call(healthApi.retryJob, job(second?.id))).status).toBe(204);
  await eventually(() => runs > before, 'it ran again');
  await failed(1);
});
