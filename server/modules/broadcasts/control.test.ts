import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { describe, expect, it, test } from 'vitest';
import {
  act,
  counted,
  planning,
  product,
  queued,
  read,
  runFollow,
  runPlan,
  sent,
  sourceState,
  stateOf,
  workspace,
} from './control-testing.ts';
import { PlanOvertaken, planBroadcast, settle } from './plan.ts';
import { addDraft } from './testing.ts';

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

test('the others are not released behind a pause: to resume would send to them all at once', async () => {
  const ws = await workspace();
  const { id } = await addDraft(ws, { canary_size: 2 });
  await ws.as('manager').call(broadcastsApi.sendBroadcast, { params: { broadcast_id: id }, body: { version: 1 } });
  const release = () => ws.as('manager').call(broadcastsApi.releaseBroadcast, { params: { broadcast_id: id } });
  await act(ws, 'pauseBroadcast', id);
  expect((await release()).problem).toMatchObject({ code: 'wrong_state', detail: expect.stringContaining('Resume it first') });
  await act(ws, 'resumeBroadcast', id);
  expect((await counted(ws, id)).canary).toMatchObject({ size: 2 });
  expect((await release()).status).toBe(200);
  expect((await counted(ws, id)).canary).toBeNull();
});

test('nor unasked behind a sender that stands still: whoever resumes it would send to them all', async () => {
  const ws = await workspace();
  const { id } = await addDraft(ws, { canary_size: 2 });
  await ws.as('manager').call(broadcastsApi.sendBroadcast, { params: { broadcast_id: id }, body: { version: 1 } });
  await runPlan();
  const release = (body = {}) => ws.as('manager').call(broadcastsApi.releaseBroadcast, { params: { broadcast_id: id }, body });
  await read(ws, (tx) => tx.updateTable('senders').set({ paused_at: new Date() }).where('workspace_id', '=', ws.id).execute());
  const refused = await release();
  expect(refused.problem).toMatchObject({ code: 'wrong_state', errors: [{ field: 'while_it_stands' }] });
  expect((await counted(ws, id)).canary).toMatchObject({ size: 2 });
  expect((await release({ while_it_stands: true })).status).toBe(200);
  expect((await counted(ws, id)).canary).toBeNull();
});

test('a broadcast of which only outcomes are open says how many', async () => {
  const { ws, id } = await sent(3);
  expect(await counted(ws, id)).toMatchObject({ waiting: 3, settling: 0 });
  await read(ws, (tx) => tx.updateTable('source_counts').set({ state: 'unknown' }).where('source_id', '=', id).execute());
  expect(await counted(ws, id)).toMatchObject({ state: 'sending', waiting: 0, settling: 3 });
  const one = await ws.as('viewer').call(broadcastsApi.getBroadcast, { params: { broadcast_id: id } });
  expect(one.body.settling).toBe(3);
});
