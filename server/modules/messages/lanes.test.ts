import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { pauseSender } from './pause-sender.ts';
import { writeReceipts } from './receipts.ts';
import { recoverLeases } from './recover.ts';
import { writeResults } from './results.ts';
import { pauseSource, resumeSource } from './sources.ts';
import { type Lane, testLane } from './testing.ts';
import { applyTransitions, markUnknown } from './transitions-store.ts';

let product: TestProduct;
let lane: Lane;
beforeAll(async () => {
  product = await testProduct();
});
beforeEach(async () => {
  lane = await testLane(product);
});
afterAll(() => product.close());

const ids = (messages: readonly { messageId: string }[]) => messages.map((one) => one.messageId).sort();
const setSender = (change: { paused_at: Date | null }) =>
  product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx.updateTable('senders').set(change).where('id', '=', lane.senderId).execute(),
  );

describe('a lane', () => {
  it('leases each message once, in the order they became due', async () => {
    const added = [await lane.add(), await lane.add(), await lane.add()];
    expect((await lane.lease()).map((one) => one.messageId)).toEqual(added);
    expect(await lane.lease()).toEqual([]);
  });

  it('still sends what a slow transaction queued before what has been leased since', async () => {
    let commit: () => void = () => undefined;
    let begun: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    // It takes its time of queueing now, and commits after a later one was leased.
    const slow = product.ctx.db.workspace(lane.workspaceId, async (tx) => {
      await tx.selectFrom('workspaces').select('id').execute();
      begun();
      await held;
      return lane.queue(tx);
    });
    await started;
    const quick = await lane.add();
    expect(ids(await lane.lease())).toEqual([quick]);
    commit();
    const late = await slow;
    expect(ids(await lane.lease())).toEqual([late]);
  });

  it('paused in the middle of its work keeps everything for later', async () => {
    const first = await lane.add();
    expect(ids(await lane.lease())).toEqual([first]);
    const waiting = [await lane.add(), await lane.add()].sort();
    await pauseSender(product.ctx, lane.workspaceId, lane.senderId, 'Wrong number.');
    expect(await lane.lease()).toEqual([]);
    expect(await lane.lease()).toEqual([]);
    await setSender({ paused_at: null });
    expect(ids(await lane.lease())).toEqual(waiting);
  });

  it('goes past whatever a paused source has waiting in two leases', async () => {
    const sourceId = await lane.source();
    for (let index = 0; index < 120; index += 1) await lane.add({ sourceId });
    await product.ctx.db.workspace(lane.workspaceId, (tx) => pauseSource(tx, lane.workspaceId, sourceId));
    const other = await lane.add();
    expect(ids(await lane.lease())).toEqual([]);
    expect(ids(await lane.lease())).toEqual([other]);
    await product.ctx.db.workspace(lane.workspaceId, (tx) =>
      resumeSource(tx, { workspaceId: lane.workspaceId, sourceId, senderId: lane.senderId, priority: 0 }),
    );
    let leased = 0;
    for (let more = (await lane.lease()).length; more > 0; more = (await lane.lease()).length) leased += more;
    expect(leased).toBe(120);
  });

  it('goes past a paused source, and back to it when it is resumed', async () => {
    const sourceId = await lane.source();
    const held = [await lane.add({ sourceId }), await lane.add({ sourceId })].sort();
    await product.ctx.db.workspace(lane.workspaceId, (tx) => pauseSource(tx, lane.workspaceId, sourceId));
    const other = await lane.add();
    expect(ids(await lane.lease())).toEqual([other]);
    expect(await lane.lease()).toEqual([]);
    await product.ctx.db.workspace(lane.workspaceId, (tx) =>
      resumeSource(tx, { workspaceId: lane.workspaceId, sourceId, senderId: lane.senderId, priority: 0 }),
    );
    expect(ids(await lane.lease())).toEqual(held);
  });

  it('tries again what was given back long after its time, when the database had been away', async () => {
    const id = await lane.add();
    const [message] = await lane.lease();
    const later = await lane.add();
    expect(ids(await lane.lease())).toEqual([later]);
    // The lane has read beyond the time at which this one was to be tried again.
    const at = new Date(Date.now() - 60_000);
    const outcome = { kind: 'retry', at, code: 20429, words: 'Slower.\0' } as const;
    await writeResults(product.ctx, [{ message: message!, senderId: lane.senderId, outcome }]);
    expect(await lane.outbox(id)).toMatchObject({ status: 'queued', worker_id: null });
    expect(await lane.lease()).toMatchObject([{ messageId: id, attempt: 2, body: 'Hello' }]);
  });

  it('gives a message back for its own lease only, not for a later one', async () => {
    const id = await lane.add();
    const [first] = await lane.lease();
    const outcome = { kind: 'retry', at: new Date(), code: undefined, words: 'Not begun.' } as const;
    const result = { message: first!, senderId: lane.senderId, outcome };
    await writeResults(product.ctx, [result]);
    expect(ids(await lane.lease())).toEqual([id]);
    await writeResults(product.ctx, [result]);
    expect(await lane.outbox(id)).toMatchObject({ status: 'leased' });
    expect(await lane.lease()).toEqual([]);
  });

  it('does not hand over what a late receipt settled while it was being leased', async () => {
    const id = await lane.add();
    const [message] = await lane.lease();
    const unknown = { kind: 'unknown', words: 'Reset.' } as const;
    await writeResults(product.ctx, [{ message: message!, senderId: lane.senderId, outcome: unknown }]);
    await product.ctx.db.system(async (tx) => {
      await applyTransitions(tx, [{ messageId: id, to: 'queued' }]);
      await tx.updateTable('outbox').set({ status: 'queued' }).where('message_id', '=', id).execute();
    });
    // The receipt has read and written, and commits while the lease waits for its row.
    let commit: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let written: () => void = () => undefined;
    const isWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    const receipt = product.ctx.db.system(async (tx) => {
      await applyTransitions(tx, [{ messageId: id, to: 'delivered', providerId: 'SM1' }]);
      await tx.deleteFrom('outbox').where('message_id', '=', id).execute();
      written();
      await held;
    });
    await isWritten;
    await product.ctx.db.workspace(lane.workspaceId, (tx) =>
      tx
        .updateTable('lane_marks')
        .set({ due_at: new Date(0) })
        .where('sender_id', '=', lane.senderId)
        .execute(),
    );
    const lease = lane.lease();
    setTimeout(commit, 100);
    expect(await lease).toEqual([]);
    await receipt;
    expect(await lane.message(id)).toMatchObject({ state: 'delivered', provider_id: 'SM1' });
  });
});

describe('reports in any order', () => {
  const receipt = (messageId: string, state: 'sent' | 'delivered' | 'failed', errorCode?: number) => ({
    workspaceId: lane.workspaceId,
    connectionId: lane.connectionId,
    messageId,
    providerId: 'SM1',
    status: state,
    state,
    errorCode,
    payload: {},
  });

  it('a receipt before the result: the result adds nothing, and nothing is left in the queue', async () => {
    const id = await lane.add();
    const [message] = await lane.lease();
    await writeReceipts(product.ctx, [receipt(id, 'delivered')]);
    const result = { message: message!, senderId: lane.senderId };
    await writeResults(product.ctx, [{ ...result, outcome: { kind: 'accepted', providerId: 'SM1' } }]);
    expect(await lane.message(id)).toMatchObject({ state: 'delivered', provider_id: 'SM1', attempts: 1 });
    expect(await lane.outbox(id)).toBeUndefined();
  });

  it('a receipt for one that is unknown settles it; unknown again afterwards changes nothing', async () => {
    const id = await lane.add();
    const [message] = await lane.lease();
    const unknown = { message: message!, senderId: lane.senderId, outcome: { kind: 'unknown', words: 'Reset.' } as const };
    await writeResults(product.ctx, [unknown]);
    expect(await lane.message(id)).toMatchObject({ state: 'unknown', reason: 'unknown_outcome' });
    await writeReceipts(product.ctx, [receipt(id, 'sent')]);
    await writeResults(product.ctx, [unknown]);
    expect(await lane.message(id)).toMatchObject({ state: 'sent', reason: null });
    expect(await lane.outbox(id)).toBeUndefined();
  });

  it('a failure and a late "sent" in one batch still suppress the dead number', async () => {
    const phone = '+12025550177';
    const id = await lane.add({ phone });
    await lane.lease();
    await writeReceipts(product.ctx, [receipt(id, 'failed', 30005), receipt(id, 'sent')]);
    expect(await lane.message(id)).toMatchObject({ state: 'failed' });
    const rows = await product.ctx.db.workspace(lane.workspaceId, (tx) =>
      tx.selectFrom('suppressions').select(['address', 'kind']).execute(),
    );
    expect(rows).toEqual([{ address: phone, kind: 'dead' }]);
  });

  it('a failure that comes after the delivery suppresses nobody', async () => {
    const id = await lane.add({ phone: '+12025550178' });
    await lane.lease();
    await writeReceipts(product.ctx, [receipt(id, 'delivered')]);
    await writeReceipts(product.ctx, [receipt(id, 'failed', 30005)]);
    expect(await lane.message(id)).toMatchObject({ state: 'delivered' });
    const rows = await product.ctx.db.workspace(lane.workspaceId, (tx) => tx.selectFrom('suppressions').select('id').execute());
    expect(rows).toEqual([]);
  });

  it('unknown marked twice, or after it went back to the queue, does not take it out again', async () => {
    const id = await lane.add();
    await lane.lease();
    await product.ctx.db.system((tx) => markUnknown(tx, [id], 10));
    await product.ctx.db.system((tx) =>
      tx.updateTable('outbox').set({ status: 'queued' }).where('message_id', '=', id).execute(),
    );
    await product.ctx.db.system((tx) => markUnknown(tx, [id], 10));
    expect(await lane.outbox(id)).toMatchObject({ status: 'queued' });
  });
});

it('recovery waits until this process itself has been heard for a while', async () => {
  const id = await lane.add();
  await lane.lease();
  // This process has never beaten: its lease looks abandoned, but so would everybody's after an outage.
  await recoverLeases(product.ctx);
  expect(await lane.outbox(id)).toMatchObject({ status: 'leased' });
});
