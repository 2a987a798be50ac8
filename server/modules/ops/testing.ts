import { audiencesApi } from '@tidings/core/contract/audience';
import type { NewBroadcast } from '@tidings/core/contract/broadcast';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { queueApi } from '@tidings/core/contract/queue';
import { defaultQuietHoursSettings, type QuietHoursSettings, quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { TestProduct } from '../../testing/product.ts';
import { planBroadcast } from '../broadcasts/plan.ts';
import { addDraft, addPeople, addSender } from '../broadcasts/testing.ts';
import type { Outcome } from '../messages/outcome.ts';
import { writeResults } from '../messages/results.ts';
import { type LeasedMessage, takeLease } from '../messages/take-lease.ts';

const failed: Outcome = {
  kind: 'ended',
  to: 'failed',
  reason: 'carrier_error',
  code: 30008,
  words: 'No.',
  suppress: undefined,
  pauseSender: false,
};
export const accepted = (): Outcome => ({ kind: 'accepted', providerId: `SM${Math.random()}` });
const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** A workspace with one person, whose messages are leased and reported by hand. */
export async function oneRecipient(product: TestProduct, settings: Partial<QuietHoursSettings> = {}) {
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

/** How many a follow-up of each kind would go to. */
export async function followUpCounts({ ws }: Pick<Awaited<ReturnType<typeof oneRecipient>>, 'ws'>, id: string) {
  return (await ws.as('viewer').call(broadcastsApi.countFollowUps, { params: { broadcast_id: id } })).body;
}
