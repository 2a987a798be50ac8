import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { lowerLaneMark } from '../messages/lane-marks-store.ts';
import { type Lane, testLane } from '../messages/testing.ts';
import { type LaneFacts, listLaneFacts } from './lanes-store.ts';
import { isStuckNow } from './probes.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const hourMs = 3_600_000;
const twoSegments = 'a'.repeat(200);

const change = (lane: Lane, fields: { daily_cap: number; cap_zone?: string; cap_hour?: number }) =>
  product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx.updateTable('senders').set(fields).where('id', '=', lane.senderId).execute(),
  );

async function factsOf(lane: Lane): Promise<LaneFacts> {
  const [facts] = await product.ctx.db.workspace(lane.workspaceId, (tx) => listLaneFacts(tx, lane.workspaceId));
  if (!facts) throw new Error('The lane is missing.');
  return facts;
}

/** Whether the lane would be called stuck if nothing happened to it for an hour. */
async function stuckInAnHour(lane: Lane): Promise<boolean> {
  return isStuckNow(await factsOf(lane), Date.now() + hourMs);
}

/** As if everything in the lane had become due an hour ago, and nothing had been taken since. */
async function letAnHourPass(lane: Lane): Promise<void> {
  await product.ctx.db.system(async (tx) => {
    await sql`update outbox set due_at = due_at - interval '1 hour' where sender_id = ${lane.senderId}`.execute(tx);
    await sql`update senders set refilled_at = refilled_at - interval '1 hour', watched_from = watched_from - interval '1 hour'
      where id = ${lane.senderId}`.execute(tx);
    await sql`update lane_marks set lowered_at = lowered_at - interval '1 hour', due_at = due_at - interval '1 hour'
      where sender_id = ${lane.senderId}`.execute(tx);
  });
}

// Of all these days at least two differ at any moment.
test.each([
  ['America/Los_Angeles', 0],
  ['Pacific/Kiritimati', 0],
  ['Pacific/Pago_Pago', 23],
  ['Asia/Kolkata', 12],
])('a lane whose cap is used up waits for its own day, in %s from %d o’clock', async (cap_zone, cap_hour) => {
  const lane = await testLane(product);
  await change(lane, { daily_cap: 1, cap_zone, cap_hour });
  await lane.add();
  await lane.add();
  expect(await lane.lease()).toHaveLength(1);
  expect(await factsOf(lane)).toMatchObject({ capped: true, due: 1 });
  expect(await stuckInAnHour(lane)).toBe(false);
});

test('a lane whose cap has less left than its first message needs waits, too, until it is raised or the message is gone', async () => {
  const lane = await testLane(product);
  await change(lane, { daily_cap: 2 });
  await lane.add();
  const long = await lane.add({ body: twoSegments });
  expect(await lane.lease()).toHaveLength(1);
  expect(await factsOf(lane)).toMatchObject({ capped: true, due: 1 });
  expect(await stuckInAnHour(lane)).toBe(false);
  await change(lane, { daily_cap: 3 });
  expect(await factsOf(lane)).toMatchObject({ capped: false });
  expect((await lane.lease()).map((one) => one.messageId)).toEqual([long]);
  expect(await factsOf(lane)).toMatchObject({ capped: true, due: 0 });
  await change(lane, { daily_cap: 4 });
  expect(await factsOf(lane)).toMatchObject({ capped: false, due: 0 });
});

test('a message longer than a whole day’s cap ends with the reason, and nobody waits behind it', async () => {
  const lane = await testLane(product);
  await change(lane, { daily_cap: 1 });
  const long = await lane.add({ body: twoSegments });
  const short = await lane.add();
  expect((await lane.lease()).map((one) => one.messageId)).toEqual([short]);
  const ended = await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx.selectFrom('messages').select(['state', 'reason']).where('id', '=', long).executeTakeFirstOrThrow(),
  );
  expect(ended).toEqual({ state: 'failed', reason: 'over_daily_cap' });
  expect(await factsOf(lane)).toMatchObject({ capped: true, due: 0 });
});

test('a lane that nobody sends from is stuck, and one with a cap, too', async () => {
  const lane = await testLane(product);
  await lane.add();
  expect(await stuckInAnHour(lane)).toBe(true);
  await change(lane, { daily_cap: 10 });
  expect(isStuckNow(await factsOf(lane), Date.now() + 48 * hourMs)).toBe(true);
});

test('a lane is not stuck in the moment in which it is resumed, or its broadcast', async () => {
  const lane = await testLane(product);
  const sourceId = await lane.source();
  await lane.add({ sourceId });
  await letAnHourPass(lane);
  expect(isStuckNow(await factsOf(lane), Date.now())).toBe(true);
  await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    lowerLaneMark(tx, { workspaceId: lane.workspaceId, senderId: lane.senderId, priority: 0 }),
  );
  expect(isStuckNow(await factsOf(lane), Date.now())).toBe(false);
  await letAnHourPass(lane);
  expect(isStuckNow(await factsOf(lane), Date.now())).toBe(true);
  await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx.updateTable('senders').set({ watched_from: sql<Date>`now()` }).where('id', '=', lane.senderId).execute(),
  );
  expect(isStuckNow(await factsOf(lane), Date.now())).toBe(false);
});

test('a lane that reads over what is held has worked, though it took nothing', async () => {
  const lane = await testLane(product);
  const sourceId = await lane.source();
  await lane.add({ sourceId });
  await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx.updateTable('message_sources').set({ state: 'paused' }).where('id', '=', sourceId).execute(),
  );
  await letAnHourPass(lane);
  const before = await factsOf(lane);
  expect(await lane.lease()).toEqual([]);
  const after = await factsOf(lane);
  expect(after.waitingSince).toBeNull();
  expect(after.lastLeaseAt?.getTime()).toBeGreaterThan(before.lastLeaseAt?.getTime() ?? 0);
});
