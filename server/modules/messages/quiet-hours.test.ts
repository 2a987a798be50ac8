import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { sendMessagesApi } from '@tidings/core/contract/send-messages';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { planBroadcast } from '../broadcasts/plan.ts';
import { addDraft, addPeople, numbers } from '../broadcasts/testing.ts';
import { queueMessage } from './queue.ts';
import {
  asleep,
  awake,
  dayMs,
  lane,
  live,
  outbox,
  people,
  product,
  progress,
  recipients,
  send,
  set,
  zoneAt,
} from './quiet-hours-testing.ts';
import { takeLease } from './take-lease.ts';

describe('quiet hours at the lease', () => {
  it('lets nobody be texted who sleeps, and says until when they wait', async () => {
    const { ws, lease } = await lane();
    const [up] = await people(ws, [awake, asleep, asleep]);
    const id = await send(ws);
    const leased = await lease();
    expect(leased.map((one) => one.contactId)).toEqual([up]);
    // The provider may not deliver after 21:00 at this person's place.
    expect(leased[0]?.validitySeconds).toBeGreaterThan(6 * 3_600);
    expect(leased[0]?.validitySeconds).toBeLessThan(9 * 3_600);
    expect(await lease()).toEqual([]);
    const { waits, waiting, seconds_left } = await progress(ws, id);
    expect(waits).toMatchObject([{ reason: 'quiet_hours', label: 'Quiet hours', n: 2, local: expect.stringMatching(/T08:00$/) }]);
    expect(waiting).toBe(3);
    expect(seconds_left).toBeNull();
    const rows = await recipients(ws, id);
    expect(rows.filter((row) => row.waits_for === 'Quiet hours').map((row) => row.waits_until)).toEqual([
      waits[0]?.until,
      waits[0]?.until,
    ]);
  });

  it('does not hold in the sandbox unless the workspace says so, and always for real phones', async () => {
    const { ws, senderId, lease } = await lane({ in_sandbox: false });
    await people(ws, [asleep]);
    await send(ws);
    expect(await lease()).toHaveLength(1);
    await product.ctx.db.system(async (tx) => {
      await tx.updateTable('workspaces').set({ mode: 'live' }).where('id', '=', ws.id).execute();
      await tx.updateTable('senders').set({ sandbox: false }).where('id', '=', senderId).execute();
    });
    const id = await send(ws, { name: 'Second', sender_id: senderId });
    expect(await lease()).toEqual([]);
    expect(await outbox(ws, id)).toMatchObject([{ status: 'queued', wait_reason: 'quiet_hours' }]);
  });

  it('decides again when the hour comes: by the clock and zone of that moment', async () => {
    const { ws, lease, senderId } = await lane();
    const ids = await people(ws, [asleep, asleep]);
    const id = await send(ws);
    expect(await lease()).toEqual([]);
    // The hour comes; one has moved to where it is day, the other's night goes on.
    await live(ws, [ids[0] ?? ''], [awake]);
    await product.ctx.db.workspace(ws.id, (tx) =>
      tx.updateTable('outbox').set({ due_at: new Date() }).where('source_id', '=', id).execute(),
    );
    expect((await lease()).map((one) => one.contactId)).toEqual([ids[0]]);
    expect((await outbox(ws, id)).filter((row) => row.status === 'queued' && row.due_at.getTime() > Date.now())).toHaveLength(1);
    expect(senderId).toBeTruthy();
  });

  it('decides again at once when the hours are changed', async () => {
    const { ws, lease } = await lane({ own: { from: '12:00', to: '13:00', days: [1, 2, 3, 4, 5, 6, 7] } });
    // Fourteen o'clock: inside the law, outside the workspace's hour.
    const zone = zoneAt(14);
    await people(ws, [zone, zone, asleep]);
    const id = await send(ws);
    expect(await lease()).toEqual([]);
    expect((await progress(ws, id)).waits.map((one) => one.n)).toEqual(expect.arrayContaining([2, 1]));
    await set(ws, { in_sandbox: true });
    expect(await lease()).toHaveLength(2);
    expect(await lease()).toEqual([]);
    expect((await progress(ws, id)).waits).toMatchObject([{ n: 1, local: expect.stringMatching(/T08:00$/) }]);
  });

  it('ends what would be too late by then, and what no hour suits', async () => {
    const { ws, lease } = await lane();
    const [late] = await people(ws, [asleep]);
    const id = await send(ws, { useless_after: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await lease()).toEqual([]);
    expect(await recipients(ws, id)).toMatchObject([{ contact_id: late, state: 'expired', reason: 'expired_in_quiet_hours' }]);
    const other = await lane({ own: { from: '08:00', to: '09:00', days: [1] } });
    const [kentucky] = await addPeople(product, other.ws, [{ phone: '+15025550123' }]);
    const second = await send(other.ws);
    expect(await other.lease()).toEqual([]);
    expect(await recipients(other.ws, second)).toMatchObject([
      { contact_id: kentucky, state: 'skipped', reason: 'no_allowed_hours' },
    ]);
  });

  it('keeps a broadcast that waits open: it can be paused, resumed and cancelled, and ends only when all are done', async () => {
    const { ws, lease } = await lane();
    const ids = await people(ws, [asleep, asleep, asleep]);
    const id = await send(ws);
    expect(await lease()).toEqual([]);
    const control = (name: 'pauseBroadcast' | 'resumeBroadcast' | 'cancelBroadcast') =>
      ws.as('manager').call(broadcastsApi[name], { params: { broadcast_id: id } });
    expect((await control('pauseBroadcast')).body.state).toBe('paused');
    await live(ws, ids, [awake, awake, asleep]);
    const dueNow = () =>
      product.ctx.db.workspace(ws.id, (tx) =>
        tx.updateTable('outbox').set({ due_at: new Date() }).where('source_id', '=', id).execute(),
      );
    await dueNow();
    // Paused: nothing goes although the hour has come; resumed: who is up goes, nobody is forgotten.
    expect(await lease()).toEqual([]);
    expect((await control('resumeBroadcast')).body.state).toBe('sending');
    expect(await lease()).toHaveLength(2);
    expect((await progress(ws, id)).state).toBe('sending');
    expect((await control('cancelBroadcast')).body.state).toBe('cancelled');
    await dueNow();
    expect(await lease()).toEqual([]);
    expect((await progress(ws, id)).waits).toEqual([]);
  });

  it('costs a lease nothing that many wait: thousands are put off once, and not looked at again', async () => {
    const { ws, lease, senderId } = await lane({}, 500);
    const many = 1_200;
    await product.ctx.db.workspace(ws.id, async (tx) => {
      await sql`insert into contacts (workspace_id, phone, sms_consent, time_zone)
        select ${ws.id}, '+1202' || (5550000 + n)::text, 'yes', ${asleep} from generate_series(1, ${many}) n`.execute(tx);
    });
    // As autovacuum does after an import: without it the planner believes that the table is empty.
    await sql`analyze contacts`.execute(product.ctx.db.open);
    const draft = await addDraft(ws);
    await ws
      .as('manager')
      .call(broadcastsApi.sendBroadcast, { params: { broadcast_id: draft.id }, body: { version: draft.version } });
    await product.ctx.db.system((tx) => planBroadcast(tx, ws.id, draft.id));
    let rounds = 0;
    for (;;) {
      const lease = await takeLease(product.ctx, { senderId, workspaceId: ws.id }, { room: 1_000, replyRoom: 1_000 });
      if (!lease || lease.decided === 0) break;
      rounds += 1;
      expect(rounds).toBeLessThanOrEqual(Math.ceil(many / 500));
    }
    expect((await progress(ws, draft.id)).waits).toMatchObject([{ n: many }]);
    // What comes now goes at once, past all that wait.
    const [up] = await people(ws, [awake]);
    await send(ws, { audience: { include: [{ kind: 'contacts', ids: [up ?? ''] }], exclude: [] } });
    expect((await lease()).map((one) => one.contactId)).toEqual([up]);
    expect(await lease()).toEqual([]);
  });
});

describe('what does not wait', () => {
  it('is a reply in a conversation that is alive; an old one waits', async () => {
    const { ws, senderId, lease } = await lane();
    const ids = await people(ws, [asleep, asleep]);
    await product.ctx.db.workspace(ws.id, async (tx) => {
      for (const [index, contactId] of ids.entries()) {
        await sql`insert into messages (workspace_id, direction, channel, contact_id, source, state, created_at)
          values (${ws.id}, 'in', 'sms', ${contactId}, 'inbound', 'received', now() - make_interval(hours => ${index === 0 ? 1 : 72}))`.execute(
          tx,
        );
      }
    });
    const phones = numbers(2);
    for (const [index, contactId] of ids.entries()) {
      await product.ctx.db.workspace(ws.id, (tx) =>
        queueMessage(tx, {
          workspaceId: ws.id,
          contactId,
          address: phones[index] ?? '',
          ourAddress: '+12025550199',
          senderId,
          source: 'reply',
          sourceId: null,
          priority: 0,
          body: 'Yes, ten o’clock.',
          sendKey: `reply-${contactId}`,
          createdBy: null,
          createdByName: 'Test',
          uselessAfter: null,
        }),
      );
    }
    expect((await lease()).map((one) => one.contactId)).toEqual([ids[0]]);
  });

  it('is an urgent broadcast, which only admins may send, with the reason on record', async () => {
    const { ws, lease } = await lane();
    await people(ws, [asleep]);
    const urgent = { kind: 'urgent', reason: 'The building is closed today.' } as const;
    const refused = await ws.as('manager').call(broadcastsApi.createBroadcast, { body: { quiet_hours: urgent } });
    expect(refused.status).toBe(403);
    const draft = await addDraft(ws, { purpose: 'informational' });
    const marked = await ws.as('admin').call(broadcastsApi.updateBroadcast, {
      params: { broadcast_id: draft.id },
      body: { version: draft.version, quiet_hours: urgent },
    });
    expect(marked.body.quiet_hours).toEqual(urgent);
    const body = { version: marked.body.version };
    const params = { broadcast_id: draft.id };
    expect((await ws.as('manager').call(broadcastsApi.sendBroadcast, { params, body })).status).toBe(403);
    expect((await ws.as('admin').call(broadcastsApi.sendBroadcast, { params, body })).status).toBe(202);
    expect(await lease()).toHaveLength(1);
    const [entry] = await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('audit_entries').select('details').where('action', '=', 'broadcast_sent').execute(),
    );
    expect(entry?.details).toMatchObject({ urgent: urgent.reason });
  });

  it('no urgent one that is marketing: it is refused wherever it could be asked for, and waits where it is stored', async () => {
    const { ws, lease } = await lane();
    await people(ws, [asleep]);
    const as = ws.as('admin');
    const quiet_hours = { kind: 'urgent', reason: 'The sale ends tonight.' } as const;
    const named = (field: string) => [{ field, message: expect.stringContaining('information only') }];
    const refusal = (answer: { status: number; problem: { errors?: unknown } }, field = 'body.quiet_hours') => {
      expect(answer.status).toBe(422);
      expect(answer.problem.errors).toMatchObject(named(field));
    };
    for (const purpose of [undefined, 'marketing'] as const)
      refusal(await as.call(broadcastsApi.createBroadcast, { body: { quiet_hours, ...(purpose ? { purpose } : {}) } }));
    refusal(
      await as.call(sendMessagesApi.sendMessages, {
        body: { to: [{ phone: '+12025550100' }], body: 'Sale', smart_encoding: true, quiet_hours },
      }),
    );
    const draft = await addDraft(ws, { purpose: 'informational' });
    const params = { broadcast_id: draft.id };
    const change = (body: object) =>
      as.call(broadcastsApi.updateBroadcast, { params, body: { version: draft.version, ...body } as never });
    refusal(await change({ quiet_hours, purpose: 'marketing' }));
    refusal(await change({ quiet_hours, purpose: null }));
    const marked = await change({ quiet_hours });
    expect(marked.status).toBe(200);
    refusal(await change({ version: marked.body.version, purpose: null }));
    // As one from before this was refused.
    await product.ctx.db.workspace(ws.id, (tx) => tx.updateTable('broadcasts').set({ purpose: 'marketing' }).execute());
    const body = { version: marked.body.version };
    refusal(await as.call(broadcastsApi.sendBroadcast, { params, body }), 'quiet_hours');
    const tomorrow = { local: `${new Date(Date.now() + dayMs).toISOString().slice(0, 10)}T12:00`, zone: 'UTC' };
    refusal(await as.call(broadcastsApi.scheduleBroadcast, { params, body: { ...body, ...tomorrow } }), 'quiet_hours');
    await product.ctx.db.workspace(ws.id, (tx) => tx.updateTable('broadcasts').set({ purpose: 'informational' }).execute());
    expect((await as.call(broadcastsApi.sendBroadcast, { params, body })).status).toBe(202);
    await product.ctx.db.workspace(ws.id, (tx) => tx.updateTable('message_sources').set({ purpose: 'marketing' }).execute());
    expect(await lease()).toEqual([]);
    expect((await outbox(ws, draft.id)).map((one) => [one.status, one.wait_reason])).toEqual([['queued', 'quiet_hours']]);
  });

  it('a broadcast may keep stricter hours, never laxer ones', async () => {
    const { ws, lease } = await lane();
    const zone = zoneAt(14);
    await people(ws, [zone, asleep]);
    const every = [1, 2, 3, 4, 5, 6, 7];
    await send(ws, { quiet_hours: { kind: 'stricter', from: '12:00', to: '13:00', days: every } });
    expect(await lease()).toEqual([]);
    await send(ws, { name: 'Laxer', quiet_hours: { kind: 'stricter', from: '00:00', to: '24:00', days: every } });
    expect(await lease()).toHaveLength(1);
  });
});
