import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { connectionsApi } from '@tidings/core/contract/connections';
import { poolsApi } from '@tidings/core/contract/pools';
import { sendMessagesApi } from '@tidings/core/contract/send-messages';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { chosenPool } from '../connections/pools.ts';
import { decideOutcome } from '../messages/outcome.ts';
import { planPool } from '../messages/plan-pool.ts';
import { writeResults } from '../messages/results.ts';
import { findSticky, placeOne } from '../messages/sticky-store.ts';
import { takeLease } from '../messages/take-lease.ts';
import { addDraft, addPeople, addSender, everyone, numbers } from './testing.ts';

let product: TestProduct;
let ws: TestWorkspace;
/** Of rate 10, 20 and 30. */
let senders: [string, string, string];
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());
beforeEach(async () => {
  ws = await product.workspace();
  const first = await addSender(product, ws, { rate: 10 });
  senders = [first, await addNumber('+12025550197', 20), await addNumber('+12025550198', 30)];
});

async function addNumber(address: string, rate: number): Promise<string> {
  const connections = await ws.as('admin').call(connectionsApi.listConnections);
  const made = await ws.as('admin').call(connectionsApi.createSender, {
    params: { connection_id: connections.body.items[0]!.id },
    body: { kind: 'number', address, rate_per_second: rate, burst: 100 },
  });
  if (made.status !== 201) throw new Error(made.text);
  return made.body.id;
}

const create = (name: string, ids: readonly string[], role: 'admin' | 'manager' = 'admin') =>
  ws.as(role).call(poolsApi.createPool, { body: { name, sender_ids: [...ids] } });

async function poolOf(ids: readonly string[] = senders): Promise<string> {
  const made = await create('Everybody', ids);
  if (made.status !== 201) throw new Error(made.text);
  return made.body.id;
}

const change = (poolId: string, body: { name?: string; sender_ids?: string[] }) =>
  ws.as('admin').call(poolsApi.updatePool, { params: { pool_id: poolId }, body });

/** Sends a broadcast through the pool; returns which sender each address got. */
async function send(poolId: string, wish: object = {}): Promise<{ id: string; placed: Map<string, string> }> {
  const { id } = await addDraft(ws, { audience: everyone, pool_id: poolId, ...wish });
  const sent = await ws.as('manager').call(broadcastsApi.sendBroadcast, { params: { broadcast_id: id }, body: { version: 1 } });
  if (sent.status >= 300) throw new Error(sent.text);
  return { id, placed: await placedOf(id) };
}

async function placedOf(id: string): Promise<Map<string, string>> {
  const rows = await product.ctx.db.workspace(ws.id, (tx) =>
    tx
      .selectFrom('messages as m')
      .innerJoin('outbox as o', 'o.message_id', 'm.id')
      .select(['m.address', 'm.sender_id', 'o.sender_id as lane'])
      .where('m.source_id', '=', id)
      .execute(),
  );
  for (const row of rows) expect(row.lane).toBe(row.sender_id);
  return new Map(rows.map((row) => [row.address!, row.lane]));
}

const people = (from: number, to: number) =>
  addPeople(
    product,
    ws,
    numbers(to)
      .slice(from)
      .map((phone) => ({ phone })),
  );

const counts = (placed: ReadonlyMap<string, string>) =>
  senders.map((id) => [...placed.values()].filter((one) => one === id).length);

describe('a pool', () => {
  it('is made, shown, changed and taken out of use', async () => {
    const made = await create(' Everybody ', senders.slice(0, 2));
    expect(made.body).toMatchObject({ name: 'Everybody', sandbox: true, channel: 'sms', rate_per_second: 30 });
    expect(made.body.senders.map((one) => one.share)).toEqual([1 / 3, 2 / 3]);
    const changed = await change(made.body.id, { name: 'All', sender_ids: [senders[2]] });
    expect(changed.body).toMatchObject({ name: 'All', senders: [{ id: senders[2], share: 1 }] });
    expect((await ws.as('viewer').call(poolsApi.listPools)).body.items).toMatchObject([{ name: 'All' }]);
    const gone = await ws.as('admin').call(poolsApi.archivePool, { params: { pool_id: made.body.id } });
    expect(gone.status).toBe(204);
    expect((await ws.as('viewer').call(poolsApi.listPools)).body.items).toEqual([]);
    expect((await change(made.body.id, { name: 'X' })).status).toBe(404);
  });

  it('is refused with what is wrong with it', async () => {
    const first = await poolOf();
    expect((await create('EVERYBODY', senders)).problem.code).toBe('already_exists');
    const other = await create('Others', senders);
    expect((await change(other.body.id, { name: 'everybody' })).problem.code).toBe('already_exists');
    expect((await change(first, { name: 'Everybody' })).status).toBe(200);
    expect((await create('None', [])).problem.errors).toMatchObject([{ field: 'body.sender_ids' }]);
    expect((await create('Gone', ['0192aaaa-0000-7000-8000-000000000001'])).problem.errors).toMatchObject([
      { field: 'body.sender_ids', message: expect.stringContaining('not there any more') },
    ]);
    const live = await addSender(product, ws, { sandbox: false });
    expect((await create('Mixed', [senders[0], live])).problem.errors?.[0]?.message).toContain('all real numbers');
    expect((await create('Mine', senders, 'manager')).status).toBe(403);
    const stranger = await product.workspace();
    expect((await stranger.as('admin').call(poolsApi.createPool, { body: { name: 'X', sender_ids: senders } })).status).toBe(400);
    expect((await stranger.as('admin').call(poolsApi.archivePool, { params: { pool_id: first } })).status).toBe(404);
  });
});

describe('a broadcast through a pool', () => {
  it('spreads new people by rate, and keeps each person at their number', async () => {
    await people(0, 300);
    const pool = await poolOf();
    const { placed } = await send(pool);
    expect(placed.size).toBe(300);
    const [slow, middle, fast] = counts(placed) as [number, number, number];
    expect(slow).toBeGreaterThan(20);
    expect(middle).toBeGreaterThan(slow);
    expect(fast).toBeGreaterThan(middle);
    expect((await send(pool)).placed).toEqual(placed);
    // One person looked up alone gets what planning gave them.
    await product.ctx.db.workspace(ws.id, async (tx) => {
      const plan = planPool(await chosenPool(tx, ws.id, pool));
      await sql`delete from sticky_senders`.execute(tx);
      for (const [address, sender] of [...placed].slice(0, 40)) expect(await placeOne(tx, plan, address)).toBe(sender);
    });
  });

  it('keeps people where they are when a number joins, and gives those of one that leaves another', async () => {
    await people(0, 200);
    const pool = await poolOf(senders.slice(0, 2));
    const { placed: before } = await send(pool);
    await change(pool, { sender_ids: senders });
    await people(200, 400);
    const { placed: joined } = await send(pool);
    for (const [address, sender] of before) expect(joined.get(address)).toBe(sender);
    expect(counts(joined)[2]).toBeGreaterThan(50);
    await change(pool, { sender_ids: senders.slice(1) });
    const { placed: left } = await send(pool);
    expect(counts(left)[0]).toBe(0);
    for (const [address, sender] of joined) if (sender !== senders[0]) expect(left.get(address)).toBe(sender);
    // Back again it gets new people, not its old ones.
    await change(pool, { sender_ids: senders });
    expect((await send(pool)).placed).toEqual(left);
  });

  it('sends no new people through a paused number, and keeps its own waiting for it', async () => {
    await people(0, 100);
    const pool = await poolOf();
    const { placed: before } = await send(pool);
    await ws
      .as('admin')
      .call(connectionsApi.pauseSender, { params: { sender_id: senders[2] }, body: { reason: 'Trouble at the carrier.' } });
    await people(100, 200);
    const { placed } = await send(pool);
    for (const [address, sender] of placed) {
      if (before.has(address)) expect(sender).toBe(before.get(address));
      else expect(sender).not.toBe(senders[2]);
    }
  });

  it('gives everybody of one phone the same number', async () => {
    await addPeople(product, ws, [{ phone: '+12025550110' }, { phone: '+12025550110' }, { phone: '+12025550111' }]);
    const pool = await poolOf();
    const { id } = await send(pool, { one_per_address: false });
    const rows = await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('messages').select(['address', 'sender_id']).where('source_id', '=', id).execute(),
    );
    expect(rows).toHaveLength(3);
    expect(new Set(rows.filter((one) => one.address === '+12025550110').map((one) => one.sender_id)).size).toBe(1);
  });

  it('paused and resumed goes on in every lane', async () => {
    await people(0, 60);
    const { id } = await send(await poolOf());
    const manager = ws.as('manager');
    const params = { broadcast_id: id };
    const lease = async () => {
      let n = 0;
      for (const senderId of senders)
        n +=
          (await takeLease(product.ctx, { senderId, workspaceId: ws.id }, { room: 100, replyRoom: 100 }))?.messages.length ?? 0;
      return n;
    };
    await product.ctx.db.workspace(ws.id, (tx) =>
      tx.updateTable('senders').set({ rate_per_second: 1_000, burst: 1_000, tokens: 1_000 }).execute(),
    );
    expect((await manager.call(broadcastsApi.pauseBroadcast, { params })).status).toBe(200);
    expect(await lease()).toBe(0);
    expect((await manager.call(broadcastsApi.resumeBroadcast, { params })).status).toBe(200);
    expect(await lease()).toBe(60);
  });

  it('says on the confirm page when its numbers are done together, and what waits for another day', async () => {
    await people(0, 300);
    const pool = await poolOf();
    const { id } = await addDraft(ws, { pool_id: pool });
    const estimate = () => ws.as('manager').call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: id } });
    const { body } = await estimate();
    expect(body).toMatchObject({ problems: [], sender: null, pool: { id: pool, name: 'Everybody', numbers: 3 } });
    expect(body.finish).toMatchObject({ rate_per_second: 60, ahead: 0, slips: 0 });
    expect(body.finish.seconds).toBeGreaterThanOrEqual(5);
    expect(body.finish.seconds).toBeLessThan(10);
    await ws.as('admin').call(connectionsApi.updateSender, { params: { sender_id: senders[2] }, body: { daily_cap: 10 } });
    const capped = (await estimate()).body.finish;
    expect(capped.slips).toBeGreaterThan(90);
    expect(capped.seconds).toBeGreaterThan(8 * 86_400);
  });

  it('says what is wrong when the pool is gone, empty, or named beside a sender', async () => {
    await people(0, 3);
    const pool = await poolOf([senders[1]]);
    const draft = await addDraft(ws, { pool_id: pool });
    expect(draft).toMatchObject({ pool_id: pool, sender_id: null, pool: { numbers: 1 } });
    const both = await ws.as('manager').call(broadcastsApi.createBroadcast, { body: { pool_id: pool, sender_id: senders[0] } });
    expect(both.problem.errors).toMatchObject([{ field: 'body.pool_id' }]);
    const none = await ws
      .as('manager')
      .call(broadcastsApi.createBroadcast, { body: { pool_id: '0192aaaa-0000-7000-8000-000000000001' } });
    expect(none.problem.errors).toMatchObject([{ field: 'body.pool_id' }]);
    await ws.as('admin').call(connectionsApi.archiveSender, { params: { sender_id: senders[1] } });
    const problems = async () =>
      (await ws.as('manager').call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: draft.id } })).body.problems;
    expect(await problems()).toMatchObject([{ field: 'sender_id', message: expect.stringContaining('no number left') }]);
    await ws.as('admin').call(poolsApi.archivePool, { params: { pool_id: pool } });
    expect(await problems()).toMatchObject([{ field: 'sender_id', message: expect.stringContaining('pool is not there') }]);
    const instead = await ws.as('manager').call(broadcastsApi.updateBroadcast, {
      params: { broadcast_id: draft.id },
      body: { version: 1, sender_id: senders[0] },
    });
    expect(instead.body).toMatchObject({ sender_id: senders[0], pool_id: null });
  });

  it('is remembered for direct sends too, and not seen by others', async () => {
    await people(0, 5);
    const pool = await poolOf();
    const { placed } = await send(pool);
    const [[address, sender]] = [...placed] as [[string, string]];
    const direct = await ws
      .as('admin')
      .call(sendMessagesApi.sendMessages, { body: { to: [{ phone: address }], body: 'Just you.', pool_id: pool } });
    expect((await placedOf(direct.body.broadcast_id!)).get(address)).toBe(sender);
    expect(await product.ctx.db.workspace(ws.id, (tx) => findSticky(tx, ws.id, address))).toBe(sender);
    const stranger = await product.workspace();
    expect(await product.ctx.db.workspace(stranger.id, (tx) => findSticky(tx, ws.id, address))).toBeUndefined();
  });
});

describe('a number of a pool that does not lead to somebody', () => {
  const refusal = decideOutcome(
    { kind: 'refused', code: 21612, words: 'No route.' },
    { attempt: 1, now: new Date(), random: 0, usefulUntil: null },
  );
  /** Leases what waits for this number, and lets the provider refuse it. */
  async function refuse(senderId: string): Promise<number> {
    await product.ctx.db.workspace(ws.id, (tx) =>
      tx.updateTable('senders').set({ tokens: 1 }).where('id', '=', senderId).execute(),
    );
    const lease = await takeLease(product.ctx, { senderId, workspaceId: ws.id }, { room: 10, replyRoom: 10 });
    const messages = lease?.messages ?? [];
    await writeResults(
      product.ctx,
      messages.map((message) => ({ message, senderId, outcome: refusal })),
    );
    return messages.length;
  }
  const standing = (address: string) =>
    product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('suppressions').select(['kind', 'reason', 'evidence']).where('address', '=', address).execute(),
    );

  it('is taken for another the next time, and the person is suppressed only when the others do not lead there, too', async () => {
    const [phone = ''] = numbers(1);
    await addPeople(product, ws, [{ phone }]);
    const [one, two] = senders;
    const pool = await poolOf([one, two]);
    const first = (await send(pool)).placed.get(phone) ?? '';
    expect(await refuse(first)).toBe(1);
    expect(await standing(phone)).toEqual([]);
    const second = (await send(pool, { name: 'Second' })).placed.get(phone) ?? '';
    expect([first, second].sort()).toEqual([one, two].sort());
    expect(await refuse(second)).toBe(1);
    expect(await standing(phone)).toMatchObject([
      { kind: 'unreachable', reason: 'From 2 senders no route leads to this number.', evidence: { failures: [{}, {}] } },
    ]);
  });

  it('alone never suppresses, however often it fails', async () => {
    const [phone = ''] = numbers(1);
    await addPeople(product, ws, [{ phone }]);
    const pool = await poolOf([senders[0]]);
    for (const name of ['One', 'Two', 'Three']) {
      await send(pool, { name });
      expect(await refuse(senders[0])).toBe(1);
    }
    expect(await standing(phone)).toEqual([]);
  });
});
