import type { NewBroadcast } from '@tidings/core/contract/broadcast';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { connectionsApi } from '@tidings/core/contract/connections';
import { costsApi } from '@tidings/core/contract/costs';
import { poolsApi } from '@tidings/core/contract/pools';
import { defaultQuietHoursSettings, quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { addDraft, addPeople, addSender, numbers } from './testing.ts';

/** Noon in New York, nine in the morning where the cap counts its days. */
const noon = new Date('2026-03-03T17:00:00Z');
const reset = '2026-03-04T08:00:00.000Z';
const eight = '2026-03-04T13:00:00.000Z';

let product: TestProduct;
let ws: TestWorkspace;
let senderId: string;
let ids: string[];
beforeAll(async () => {
  product = await testProduct({ overrides: { clock: { now: () => noon } } });
});
afterAll(() => product.close());
beforeEach(async () => {
  ws = await product.workspace();
  senderId = await addSender(product, ws, { rate: 1 });
  ids = await addPeople(
    product,
    ws,
    numbers(10).map((phone) => ({ phone })),
  );
  await product.ctx.db.workspace(ws.id, (tx) => sql`update contacts set time_zone = 'America/New_York'`.execute(tx));
});

const cap = (daily: number, used: number) =>
  product.ctx.db.workspace(ws.id, (tx) =>
    tx
      .updateTable('senders')
      .set({ daily_cap: daily, cap_used: used, cap_day: sql<Date>`'2026-03-03'::date` as never })
      .where('id', '=', senderId)
      .execute(),
  );
const observeHours = () =>
  ws.as('admin').call(quietHoursApi.updateQuietHours, { body: { ...defaultQuietHoursSettings, in_sandbox: true } });
const to = (some: readonly string[]): NewBroadcast => ({
  audience: { include: [{ kind: 'contacts', ids: [...some] }], exclude: [] },
});
async function estimate(wish: NewBroadcast = {}) {
  const { id } = await addDraft(ws, wish);
  const answer = await ws.as('manager').call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: id } });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}
async function queue(some: readonly string[]): Promise<void> {
  const { id, version } = await addDraft(ws, to(some));
  const sent = await ws.as('manager').call(broadcastsApi.sendBroadcast, { params: { broadcast_id: id }, body: { version } });
  expect(sent.status, sent.text).toBe(202);
}

describe('the daily cap in a forecast', () => {
  it('tells of one person only what becomes of them, whatever else waits in the lane', async () => {
    await cap(2, 0);
    await queue(ids.slice(0, 4));
    const { finish, hours } = await estimate(to(ids.slice(4, 5)));
    // Two of those before today, two tomorrow, this one the day after.
    expect(finish).toMatchObject({ ahead: 4, slips: 1, days: [{ until: '2026-03-06T08:00:00.000Z', messages: 1 }] });
    expect(finish.finishes_at).toBe('2026-03-05T08:00:01.000Z');
    expect(hours).toMatchObject({ now: 0, slip: 0, late: 0 });
    expect(hours.waiting).toMatchObject([{ reason: 'daily_cap', until: '2026-03-05T08:00:00.000Z', n: 1 }]);
  });

  it('does not say at once of those for whom nothing is left today', async () => {
    await cap(6, 2);
    const some = await estimate();
    expect(some.hours).toMatchObject({ now: 4, waiting: [{ reason: 'daily_cap', label: 'Daily cap', until: reset, n: 6 }] });
    expect(some.finish).toMatchObject({ slips: 6, cap: { left: 4 } });
    await cap(6, 6);
    const none = await estimate();
    expect(none.hours).toMatchObject({
      now: 0,
      waiting: [
        { n: 6, until: reset },
        { n: 4, until: '2026-03-05T08:00:00.000Z' },
      ],
    });
    expect(none.finish).toMatchObject({ slips: 10, cap: { left: 0 } });
    expect(none.finish.days.map((one) => one.messages)).toEqual([6, 4]);
  });

  it('does not use what is left for a part of a message', async () => {
    await cap(5, 2);
    const { hours, finish, segments } = await estimate({ ...to(ids.slice(0, 3)), body: 'Long. '.repeat(30) });
    expect(segments.per_message_max).toBe(2);
    expect(hours.now).toBe(1);
    expect(finish.slips).toBe(2);
  });

  it('promises nobody an hour in which they may not be texted', async () => {
    await observeHours();
    await cap(4, 4);
    const { hours, finish } = await estimate(to(ids.slice(0, 3)));
    // It begins anew at three in the morning in New York.
    expect(finish.cap?.resets_at).toBe(reset);
    expect(hours.waiting).toMatchObject([{ reason: 'daily_cap', until: eight, local: '2026-03-04T08:00', n: 3 }]);
    expect(finish.finishes_at).toBe('2026-03-04T13:00:03.000Z');
  });

  it('moves those, too, who come to their turn only after their hours', async () => {
    await observeHours();
    // Nine hours are left of the day: at a text in two hours, four and a half go out.
    await product.ctx.db.workspace(ws.id, (tx) => sql`update senders set rate_per_second = ${1 / 7_200}`.execute(tx));
    const { hours, finish } = await estimate(to(ids.slice(0, 6)));
    expect(hours.now).toBe(6);
    expect(hours.slip).toBeGreaterThanOrEqual(1);
    expect(hours.slip).toBeLessThanOrEqual(2);
    expect(Date.parse(finish.finishes_at ?? '')).toBeGreaterThan(Date.parse(eight));
  });

  it('counts whom it puts off until it is of no use any more', async () => {
    await cap(4, 2);
    const { hours } = await estimate({ useless_after: '2026-03-04T07:00:00Z' });
    expect(hours).toMatchObject({ now: 10, late: 8, waiting: [] });
  });
});

/** A pool of the sender (rate 1, without a cap unless set) and of a number of this cap. */
async function poolWith(dailyCap: number | null): Promise<string> {
  const admin = ws.as('admin');
  const [connection] = (await admin.call(connectionsApi.listConnections)).body.items;
  const second = await admin.call(connectionsApi.createSender, {
    params: { connection_id: connection?.id ?? '' },
    body: { kind: 'number', address: '+12025550197', rate_per_second: 1, burst: 5, name: 'The slow one', daily_cap: dailyCap },
  });
  expect(second.status, second.text).toBe(201);
  const pool = await admin.call(poolsApi.createPool, { body: { name: 'Both', sender_ids: [senderId, second.body.id] } });
  return pool.body.id;
}

describe('a pool in a forecast', () => {
  it('says which of its numbers have a daily cap, and what these may send together', async () => {
    const pool_id = await poolWith(2);
    const one = await estimate({ pool_id });
    expect(one.finish.cap).toMatchObject({ per_day: 2, left: 2, numbers: { capped: 1, all: 2 }, name: 'The slow one' });
    await cap(3, 1);
    const both = await estimate({ pool_id });
    expect(both.finish.cap).toMatchObject({ per_day: 5, left: 4, numbers: { capped: 2, all: 2 }, name: null });
    expect((await estimate()).finish.cap).toMatchObject({ per_day: 3, numbers: { capped: 1, all: 1 } });
  });

  it('counts among what a spending limit pays for also what leaves through the numbers that never wait for it', async () => {
    const each = (await estimate()).cost.cautious_micros / 10;
    await ws.as('admin').call(costsApi.updateCosts, { body: { daily_limit_micros: Math.round(each * 6) } });
    const { spending, senders } = await estimate({ pool_id: await poolWith(1) });
    // The slow one sends one a day, which its share of the limit pays for every day.
    expect(senders.every((one) => one.messages > 1)).toBe(true);
    expect(spending?.waits).toBeGreaterThan(0);
    expect((spending?.pays_for ?? 0) + (spending?.waits ?? 0)).toBe(10);
  });
});

describe('the finish in a forecast', () => {
  it('is that of those who go by themselves: whoever may have asked to stop is held apart', async () => {
    await product.ctx.db.workspace(ws.id, (tx) =>
      sql`insert into opt_out_doubts (workspace_id, contact_id, channel, address, message_id, body, rule, language, asked_at, holds_until)
        values (${ws.id}, ${ids[0]}, 'sms', ${numbers(1)[0]}, ${newId()}, 'stop?', 'bare_stop', 'en', now(), ${new Date(noon.getTime() + 72 * 3_600_000)})`.execute(
        tx,
      ),
    );
    const { hours, finish, senders } = await estimate();
    expect(hours).toMatchObject({ now: 9, held: [{ reason: 'asked_to_stop_maybe', n: 1 }] });
    expect(finish).toMatchObject({ seconds: 9, words: 'about 9 seconds' });
    expect(senders).toMatchObject([{ messages: 10, held: 1 }]);
    // Where nobody else gets it, it is theirs.
    expect((await estimate(to(ids.slice(0, 1)))).finish.seconds).toBe(1);
  });

  it('tells what leaves through which number, with its cost and its own finish', async () => {
    const admin = ws.as('admin');
    const [connection] = (await admin.call(connectionsApi.listConnections)).body.items;
    const second = await admin.call(connectionsApi.createSender, {
      params: { connection_id: connection?.id ?? '' },
      body: { kind: 'number', address: '+12025550197', rate_per_second: 5, burst: 5, name: 'The quick one' },
    });
    const pool = await admin.call(poolsApi.createPool, { body: { name: 'Both', sender_ids: [senderId, second.body.id] } });
    const one = await estimate();
    expect(one.senders).toMatchObject([{ id: senderId, messages: 10, held: 0, segments: 10, micros: one.cost.micros }]);
    expect(one.senders[0]).toMatchObject({ finishes_at: one.finish.finishes_at, words: one.finish.words, rate_per_second: 1 });
    const { senders, cost, segments, finish } = await estimate({ pool_id: pool.body.id });
    const sum = (pick: (one: (typeof senders)[number]) => number) => senders.reduce((total, one) => total + pick(one), 0);
    expect(senders.map((one) => one.id).toSorted()).toEqual([senderId, second.body.id].toSorted());
    expect([sum((one) => one.messages), sum((one) => one.segments), sum((one) => one.micros)]).toEqual([
      10,
      segments.total,
      cost.micros,
    ]);
    for (const one of senders) {
      // The quick one may send five at once.
      const atOnce = one.id === second.body.id ? 4 : 0;
      const seconds = Math.max(0, one.messages - atOnce) / one.rate_per_second;
      expect(one.finishes_at).toBe(one.messages === 0 ? null : new Date(noon.getTime() + seconds * 1_000).toISOString());
    }
    expect(finish.finishes_at).toBe(
      senders
        .flatMap((one) => one.finishes_at ?? [])
        .toSorted()
        .at(-1),
    );
  });
});
