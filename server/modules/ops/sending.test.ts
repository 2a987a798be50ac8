import { queueApi } from '@tidings/core/contract/queue';
import { sendingApi } from '@tidings/core/contract/sending';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { lockLeasesShared } from '../../db/lease-lock.ts';
import { type Browser, setUp } from '../../testing/browser.ts';
import { eventually, type TestProduct, testProduct } from '../../testing/product.ts';
import { createApiKey } from '../api-keys/service.ts';
import { listEntries } from '../audit/store.ts';
import { findReadyLanes } from '../messages/lease-store.ts';
import { resumeInstallation, stopInstallation, stopWorkspace } from '../messages/sending-stop-store.ts';
import { type Lane, testLane } from '../messages/testing.ts';
import { listLaneFacts } from './lanes-store.ts';

let product: TestProduct;
let operator: Browser;
beforeAll(async () => {
  product = await testProduct();
  operator = (await setUp(product)).browser;
});
afterEach(() => product.ctx.db.system((tx) => resumeInstallation(tx)));
afterAll(() => product.close());

const stop = { body: { reason: 'Wrong text' } };
const ready = async ({ senderId }: Lane) =>
  (await product.ctx.db.system((tx) => findReadyLanes(tx))).some((one) => one.senderId === senderId);
const waitingSince = async ({ workspaceId }: Lane) =>
  (await product.ctx.db.system((tx) => listLaneFacts(tx, workspaceId))).map((one) => one.waitingSince);

/** Somebody who waits for an advisory lock. */
const whenSomebodyWaits = () =>
  eventually(async () => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())`.execute(product.ctx.db.open);
    return rows[0]?.n === 1;
  }, 'one waits for the other');

/** A transaction that has done its work, and commits when told to. */
async function holdOpen(work: (tx: Tx) => Promise<unknown>) {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const ended = product.ctx.db.system(async (tx) => {
    await work(tx);
    begun.resolve();
    await go.promise;
  });
  await begun.promise;
  return async () => {
    go.resolve();
    await ended;
  };
}

async function keyOf(lane: Lane, role: 'admin' | 'manager') {
  const key = await product.ctx.db.system((tx) =>
    createApiKey(tx, { workspaceId: lane.workspaceId, name: 'Ada Admin', role, createdBy: null, expiresAt: null }),
  );
  return product.anonymous({ authorization: `Bearer ${key.secret}` });
}

test('an admin stops a workspace, answers included, and starts it again; no other workspace notices', async () => {
  const [lane, other] = [await testLane(product), await testLane(product)];
  const admin = await keyOf(lane, 'admin');
  const waiting = [await lane.add(), await lane.add({ source: 'reply' })].sort();
  const stopped = await admin.call(sendingApi.stopSending, stop);
  expect(stopped.body).toMatchObject({ stopped: { by: 'Ada Admin', reason: 'Wrong text' }, installation_stopped: null });
  expect(await ready(lane)).toBe(false);
  expect(await lane.lease()).toEqual([]);
  expect(await waitingSince(lane)).toEqual([null]);
  const stoppedLanes = async () => (await admin.call(queueApi.getQueue, { query: {} })).body.lanes.map((one) => one.stopped);
  expect(await stoppedLanes()).toEqual([{ of: 'workspace', by: 'Ada Admin', reason: 'Wrong text' }]);
  const elsewhere = await other.add();
  expect(await ready(other)).toBe(true);
  expect((await other.lease()).map((one) => one.messageId)).toEqual([elsewhere]);

  // Pressed again, by somebody else: the first stop stays.
  const again = await admin.call(sendingApi.stopSending, { body: { reason: 'Another' } });
  expect(again.body).toEqual(stopped.body);
  const alerts = (await admin.call(queueApi.listAlerts)).body.items;
  expect(alerts[0]).toMatchObject({
    kind: 'sending_stopped',
    words: 'By Ada Admin: Wrong text',
    since: stopped.body.stopped?.at,
  });

  const resumed = await admin.call(sendingApi.resumeSending);
  expect(resumed.body).toEqual({ stopped: null, installation_stopped: null });
  expect(await stoppedLanes()).toEqual([null]);
  expect(await ready(lane)).toBe(true);
  expect((await lane.lease()).map((one) => one.messageId).sort()).toEqual(waiting);
  const entries = await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    listEntries(tx, lane.workspaceId, { limit: 50, withConfidential: false }),
  );
  expect(entries.map((one) => one.action).filter((action) => action.startsWith('sending'))).toEqual([
    'sending_resumed',
    'sending_stopped',
  ]);
});

test('a manager may see that sending is stopped, and neither stop nor start it; a stop needs a reason', async () => {
  const lane = await testLane(product);
  const [admin, manager] = [await keyOf(lane, 'admin'), await keyOf(lane, 'manager')];
  expect((await manager.call(sendingApi.stopSending, stop)).status).toBe(403);
  const empty = await admin.call(sendingApi.stopSending, { body: { reason: '  ' } });
  expect([empty.status, empty.text]).toEqual([400, expect.stringContaining('why is it stopped?')]);
  expect((await manager.call(sendingApi.getSending)).body.stopped).toBeNull();
  await admin.call(sendingApi.stopSending, stop);
  expect((await manager.call(sendingApi.getSending)).body.stopped).toMatchObject({ reason: 'Wrong text' });
  expect((await manager.call(sendingApi.resumeSending)).status).toBe(403);
  expect((await admin.call(sendingApi.stopInstallationSending, stop)).status).toBe(403);
});

test('the operator stops every workspace, and an admin’s own stop outlives theirs', async () => {
  const [lane, other] = [await testLane(product), await testLane(product)];
  const admin = await keyOf(lane, 'admin');
  const ids = [await lane.add(), await other.add()];
  const stopped = await operator.call(sendingApi.stopInstallationSending, stop);
  expect(stopped.body.stopped).toMatchObject({ by: 'Olive Operator', reason: 'Wrong text' });
  expect(await Promise.all([ready(lane), ready(other)])).toEqual([false, false]);
  expect(await Promise.all([lane.lease(), other.lease()])).toEqual([[], []]);
  expect((await admin.call(queueApi.listAlerts)).body.items[0]).toMatchObject({
    kind: 'installation_stopped',
    words: 'By the operator, Olive Operator: Wrong text',
  });
  const stoppedBy = async () => (await admin.call(queueApi.getQueue, { query: {} })).body.lanes[0]?.stopped?.of;
  expect(await stoppedBy()).toBe('installation');
  // An admin cannot lift it.
  expect((await admin.call(sendingApi.resumeSending)).body.installation_stopped).not.toBeNull();
  expect(await lane.lease()).toEqual([]);
  await admin.call(sendingApi.stopSending, stop);
  expect(await stoppedBy()).toBe('installation');
  expect((await operator.call(sendingApi.resumeInstallationSending)).body.stopped).toBeNull();
  expect((await other.lease()).map((one) => one.messageId)).toEqual([ids[1]]);
  expect(await lane.lease()).toEqual([]);
  expect(await stoppedBy()).toBe('workspace');
  await admin.call(sendingApi.resumeSending);
  expect((await lane.lease()).map((one) => one.messageId)).toEqual([ids[0]]);
  const entries = await product.ctx.db.workspace(other.workspaceId, (tx) =>
    listEntries(tx, other.workspaceId, { limit: 50, withConfidential: false }),
  );
  expect(entries.filter((one) => one.actor_name === 'Olive Operator (operator)').map((one) => one.action)).toEqual([
    'installation_sending_resumed',
    'installation_sending_stopped',
  ]);
});

test.each(['workspace', 'installation'] as const)('the stop of the %s waits for a lease that has begun', async (whose) => {
  const lane = await testLane(product);
  const admin = await keyOf(lane, 'admin');
  const commit = await holdOpen((tx) => lockLeasesShared(tx, lane.workspaceId));
  let answered = false;
  const call =
    whose === 'workspace' ? admin.call(sendingApi.stopSending, stop) : operator.call(sendingApi.stopInstallationSending, stop);
  const answer = call.then((one) => {
    answered = true;
    return one;
  });
  await whenSomebodyWaits();
  expect(answered).toBe(false);
  await commit();
  expect((await answer).body.stopped).not.toBeNull();
});

test.each(['workspace', 'installation'] as const)(
  'a lease that meets the stop of the %s waits for it and takes nothing',
  async (whose) => {
    const lane = await testLane(product);
    await lane.add();
    const commit = await holdOpen((tx) =>
      whose === 'workspace'
        ? stopWorkspace(tx, lane.workspaceId, 'Ada', 'Wrong text')
        : stopInstallation(tx, 'Olive', 'Wrong text'),
    );
    const leased = lane.lease();
    await whenSomebodyWaits();
    await commit();
    expect(await leased).toEqual([]);
  },
);
