import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { defaultQuietHoursSettings, type QuietHoursSettings, quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { planBroadcast } from '../broadcasts/plan.ts';
import { addDraft, addPeople, addSender, numbers } from '../broadcasts/testing.ts';
import { queueMessage } from './queue.ts';
import { type LeasedMessage, takeLease } from './take-lease.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

/** A zone whose clocks show about this hour now: Etc/GMT+5 is five hours behind. No test waits for an hour of the day. */
function zoneAt(hour: number): string {
  const behind = (new Date().getUTCHours() - hour + 24) % 24;
  const offset = behind > 12 ? behind - 24 : behind;
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '+' : '-'}${Math.abs(offset)}`;
}
const awake = zoneAt(13);
const asleep = zoneAt(3);
const dayMs = 86_400_000;

interface Lane {
  readonly ws: TestWorkspace;
  readonly senderId: string;
  readonly lease: (room?: number) => Promise<readonly LeasedMessage[]>;
}

async function lane(settings: Partial<QuietHoursSettings> = {}, rate = 1_000): Promise<Lane> {
  const ws = await product.workspace();
  const senderId = await addSender(product, ws, { rate });
  await product.ctx.db.workspace(ws.id, (tx) =>
    tx.updateTable('senders').set({ burst: 1_000, tokens: 1_000 }).where('id', '=', senderId).execute(),
  );
  await set(ws, { in_sandbox: true, ...settings });
  const lease = async (room = 1_000) =>
    (await takeLease(product.ctx, { senderId, workspaceId: ws.id }, { room, replyRoom: room }))?.messages ?? [];
  return { ws, senderId, lease };
}

async function set(ws: TestWorkspace, settings: Partial<QuietHoursSettings>) {
  const answer = await ws
    .as('admin')
    .call(quietHoursApi.updateQuietHours, { body: { ...defaultQuietHoursSettings, ...settings } });
  if (answer.status !== 200) throw new Error(answer.text);
}

/** People who sleep, and people who are up, by their own zones. */
async function people(ws: TestWorkspace, zones: readonly string[]): Promise<string[]> {
  const phones = numbers(zones.length);
  const ids = await addPeople(
    product,
    ws,
    zones.map((_, index) => ({ phone: phones[index] ?? '' })),
  );
  await live(ws, ids, zones);
  return ids;
}

const live = (ws: TestWorkspace, ids: readonly string[], zones: readonly string[]) =>
  product.ctx.db.workspace(ws.id, async (tx) => {
    await sql`update contacts c set time_zone = z.zone from unnest(${ids}::uuid[], ${zones}::text[]) as z(id, zone) where c.id = z.id`.execute(
      tx,
    );
  });

async function send(ws: TestWorkspace, wish: Parameters<typeof addDraft>[1] = {}, as: 'manager' | 'admin' = 'manager') {
  const draft = await addDraft(ws, wish);
  const sent = await ws.as(as).call(broadcastsApi.sendBroadcast, {
    params: { broadcast_id: draft.id },
    body: { version: draft.version },
  });
  if (sent.status !== 202) throw new Error(sent.text);
  return draft.id;
}

const progress = async (ws: TestWorkspace, id: string) =>
  (await ws.as('viewer').call(broadcastsApi.getBroadcastProgress, { params: { broadcast_id: id } })).body;
const recipients = async (ws: TestWorkspace, id: string) =>
  (await ws.as('viewer').call(broadcastsApi.listRecipients, { params: { broadcast_id: id } })).body.items;
const outbox = (ws: TestWorkspace, id: string) =>
  product.ctx.db.workspace(ws.id, (tx) =>
    tx.selectFrom('outbox').select(['message_id', 'due_at', 'wait_reason', 'status']).where('source_id', '=', id).execute(),
  );

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
    const draft = await addDraft(ws);
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

describe('how often one person is texted', () => {
  const cap = (excess: 'skip' | 'wait') => ({ frequency_cap: { messages: 2, days: 7, excess } });

  it('leaves out who has had enough, counting what is in hand', async () => {
    const { ws, lease } = await lane(cap('skip'));
    await people(ws, [awake]);
    for (const name of ['First', 'Second', 'Third']) await send(ws, { name });
    const leased = await lease();
    expect(leased).toHaveLength(2);
    const third = (await ws.as('viewer').call(broadcastsApi.listBroadcasts, {})).body.items.find((one) => one.name === 'Third');
    expect(await recipients(ws, third?.id ?? '')).toMatchObject([{ state: 'skipped', reason: 'frequency_cap' }]);
    // In another lease, what the first took counts too.
    const fourth = await send(ws, { name: 'Fourth' });
    expect(await lease()).toEqual([]);
    expect(await recipients(ws, fourth)).toMatchObject([{ state: 'skipped', reason: 'frequency_cap' }]);
  });

  it('or lets them wait until the first of them is old enough', async () => {
    const { ws, lease } = await lane(cap('wait'));
    const [contactId] = await people(ws, [awake]);
    await product.ctx.db.workspace(ws.id, async (tx) => {
      for (const days of [6, 5, 40]) {
        await sql`insert into messages (id, workspace_id, direction, channel, contact_id, source, state, created_at, accepted_at)
          values (${idOf(days)}, ${ws.id}, 'out', 'sms', ${contactId}, 'broadcast', 'delivered', now() - make_interval(days => ${days}), now() - make_interval(days => ${days}))`.execute(
          tx,
        );
      }
    });
    const id = await send(ws);
    expect(await lease()).toEqual([]);
    const [wait] = (await progress(ws, id)).waits;
    expect(wait).toMatchObject({ reason: 'frequency_cap', n: 1, local: null });
    expect(Math.abs(Date.parse(wait?.until ?? '') - Date.now() - dayMs)).toBeLessThan(120_000);
  });

  /** An id of a message that was made so many days ago. */
  function idOf(days: number): string {
    const hex = (Date.now() - days * dayMs).toString(16).padStart(12, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(days).padStart(12, '0')}`;
  }
});

describe('the settings', () => {
  it('are strict by default, and are changed by admins alone, on record', async () => {
    const ws = await product.workspace();
    expect((await ws.as('viewer').call(quietHoursApi.getQuietHours)).body).toEqual(defaultQuietHoursSettings);
    const body = { ...defaultQuietHoursSettings, holidays: true };
    expect((await ws.as('manager').call(quietHoursApi.updateQuietHours, { body })).status).toBe(403);
    expect((await ws.as('admin').call(quietHoursApi.updateQuietHours, { body })).body).toEqual(body);
    expect((await ws.as('viewer').call(quietHoursApi.getQuietHours)).body).toEqual(body);
    const [entry] = await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('audit_entries').select(['action', 'details']).where('action', '=', 'quiet_hours_changed').execute(),
    );
    expect(entry?.details).toMatchObject({ before: { holidays: false }, after: { holidays: true } });
  });

  it.each([
    ['hours that nobody may be texted in', { own: { from: '22:00', to: '23:00', days: [1] } }, 'body.own'],
    ['a time that is none', { own: { from: '25:00', to: '23:00', days: [1] } }, 'body.own.from'],
    ['no day', { own: { from: '09:00', to: '20:00', days: [] } }, 'body.own.days'],
    ['a day that is none', { own: { from: '09:00', to: '20:00', days: [8] } }, 'body.own.days'],
    ['a limit of nothing', { frequency_cap: { messages: 0, days: 7, excess: 'skip' } }, 'body.frequency_cap.messages'],
    ['a profile that is none', { profile: 'spam' }, 'body.profile'],
  ])('refuse %s, naming the field', async (_, change, field) => {
    const ws = await product.workspace();
    const body = { ...defaultQuietHoursSettings, ...change } as QuietHoursSettings;
    const answer = await ws.as('admin').call(quietHoursApi.updateQuietHours, { body });
    expect(answer.status).toBeLessThan(500);
    expect(answer.problem.errors?.map((one) => one.field).join()).toContain(field);
  });
});

describe('the forecast', () => {
  it('counts who goes now, who waits until when, who is too late and whom no hour suits', async () => {
    const { ws } = await lane();
    await people(ws, [awake, awake, asleep, asleep, asleep]);
    const draft = await addDraft(ws);
    const estimate = async (at?: string) =>
      (
        await ws.as('manager').call(broadcastsApi.estimateBroadcast, {
          params: { broadcast_id: draft.id },
          query: at === undefined ? {} : { at },
        })
      ).body.hours;
    const now = await estimate();
    expect(now).toMatchObject({ observed: true, now: 2, left_out: [], slip: 0 });
    expect(now.waiting).toMatchObject([{ n: 3, label: 'Quiet hours', local: expect.stringMatching(/T08:00$/) }]);
    // Ten hours later it is the others' night.
    expect(await estimate(new Date(Date.now() + 10 * 3_600_000).toISOString())).toMatchObject({ now: 3, waiting: [{ n: 2 }] });
    await ws.as('manager').call(broadcastsApi.updateBroadcast, {
      params: { broadcast_id: draft.id },
      body: { version: draft.version, useless_after: new Date(Date.now() + 3_600_000).toISOString() },
    });
    expect(await estimate()).toMatchObject({
      now: 2,
      left_out: [{ reason: 'expired_in_quiet_hours', n: 3 }],
      waiting: [],
    });
  });

  it('says in the sandbox that nobody waits', async () => {
    const { ws } = await lane({ in_sandbox: false });
    await people(ws, [asleep]);
    const draft = await addDraft(ws);
    const answer = await ws.as('manager').call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: draft.id } });
    expect(answer.body.hours).toMatchObject({ observed: false, now: 1, waiting: [] });
  });
});
