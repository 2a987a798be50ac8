import { countSegments } from '@tidings/core/messaging/segments';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { findReadyLanes } from './lease-store.ts';
import { takeLease } from './take-lease.ts';
import { type Lane, testLane } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

interface Taken {
  /** Milliseconds of the database's clock when the lane was held. */
  readonly at: number;
  readonly segments: number;
}

const plenty = { room: 100, replyRoom: 100 };

async function laneWith(settings: { rate_per_second: number; burst: number; tokens?: number; daily_cap?: number | null }) {
  const lane = await testLane(product);
  await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx
      .updateTable('senders')
      .set({ tokens: settings.burst, refilled_at: sql<Date>`clock_timestamp()`, ...settings })
      .where('id', '=', lane.senderId)
      .execute(),
  );
  return lane;
}

/** One to four segments each. */
const fill = (lane: Lane, count: number) =>
  product.ctx.db.workspace(lane.workspaceId, async (tx) => {
    for (let index = 0; index < count; index += 1) await lane.queue(tx, { body: 'x'.repeat(1 + (index % 4) * 155) });
  });

/** Leases as a worker does, as often as it can, until all have been taken or `enough` says so. */
async function work(lane: Lane, taken: Taken[], enough: () => boolean): Promise<void> {
  while (!enough()) {
    const lease = await takeLease(product.ctx, lane, plenty);
    if (!lease || lease.messages.length === 0) continue;
    const segments = lease.messages.reduce((sum, one) => sum + countSegments(one.body).segments, 0);
    taken.push({ at: lease.lane.now.getTime(), segments });
  }
}

describe('several workers on one lane', () => {
  it.each([
    [200, 20],
    [60, 1],
    [900, 100],
  ])('at %d a second and %d at once take no more than that over any time', async (rate, burst) => {
    const lane = await laneWith({ rate_per_second: rate, burst });
    const count = Math.min(240, Math.ceil(rate * 0.8));
    await fill(lane, count);
    const taken: Taken[] = [];
    const waiting = async () => (await queued(lane)) === 0;
    let over = false;
    const watch = (async () => {
      while (!(await waiting())) await new Promise((resolve) => setTimeout(resolve, 20));
      over = true;
    })();
    await Promise.all(Array.from({ length: 4 }, () => work(lane, taken, () => over)));
    await watch;
    taken.sort((a, b) => a.at - b.at);
    const all = taken.reduce((sum, one) => sum + one.segments, 0);
    expect(all).toBeGreaterThanOrEqual(count);
    // A message longer than the burst goes on credit, so one may stand over; a millisecond is lost in reading the clock.
    const credit = Math.max(0, 4 - burst);
    for (let from = 0; from < taken.length; from += 1) {
      let sum = 0;
      for (let to = from; to < taken.length; to += 1) {
        sum += taken[to]!.segments;
        const seconds = (taken[to]!.at - taken[from]!.at + 1) / 1_000;
        expect(sum).toBeLessThanOrEqual(burst + rate * seconds + credit + 1e-6);
      }
    }
  });

  it('never take more of a day than its cap, and go on with the next day', async () => {
    const lane = await laneWith({ rate_per_second: 1_000, burst: 1_000, daily_cap: 50 });
    await fill(lane, 60);
    const taken: Taken[] = [];
    const rounds = async () => {
      let tries = 0;
      const enough = () => {
        tries += 1;
        return tries > 40;
      };
      await Promise.all(Array.from({ length: 4 }, () => work(lane, taken, enough)));
    };
    await rounds();
    const first = taken.reduce((sum, one) => sum + one.segments, 0);
    // The next needs up to four segments, and nobody behind it overtakes.
    expect(first).toBeLessThanOrEqual(50);
    expect(first).toBeGreaterThan(46);
    await product.ctx.db.workspace(lane.workspaceId, (tx) =>
      tx.updateTable('senders').set({ cap_day: sql<string>`cap_day - 1` }).where('id', '=', lane.senderId).execute(),
    );
    await rounds();
    const second = taken.reduce((sum, one) => sum + one.segments, 0) - first;
    expect(second).toBeLessThanOrEqual(50);
    expect(second).toBeGreaterThan(46);
  });
});

describe('a lane without tokens', () => {
  it('is not looked at until it has some', async () => {
    const lane = await laneWith({ rate_per_second: 0.01, burst: 1, tokens: 0.5 });
    await fill(lane, 1);
    expect(await isReady(lane)).toBe(false);
    await setTokens(lane, 1);
    expect(await isReady(lane)).toBe(true);
  });

  it('says how long it waits, and counts the time that a lease takes', async () => {
    const lane = await laneWith({ rate_per_second: 2, burst: 1 });
    await fill(lane, 3);
    expect(await takeLease(product.ctx, lane, plenty)).toMatchObject({ messages: { length: 1 }, waitMs: 500 });
    const again = await takeLease(product.ctx, lane, plenty);
    expect(again!.messages.length === 1 || again!.waitMs > 0).toBe(true);
  });

  it('is not held up by a clock that went back', async () => {
    const lane = await laneWith({ rate_per_second: 1_000, burst: 10, tokens: 0 });
    await fill(lane, 1);
    await product.ctx.db.workspace(lane.workspaceId, (tx) =>
      tx
        .updateTable('senders')
        .set({ refilled_at: sql<Date>`clock_timestamp() + interval '1 hour'` })
        .where('id', '=', lane.senderId)
        .execute(),
    );
    expect(await isReady(lane)).toBe(true);
    await takeLease(product.ctx, lane, plenty);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await takeLease(product.ctx, lane, plenty))?.messages).toHaveLength(1);
  });
});

it('leases replies when there is room for nothing else, and says what is most urgent', async () => {
  const lane = await laneWith({ rate_per_second: 1_000, burst: 1_000 });
  const sourceId = await lane.source();
  await product.ctx.db.workspace(lane.workspaceId, async (tx) => {
    await lane.queue(tx, { body: 'A reply' });
    const bulk = await lane.queue(tx, { body: 'Bulk', sourceId });
    await tx.updateTable('outbox').set({ priority: 2 }).where('message_id', '=', bulk).execute();
  });
  expect((await ready(lane))?.priority).toBe(0);
  expect((await takeLease(product.ctx, lane, { room: 0, replyRoom: 4 }))?.messages).toMatchObject([
    { body: 'A reply', priority: 0 },
  ]);
  expect((await ready(lane))?.priority).toBe(2);
  expect((await takeLease(product.ctx, lane, plenty))?.messages).toMatchObject([{ body: 'Bulk', priority: 2 }]);
});

const ready = async (lane: Lane) =>
  (await product.ctx.db.system((tx) => findReadyLanes(tx))).find((one) => one.senderId === lane.senderId);
const isReady = async (lane: Lane) => (await ready(lane)) !== undefined;

async function queued(lane: Lane): Promise<number> {
  const rows = await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx.selectFrom('outbox').select('message_id').where('sender_id', '=', lane.senderId).where('status', '=', 'queued').execute(),
  );
  return rows.length;
}

async function setTokens(lane: Lane, tokens: number): Promise<void> {
  await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx
      .updateTable('senders')
      .set({ tokens, refilled_at: sql<Date>`clock_timestamp()` })
      .where('id', '=', lane.senderId)
      .execute(),
  );
}
