import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import type { BroadcastState } from '@tidings/core/messaging/broadcast-states';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { eventually, type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { followLoop, planLoop } from './loops.ts';
import { PlanOvertaken, planBroadcast, settle } from './plan.ts';
import { updateBroadcast } from './store.ts';
import { addDraft, addPeople, addSender, numbers } from './testing.ts';

let product: TestProduct;
const clock = { at: new Date('2026-03-01T12:00:00Z'), now: () => clock.at };
beforeAll(async () => {
  product = await testProduct({ overrides: { clock } });
});
afterAll(() => product.close());

const never = new AbortController().signal;
const runPlan = () => planLoop.run(product.ctx, never);
const runFollow = () => followLoop.run(product.ctx, never);

async function workspace(people = 5) {
  const ws = await product.workspace();
  await addSender(product, ws);
  await addPeople(
    product,
    ws,
    numbers(people).map((phone) => ({ phone })),
  );
  return ws;
}

async function sent(people = 5) {
  const ws = await workspace(people);
  const draft = await addDraft(ws);
  await ws.as('manager').call(broadcastsApi.sendBroadcast, { params: { broadcast_id: draft.id }, body: { version: 1 } });
  return { ws, id: draft.id };
}

/** A broadcast in state "planning", as a large one is after pressing send. */
async function planning() {
  const ws = await workspace();
  const { id } = await addDraft(ws);
  await product.ctx.db.workspace(ws.id, (tx) => updateBroadcast(tx, ws.id, id, { state: 'planning' }, ['started_at']));
  return { ws, id };
}

type Action = 'pauseBroadcast' | 'resumeBroadcast' | 'cancelBroadcast' | 'unscheduleBroadcast';
const act = (ws: TestWorkspace, action: Action, id: string) =>
  ws.as('manager').call(broadcastsApi[action], { params: { broadcast_id: id } });
const stateOf = async (ws: TestWorkspace, id: string): Promise<BroadcastState> =>
  (await ws.as('viewer').call(broadcastsApi.getBroadcast, { params: { broadcast_id: id } })).body.state;
const read = <T>(ws: TestWorkspace, work: (tx: Tx) => Promise<T>) => product.ctx.db.workspace(ws.id, work);
const sourceState = async (ws: TestWorkspace, id: string) =>
  (await read(ws, (tx) => tx.selectFrom('message_sources').select('state').where('id', '=', id).executeTakeFirst()))?.state;
const queued = async (ws: TestWorkspace, id: string) =>
  (await read(ws, (tx) => tx.selectFrom('outbox').select('message_id').where('source_id', '=', id).execute())).length;
const counted = async (ws: TestWorkspace, id: string) =>
  (await ws.as('viewer').call(broadcastsApi.getBroadcastProgress, { params: { broadcast_id: id } })).body;

describe('pausing, resuming and cancelling', () => {
  it('pauses the source that leases look at, and lets it go on', async () => {
    const { ws, id } = await sent();
    expect((await act(ws, 'pauseBroadcast', id)).body.state).toBe('paused');
    expect(await sourceState(ws, id)).toBe('paused');
    expect((await act(ws, 'resumeBroadcast', id)).body.state).toBe('sending');
    expect(await sourceState(ws, id)).toBe('running');
    expect(await queued(ws, id)).toBe(5);
  });

  it('reads the lane from its beginning after a pause, as what was held has been stepped over', async () => {
    const { ws, id } = await sent();
    await act(ws, 'pauseBroadcast', id);
    await read(ws, (tx) => tx.updateTable('lane_marks').set({ due_at: '2099-01-01T00:00:00Z' }).execute());
    await act(ws, 'resumeBroadcast', id);
    const marks = await read(ws, (tx) =>
      tx
        .selectFrom('lane_marks')
        .select((one) => one.fn.countAll<number>().as('n'))
        .where('due_at', '>', new Date())
        .executeTakeFirstOrThrow(),
    );
    expect(Number(marks.n)).toBe(0);
  });

  it('cancels at once, takes everything out of the queue, and the counts still add up', async () => {
    const { ws, id } = await sent();
    expect((await act(ws, 'cancelBroadcast', id)).body.state).toBe('cancelled');
    expect(await sourceState(ws, id)).toBe('cancelled');
    await runFollow();
    expect(await queued(ws, id)).toBe(0);
    const progress = await counted(ws, id);
    expect(progress).toMatchObject({ planned: 5, counts: { queued: 0, cancelled: 5 }, waiting: 0 });
    expect(progress.reasons).toMatchObject([{ reason: 'cancelled_by_member', n: 5 }]);
    const hours = await read(ws, (tx) => tx.selectFrom('hour_counts').select(['state', 'n']).orderBy('state').execute());
    expect(hours).toEqual([
      { state: 'cancelled', n: 5 },
      { state: 'queued', n: 0 },
    ]);
    const row = await ws.as('viewer').call(broadcastsApi.getBroadcast, { params: { broadcast_id: id } });
    expect(row.body.finished_at).not.toBeNull();
  });

  it('leaves what is being handed over to its provider alone', async () => {
    const { ws, id } = await sent();
    await read(ws, async (tx) => {
      const one = await tx.selectFrom('outbox').select('message_id').where('source_id', '=', id).executeTakeFirstOrThrow();
      await tx.updateTable('outbox').set({ status: 'leased' }).where('message_id', '=', one.message_id).execute();
    });
    await act(ws, 'cancelBroadcast', id);
    await runFollow();
    expect(await queued(ws, id)).toBe(1);
    expect((await counted(ws, id)).counts).toMatchObject({ cancelled: 4, queued: 1 });
  });

  it('cancels what is still being prepared: nothing is written, nothing is sent', async () => {
    const { ws, id } = await planning();
    expect((await act(ws, 'cancelBroadcast', id)).body.state).toBe('cancelled');
    await runPlan();
    expect(await stateOf(ws, id)).toBe('cancelled');
    expect(await queued(ws, id)).toBe(0);
    expect((await counted(ws, id)).planned).toBe(0);
  });

  it('sends nothing when plan and cancellation meet, whichever comes first', async () => {
    const { ws, id } = await planning();
    const plan = product.ctx.db.workspace(ws.id, (tx) => planBroadcast(tx, ws.id, id));
    const [, answer] = await Promise.allSettled([plan, act(ws, 'cancelBroadcast', id)]);
    expect(answer.status).toBe('fulfilled');
    expect(await stateOf(ws, id)).toBe('cancelled');
    await runFollow();
    expect(await queued(ws, id)).toBe(0);
    // Whichever came first, the ledger adds up: all cancelled, or nothing planned.
    const progress = await counted(ws, id);
    expect(progress.counts.cancelled).toBe(progress.planned);
  });

  it('never settles a plan whose broadcast was cancelled while it was written', async () => {
    const { ws, id } = await planning();
    await act(ws, 'cancelBroadcast', id);
    const sender = (await read(ws, (tx) => tx.selectFrom('senders').select('id').executeTakeFirstOrThrow())).id;
    await expect(read(ws, (tx) => settle(tx, { id, workspace_id: ws.id }, sender, 5))).rejects.toBeInstanceOf(PlanOvertaken);
    expect(await stateOf(ws, id)).toBe('cancelled');
  });

  it('settles into a pause that came while it was written: the messages are there and wait', async () => {
    const { ws, id } = await planning();
    await act(ws, 'pauseBroadcast', id);
    const sender = (await read(ws, (tx) => tx.selectFrom('senders').select('id').executeTakeFirstOrThrow())).id;
    await read(ws, (tx) => settle(tx, { id, workspace_id: ws.id }, sender, 5));
    expect(await stateOf(ws, id)).toBe('paused');
    expect((await act(ws, 'resumeBroadcast', id)).body.state).toBe('sending');
  });

  it('prepares a broadcast that was paused meanwhile when it is resumed', async () => {
    const { ws, id } = await planning();
    expect((await act(ws, 'pauseBroadcast', id)).body.state).toBe('paused');
    await runPlan();
    expect(await queued(ws, id)).toBe(0);
    expect((await act(ws, 'resumeBroadcast', id)).body.state).toBe('planning');
    await runPlan();
    expect(await stateOf(ws, id)).toBe('sending');
    expect(await queued(ws, id)).toBe(5);
  });

  it('refuses what makes no sense, in words', async () => {
    const { ws, id } = await sent();
    await act(ws, 'cancelBroadcast', id);
    const again = await act(ws, 'resumeBroadcast', id);
    expect(again.problem).toMatchObject({ code: 'wrong_state', detail: 'It cannot be resumed: it is cancelled now.' });
  });

  it('completes when nothing waits any more', async () => {
    const { ws, id } = await sent();
    await runFollow();
    expect(await stateOf(ws, id)).toBe('sending');
    await read(ws, (tx) => tx.deleteFrom('outbox').where('source_id', '=', id).execute());
    await runFollow();
    expect(await stateOf(ws, id)).toBe('completed');
  });
});

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

test('a broadcast of which only outcomes are open says how many', async () => {
  const { ws, id } = await sent(3);
  expect(await counted(ws, id)).toMatchObject({ waiting: 3, settling: 0 });
  await read(ws, (tx) => tx.updateTable('source_counts').set({ state: 'unknown' }).where('source_id', '=', id).execute());
  expect(await counted(ws, id)).toMatchObject({ state: 'sending', waiting: 0, settling: 3 });
  const one = await ws.as('viewer').call(broadcastsApi.getBroadcast, { params: { broadcast_id: id } });
  expect(one.body.settling).toBe(3);
});
