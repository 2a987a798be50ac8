import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { describe, expect, it } from 'vitest';
import { eventually, type TestWorkspace } from '../../testing/product.ts';
import { act, clock, counted, planning, product, queued, read, runPlan, stateOf, workspace } from './control-testing.ts';
import { planBroadcast } from './plan.ts';
import { addDraft } from './testing.ts';

describe('a broadcast at a time', () => {
  const schedule = (ws: TestWorkspace, id: string, local: string, zone = 'America/New_York', version = 1) =>
    ws.as('manager').call(broadcastsApi.scheduleBroadcast, { params: { broadcast_id: id }, body: { version, local, zone } });

  it('keeps wall time and zone, waits for them, and goes out once however many processes look', async () => {
    clock.at = new Date('2026-03-01T12:00:00Z');
    const ws = await workspace();
    const { id } = await addDraft(ws);
    const answer = await schedule(ws, id, '2026-03-02T09:00');
    expect(answer.body).toMatchObject({
      state: 'scheduled',
      scheduled_local: '2026-03-02T09:00',
      scheduled_zone: 'America/New_York',
      scheduled_at: '2026-03-02T14:00:00.000Z',
      note: null,
    });
    clock.at = new Date('2026-03-02T13:59:59Z');
    await runPlan();
    expect(await stateOf(ws, id)).toBe('scheduled');
    clock.at = new Date('2026-03-02T14:00:00Z');
    await Promise.all([runPlan(), runPlan(), runPlan()]);
    await eventually(async () => (await stateOf(ws, id)) === 'sending', 'the broadcast is sent at its time');
    await Promise.all([runPlan(), runPlan()]);
    expect(await queued(ws, id)).toBe(5);
    expect((await counted(ws, id)).planned).toBe(5);
  });

  it('is taken up by another process when the first dies in the middle of it', async () => {
    const { ws, id } = await planning();
    await expect(
      product.ctx.db.workspace(ws.id, async (tx) => {
        await planBroadcast(tx, ws.id, id);
        throw new Error('the process dies before it commits');
      }),
    ).rejects.toThrow('dies');
    expect(await queued(ws, id)).toBe(0);
    await runPlan();
    expect(await stateOf(ws, id)).toBe('sending');
    expect(await queued(ws, id)).toBe(5);
  });

  it.each([
    ['a time in the past', '2026-03-01T06:59', 'America/New_York', 'body.local', 'past'],
    ['a time that clocks skip', '2026-03-08T02:30', 'America/New_York', 'body.local', 'does not exist'],
    ['a zone that does not exist', '2026-03-08T02:30', 'America/Nowhere', 'body.zone', 'time zone'],
    ['a day that does not exist', '2026-02-30T09:00', 'America/New_York', 'body.local', 'exists'],
  ])('refuses %s', async (_, local, zone, field, words) => {
    clock.at = new Date('2026-03-01T12:00:00Z');
    const ws = await workspace(1);
    const { id } = await addDraft(ws);
    const answer = await schedule(ws, id, local, zone);
    expect(answer.status).toBe(400);
    expect(answer.problem.errors).toMatchObject([{ field, message: expect.stringContaining(words) }]);
    expect(await stateOf(ws, id)).toBe('draft');
  });

  it('says which of two it means when an hour comes twice', async () => {
    const ws = await workspace(1);
    const { id } = await addDraft(ws);
    const answer = await schedule(ws, id, '2026-11-01T01:30');
    expect(answer.body.scheduled_at).toBe('2026-11-01T05:30:00.000Z');
    expect(answer.body.note).toContain('twice');
  });

  it('becomes a draft again, and can be sent at once instead', async () => {
    const ws = await workspace(1);
    const { id } = await addDraft(ws);
    const scheduled = await schedule(ws, id, '2026-12-01T09:00');
    const draft = await act(ws, 'unscheduleBroadcast', id);
    expect(draft.body).toMatchObject({ state: 'draft', scheduled_at: null });
    const again = await schedule(ws, id, '2026-12-01T09:00', 'America/New_York', draft.body.version);
    const send = (now: { now?: boolean }) =>
      ws
        .as('manager')
        .call(broadcastsApi.sendBroadcast, { params: { broadcast_id: id }, body: { version: again.body.version, ...now } });
    for (const mistake of [{}, { now: false }]) {
      const refused = await send(mistake);
      expect(refused.status).toBe(409);
      expect(refused.problem).toMatchObject({ code: 'wrong_state', errors: [{ field: 'body.now' }] });
      expect(refused.problem.detail).toContain('scheduled for 2026-12-01 09:00 in America/New_York');
      expect(await stateOf(ws, id)).toBe('scheduled');
    }
    const now = await send({ now: true });
    expect(scheduled.body.state).toBe('scheduled');
    expect(now.body).toMatchObject({ state: 'sending', scheduled_at: null });
  });

  it('refuses a time more than two years ahead, naming the field', async () => {
    clock.at = new Date('2026-03-01T12:00:00Z');
    const ws = await workspace(1);
    const { id, version } = await addDraft(ws);
    const wait = (local: string) => schedule(ws, id, local, 'America/New_York', version);
    const refused = await wait('2028-03-01T07:01');
    expect(refused.status).toBe(400);
    expect(refused.problem).toMatchObject({ errors: [{ field: 'body.local', message: expect.stringContaining('two years') }] });
    expect((await wait('2028-03-01T07:00')).body.state).toBe('scheduled');
  });

  it('names who sent or scheduled it, not who wrote the draft, and so do its messages', async () => {
    const ws = await workspace(1);
    const { id, version, created_by_name: writer } = await addDraft(ws);
    const asAdmin = await ws.as('admin').call(broadcastsApi.sendBroadcast, { params: { broadcast_id: id }, body: { version } });
    const { sent_by_name: sender } = asAdmin.body;
    expect(sender).not.toBeNull();
    expect(sender).not.toBe(writer);
    expect(asAdmin.body.created_by_name).toBe(writer);
    const messages = await read(ws, (tx) =>
      tx.selectFrom('messages').select('created_by_name').where('source_id', '=', id).execute(),
    );
    expect(messages).toEqual([{ created_by_name: sender }]);
    const other = await addDraft(ws);
    expect(other.sent_by_name).toBeNull();
    const later = await ws.as('admin').call(broadcastsApi.scheduleBroadcast, {
      params: { broadcast_id: other.id },
      body: { version: other.version, local: '2026-12-01T09:00', zone: 'UTC' },
    });
    expect(later.body.sent_by_name).toBe(sender);
    expect((await act(ws, 'unscheduleBroadcast', other.id)).body.sent_by_name).toBeNull();
  });

  it('ends with words when its audience is empty or its sender gone by then', async () => {
    clock.at = new Date('2026-03-01T12:00:00Z');
    const ws = await workspace(1);
    const [empty, senderless] = [await addDraft(ws), await addDraft(ws)];
    await schedule(ws, empty.id, '2026-03-02T09:00');
    await schedule(ws, senderless.id, '2026-03-03T09:00');
    await read(ws, (tx) => tx.updateTable('contacts').set({ deleted_at: new Date() }).execute());
    clock.at = new Date('2026-03-02T15:00:00Z');
    await runPlan();
    await read(ws, (tx) => tx.updateTable('senders').set({ archived_at: new Date() }).execute());
    clock.at = new Date('2026-03-03T15:00:00Z');
    await runPlan();
    const answers = await Promise.all(
      [empty, senderless].map((one) => ws.as('viewer').call(broadcastsApi.getBroadcast, { params: { broadcast_id: one.id } })),
    );
    expect(answers.map((one) => one.body.state)).toEqual(['failed', 'failed']);
    expect(answers[0]?.body.state_reason).toContain('nobody');
    expect(answers[1]?.body.state_reason).toContain('sender');
  });
});
