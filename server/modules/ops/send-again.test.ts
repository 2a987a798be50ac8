import { audiencesApi } from '@tidings/core/contract/audience';
import { broadcastsApi, type NewBroadcast } from '@tidings/core/contract/broadcasts';
import { queueApi } from '@tidings/core/contract/queue';
import { defaultQuietHoursSettings, type QuietHoursSettings, quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { eventually, type TestProduct, testProduct } from '../../testing/product.ts';
import { planBroadcast } from '../broadcasts/plan.ts';
import { addDraft, addPeople, addSender } from '../broadcasts/testing.ts';
import { retryFailed } from '../messages/again.ts';
import type { Outcome } from '../messages/outcome.ts';
import { writeResults } from '../messages/results.ts';
import { type LeasedMessage, takeLease } from '../messages/take-lease.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const failed: Outcome = {
  kind: 'ended',
  to: 'failed',
  reason: 'carrier_error',
  code: 30008,
  words: 'No.',
  suppress: undefined,
  pauseSender: false,
};
const accepted = (): Outcome => ({ kind: 'accepted', providerId: `SM${Math.random()}` });
const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** A workspace with one person, whose messages are leased and reported by hand. */
async function open(settings: Partial<QuietHoursSettings> = {}) {
  const ws = await product.workspace();
  const senderId = await addSender(product, ws, { rate: 1_000 });
  await product.ctx.db.workspace(ws.id, (tx) => tx.updateTable('senders').set({ burst: 1_000, tokens: 1_000 }).execute());
  const body = {
    ...defaultQuietHoursSettings,
    in_sandbox: true,
    own: { from: '00:00', to: '24:00', days: everyDay },
    ...settings,
  };
  const saved = await ws.as('admin').call(quietHoursApi.updateQuietHours, { body });
  expect(saved.status, saved.text).toBe(200);
  const [contactId = ''] = await addPeople(product, ws, [{ phone: '+12025550101' }]);
  // Where it is about one in the afternoon: no test waits for an hour of the day.
  const offset = ((new Date().getUTCHours() - 13 + 36) % 24) - 12;
  const zone = offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '+' : '-'}${Math.abs(offset)}`;
  const change = (work: ReturnType<typeof sql>) => product.ctx.db.workspace(ws.id, (tx) => work.execute(tx));
  await change(sql`update contacts set time_zone = ${zone}`);
  const lease = async () =>
    (await takeLease(product.ctx, { senderId, workspaceId: ws.id }, { room: 100, replyRoom: 100 }))?.messages ?? [];
  const report = (messages: readonly LeasedMessage[], outcome: () => Outcome) =>
    writeResults(
      product.ctx,
      messages.map((message) => ({ message, senderId, outcome: outcome() })),
    );
  const sendDraft = async (id: string, version: number) => {
    const sent = await ws.as('manager').call(broadcastsApi.sendBroadcast, { params: { broadcast_id: id }, body: { version } });
    expect(sent.status, sent.text).toBe(202);
  };
  const plan = (id: string) => product.ctx.db.system((tx) => planBroadcast(tx, ws.id, id));
  return {
    ws,
    contactId,
    change,
    lease,
    report,
    plan,
    async send(wish: NewBroadcast = {}) {
      const draft = await addDraft(ws, wish);
      await sendDraft(draft.id, draft.version);
      await plan(draft.id);
      return draft.id;
    },
    /** Leases the one message that waits, and says that it failed. */
    async fail() {
      const leased = await lease();
      expect(leased).toHaveLength(1);
      await report(leased, () => failed);
    },
    async toThoseMissed(id: string, send = true) {
      const draft = await ws
        .as('manager')
        .call(broadcastsApi.followUpBroadcast, { params: { broadcast_id: id }, body: { to: 'missed' } });
      expect(draft.status, draft.text).toBe(201);
      if (send) await sendDraft(draft.body.id, draft.body.version);
      if (send) await plan(draft.body.id);
      return draft.body;
    },
    sendDraft,
    again: async () => (await ws.as('admin').call(queueApi.retryFailed, { body: { reason: 'carrier_error' } })).body.queued,
    offered: async () =>
      (await ws.as('admin').call(queueApi.listFailureGroups)).body.items.reduce((sum, one) => sum + one.open, 0),
    whoIs: async (kind: 'missed' | 'reached', id: string) =>
      (
        await ws
          .as('viewer')
          .call(audiencesApi.previewAudience, { body: { audience: { include: [{ kind, broadcast_id: id }] }, sample: 20 } })
      ).body.sample.map((one) => one.id),
    last: async () => {
      const { rows } = await product.ctx.db.workspace(ws.id, (tx) =>
        sql<{ state: string; reason: string; source: string }>`
          select state, reason, source from messages where direction = 'out' order by id desc limit 1`.execute(tx),
      );
      return rows[0];
    },
  };
}

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
  it('who got it from the list of failures, also when nobody else was reached', async () => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    const correct = () =>
      one.ws.as('manager').call(broadcastsApi.followUpBroadcast, { params: { broadcast_id: id }, body: { to: 'reached' } });
    expect((await correct()).status).toBe(409);
    await one.again();
    expect(await one.whoIs('reached', id)).toEqual([]);
    await one.report(await one.lease(), accepted);
    expect(await one.whoIs('reached', id)).toEqual([one.contactId]);
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
  });
});

describe('what is sent again is decided as the first', () => {
  it('not for people who agreed to information only, also when sent again twice', async () => {
    const one = await open();
    await one.change(sql`update contacts set sms_consent_purpose = 'all'`);
    await one.send({ purpose: 'marketing' });
    await one.fail();
    await one.again();
    await one.fail();
    await one.change(sql`update contacts set sms_consent_purpose = 'informational'`);
    expect(await one.again()).toBe(1);
    expect(await one.lease()).toEqual([]);
    expect(await one.last()).toEqual({ source: 'retry', state: 'skipped', reason: 'consent_other_purpose' });
  });

  it('with the broadcast’s stricter hours, at the place of the person', async () => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    // About one in the afternoon there.
    await one.change(sql`update message_sources set quiet_hours = '{"kind":"stricter","from":"09:00","to":"10:00","days":[1,2,3,4,5,6,7]}'
      where id = ${id}`);
    expect(await one.again()).toBe(1);
    expect(await one.lease()).toEqual([]);
    const { rows } = await product.ctx.db.workspace(one.ws.id, (tx) =>
      sql<{ wait_reason: string }>`select wait_reason from outbox`.execute(tx),
    );
    expect(rows).toEqual([{ wait_reason: 'quiet_hours' }]);
  });

  it('within how often one person is texted, and counted for it', async () => {
    const one = await open({ frequency_cap: { messages: 1, days: 7, excess: 'skip' } });
    await one.send();
    await one.fail();
    await one.again();
    await one.report(await one.lease(), accepted);
    await one.send({ name: 'Second' });
    expect(await one.lease()).toEqual([]);
    expect(await one.last()).toMatchObject({ source: 'broadcast', reason: 'frequency_cap' });
    const other = await open({ frequency_cap: { messages: 1, days: 7, excess: 'skip' } });
    await other.send();
    await other.fail();
    await other.send({ name: 'Second' });
    await other.report(await other.lease(), accepted);
    await other.again();
    expect(await other.lease()).toEqual([]);
    expect(await other.last()).toMatchObject({ source: 'retry', reason: 'frequency_cap' });
  });

  it('waits while its broadcast is paused, goes on with it, and ends when it is cancelled', async () => {
    const one = await open();
    const id = await one.send();
    await one.fail();
    const control = (name: 'pauseBroadcast' | 'resumeBroadcast' | 'cancelBroadcast') =>
      one.ws.as('manager').call(broadcastsApi[name], { params: { broadcast_id: id } });
    expect((await control('pauseBroadcast')).status).toBe(200);
    await one.again();
    expect(await one.lease()).toEqual([]);
    expect((await control('resumeBroadcast')).status).toBe(200);
    await one.fail();
    await one.again();
    expect((await control('cancelBroadcast')).status).toBe(200);
    expect(await one.lease()).toEqual([]);
    expect(await one.last()).toMatchObject({ source: 'retry', state: 'cancelled', reason: 'cancelled_by_member' });
  });
});
