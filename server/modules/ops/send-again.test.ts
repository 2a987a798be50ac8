import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { eventually, type TestProduct, testProduct } from '../../testing/product.ts';
import { planBroadcast } from '../broadcasts/plan.ts';
import { retryFailed } from '../messages/again.ts';
import { accepted, followUpCounts, oneRecipient } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const open = (settings?: Parameters<typeof oneRecipient>[1]) => oneRecipient(product, settings);

describe('nobody gets the same twice', () => {
  it.each([
    ['waits', async () => {}],
    ['was taken', async (one: Awaited<ReturnType<typeof open>>) => one.report(await one.lease(), accepted)],
    [
      'may have arrived',
      async (one: Awaited<ReturnType<typeof open>>) =>
        one.report(await one.lease(), () => ({ kind: 'unknown', words: 'Reset.' })),
    ],
  ] as const)('a broadcast to those missed that %s takes it from the list of failures', async (_, then) => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    expect(await one.offered()).toBe(1);
    await one.toThoseMissed(id);
    await then(one);
    expect(await one.offered()).toBe(0);
    expect(await one.again()).toBe(0);
  });

  it('what was sent again from the list is not missed any more', async () => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    expect(await one.again()).toBe(1);
    expect(await one.whoIs('missed', id)).toEqual([]);
    await one.report(await one.lease(), accepted);
    expect(await one.whoIs('missed', id)).toEqual([]);
    expect(await one.again()).toBe(0);
  });

  it('both at the same moment send once', async () => {
    for (let round = 0; round < 4; round += 1) {
      const one = await open();
      const id = await one.send();
      await one.fail();
      const drafts = [await one.toThoseMissed(id, false), await one.toThoseMissed(id, false)];
      await one.change(sql`update broadcasts set state = 'planning', started_at = now() where state = 'draft'`);
      await Promise.all([...drafts.map((draft) => one.plan(draft.id)), one.again(), one.again()]);
      expect(await one.lease()).toHaveLength(1);
    }
  });

  /** Runs `second` while `first` has written but not committed, and lets `first` commit once `second` waits for it. */
  async function overtaken<T>(first: (tx: Tx) => Promise<unknown>, workspaceId: string, second: () => Promise<T>): Promise<T> {
    let result: Promise<T> | undefined;
    await product.ctx.db.workspace(workspaceId, async (tx) => {
      await first(tx);
      result = second();
      await eventually(async () => {
        const { rows } = await product.ctx.db.system((other) =>
          sql`select 1 from pg_locks where locktype = 'advisory' and classid = 7065 and not granted`.execute(other),
        );
        return rows.length > 0;
      }, 'the second waits');
    });
    if (!result) throw new Error('The second never began.');
    return result;
  }

  it('the list of failures waits for a broadcast that is just being planned, and sees it', async () => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    const draft = await one.toThoseMissed(id, false);
    await one.change(sql`update broadcasts set state = 'planning', started_at = now() where id = ${draft.id}`);
    expect(await overtaken((tx) => planBroadcast(tx, one.ws.id, draft.id), one.ws.id, one.again)).toBe(0);
    expect(await one.lease()).toHaveLength(1);
  });

  it('a broadcast waits for the list of failures, and leaves out what it sends', async () => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    const draft = await one.toThoseMissed(id, false);
    await one.change(sql`update broadcasts set state = 'planning', started_at = now() where id = ${draft.id}`);
    const by = { id: null, name: 'Test' };
    await overtaken(
      async (tx) => expect(await retryFailed(tx, one.ws.id, by, { reason: 'carrier_error' })).toEqual({ queued: 1, left: 0 }),
      one.ws.id,
      () => one.plan(draft.id),
    );
    expect(await one.lease()).toHaveLength(1);
  });

  it('however often it fails, the chain has one end that may go on', async () => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    const first = await one.toThoseMissed(id);
    await one.fail();
    // Two failures stand in the list, of one text to one person.
    expect(await one.offered()).toBe(1);
    expect(await one.again()).toBe(1);
    expect(await one.whoIs('missed', id)).toEqual([]);
    expect(await one.whoIs('missed', first.id)).toEqual([]);
    await one.fail();
    expect(await one.offered()).toBe(1);
    expect(await one.whoIs('missed', id)).toEqual([one.contactId]);
    await one.toThoseMissed(first.id);
    expect(await one.whoIs('missed', id)).toEqual([]);
    expect(await one.again()).toBe(0);
    expect(await one.lease()).toHaveLength(1);
  });

  it('what never left its draft’s queue may be sent again', async () => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    const draft = await one.toThoseMissed(id);
    await one.ws.as('manager').call(broadcastsApi.cancelBroadcast, { params: { broadcast_id: draft.id } });
    await one.change(sql`update messages set state = 'cancelled', reason = 'cancelled_by_member' where source_id = ${draft.id}`);
    expect(await one.again()).toBe(1);
  });
});

describe('a correction reaches', () => {
  it.each(['skip', 'wait'] as const)(
    'those who have had enough texts (%s): the wrong one must not be the last',
    async (excess) => {
      const one = await oneRecipient(product, { frequency_cap: { messages: 1, days: 7, excess } });
      const id = await one.send();
      await one.report(await one.lease(), accepted);
      const draft = await one.ws
        .as('manager')
        .call(broadcastsApi.followUpBroadcast, { params: { broadcast_id: id }, body: { to: 'reached' } });
      const params = { broadcast_id: draft.body.id };
      const manager = one.ws.as('manager');
      const { body } = await manager.call(broadcastsApi.updateBroadcast, { params, body: { version: 1, body: 'At ten.' } });
      const estimate = await manager.call(broadcastsApi.estimateBroadcast, { params });
      expect(estimate.body).toMatchObject({ will_get: 1, hours: { left_out: [], waiting: [] } });
      await manager.call(broadcastsApi.sendBroadcast, { params, body: { version: body.version } });
      expect((await one.lease()).map((message) => message.body)).toEqual(['At ten.']);
      // It counts for what comes after it, and nothing else goes before its turn.
      await one.send({ name: 'Another' });
      expect(await one.lease()).toEqual([]);
    },
  );

  it('who has it in hand of a worker at that moment, once the rest is stopped', async () => {
    const one = await open();
    const id = await one.send();
    const manager = one.ws.as('manager');
    const correct = (while_it_goes?: boolean) =>
      manager.call(broadcastsApi.followUpBroadcast, {
        params: { broadcast_id: id },
        body: { to: 'reached', ...(while_it_goes ? { while_it_goes } : {}) },
      });
    // It still goes: that is said before anything else. Once it is paused, or somebody says so, nobody has it yet.
    const refused = (await correct()).problem;
    expect(refused).toMatchObject({ code: 'wrong_state', errors: [{ field: 'while_it_goes' }] });
    expect(refused.detail).toContain('Pause or cancel it first');
    expect((await correct(true)).problem.detail).toMatch(/^Nobody has been reached/);
    await manager.call(broadcastsApi.pauseBroadcast, { params: { broadcast_id: id } });
    expect((await correct()).problem.detail).toMatch(/^Nobody has been reached/);
    await manager.call(broadcastsApi.resumeBroadcast, { params: { broadcast_id: id } });
    expect(await one.lease()).toHaveLength(1);
    expect(await followUpCounts(one, id)).toMatchObject({ reached: 1 });
    // Nothing of it waits any more, so nobody gets the wrong text after the correction.
    const draft = await correct();
    expect(draft.status, draft.text).toBe(201);
    const params = { broadcast_id: draft.body.id };
    const estimate = await manager.call(broadcastsApi.estimateBroadcast, { params });
    expect(estimate.body).toMatchObject({ recipients: 1 });
  });

  it('who got it from the list of failures, also when nobody else was reached', async () => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    const correct = () =>
      one.ws.as('manager').call(broadcastsApi.followUpBroadcast, { params: { broadcast_id: id }, body: { to: 'reached' } });
    expect((await correct()).status).toBe(409);
    expect(await followUpCounts(one, id)).toEqual({ missed: 1, repaired: 0, reached: 0 });
    await one.again();
    // On its way: neither missed nor reached.
    expect(await followUpCounts(one, id)).toEqual({ missed: 0, repaired: 0, reached: 0 });
    expect(await one.whoIs('reached', id)).toEqual([]);
    await one.report(await one.lease(), accepted);
    expect(await one.whoIs('reached', id)).toEqual([one.contactId]);
    expect(await followUpCounts(one, id)).toEqual({ missed: 0, repaired: 0, reached: 1 });
    expect((await correct()).status).toBe(201);
  });

  it('who got it by a broadcast to those missed, and from the failures of that', async () => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    const draft = await one.toThoseMissed(id);
    await one.fail();
    await one.again();
    await one.report(await one.lease(), accepted);
    expect(await one.whoIs('reached', id)).toEqual([one.contactId]);
    expect(await one.whoIs('reached', draft.id)).toEqual([one.contactId]);
    // Once in each, however often it was tried.
    expect(await followUpCounts(one, id)).toEqual({ missed: 0, repaired: 0, reached: 1 });
    expect(await followUpCounts(one, draft.id)).toEqual({ missed: 0, repaired: 0, reached: 1 });
  });
});
