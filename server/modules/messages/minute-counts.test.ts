import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { sumMinutes } from './minute-counts.ts';
import { forgetOldMinutes } from './minute-counts-store.ts';
import type { Outcome } from './outcome.ts';
import { writeReceipts } from './receipts.ts';
import { writeResults } from './results.ts';
import { type Lane, testLane } from './testing.ts';

let product: TestProduct;
let lane: Lane;
beforeAll(async () => {
  product = await testProduct();
  lane = await testLane(product);
});
afterAll(() => product.close());

const failed = { kind: 'ended', to: 'failed', reason: 'provider_refused', code: 21999, words: 'No.' } as const;
const ended: Outcome = { ...failed, suppress: undefined, pauseSender: false };

/** Leases one message and reports the outcome of handing it over. */
async function handOver(outcome: Outcome): Promise<string> {
  const id = await lane.add();
  const message = (await lane.lease()).find((one) => one.messageId === id);
  if (!message) throw new Error('The message was not leased.');
  await writeResults(product.ctx, [{ message, senderId: lane.senderId, outcome }]);
  return id;
}

async function counted() {
  const rows = await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx.selectFrom('minute_counts').selectAll().where('sender_id', '=', lane.senderId).execute(),
  );
  const sum = (name: 'handed_over' | 'delivered' | 'failed' | 'refused' | 'unknown' | 'busy' | 'troubled' | 'waited_ms') =>
    rows.reduce((total, row) => total + Number(row[name]), 0);
  return {
    handed_over: sum('handed_over'),
    delivered: sum('delivered'),
    failed: sum('failed'),
    refused: sum('refused'),
    unknown: sum('unknown'),
    busy: sum('busy'),
    troubled: sum('troubled'),
    waited: sum('waited_ms') > 0,
  };
}

const receipt = (messageId: string, state: 'delivered' | 'failed', errorCode?: number) =>
  writeReceipts(product.ctx, [
    {
      workspaceId: lane.workspaceId,
      connectionId: lane.connectionId,
      messageId,
      providerId: `SM${messageId}`,
      status: state,
      state,
      errorCode,
      payload: {},
    },
  ]);

test('each outcome of a hand-over and each receipt is counted once for its sender, whatever is repeated', async () => {
  const at = new Date();
  const sent = await handOver({ kind: 'accepted', providerId: 'SM1' });
  const refused = await handOver(ended);
  await handOver({ kind: 'unknown', words: 'Reset.' });
  await handOver({ kind: 'retry', at, code: undefined, words: 'Busy.', reason: 'provider_busy' });
  await handOver({ kind: 'retry', at, code: undefined, words: 'No connection.', reason: 'provider_error' });
  await handOver({ kind: 'retry', at, code: undefined, words: 'Not begun in time.' });
  await receipt(sent, 'delivered');
  await receipt(sent, 'delivered');
  expect(await counted()).toEqual({
    handed_over: 1,
    delivered: 1,
    failed: 1,
    refused: 1,
    unknown: 1,
    busy: 1,
    troubled: 1,
    waited: true,
  });
  const failures = await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx.selectFrom('message_failures').select(['message_id', 'sender_id', 'reason', 'error_code']).execute(),
  );
  expect(failures).toEqual([{ message_id: refused, sender_id: lane.senderId, reason: 'provider_refused', error_code: '21999' }]);
});

test('minutes and failures are forgotten when they are old', async () => {
  await product.ctx.db.system(async (tx) => {
    await tx
      .updateTable('minute_counts')
      .set({ minute: new Date(Date.now() - 3 * 86_400_000) })
      .execute();
    await tx
      .updateTable('message_failures')
      .set({ at: new Date(Date.now() - 31 * 86_400_000) })
      .execute();
    await forgetOldMinutes(tx);
    expect(await tx.selectFrom('minute_counts').select('minute').execute()).toEqual([]);
    expect(await tx.selectFrom('message_failures').select('id').execute()).toEqual([]);
  });
});

test('what was counted as handed over is not counted again when its receipt goes further', () => {
  const one = { messageId: 'm', workspaceId: 'w', sourceId: null, contactId: null, senderId: 's', address: null };
  const change = (from: string, to: string) => ({ ...one, source: 'broadcast', from, to, reason: null, errorCode: null });
  const [row] = sumMinutes(
    [change('leased', 'accepted'), change('accepted', 'sent'), change('sent', 'failed'), change('failed', 'delivered')],
    [],
  );
  expect(row).toMatchObject({ handedOver: 1, delivered: 1, failed: 1, refused: 0 });
  expect(sumMinutes([change('leased', 'skipped'), { ...change('leased', 'failed'), senderId: null }], [])).toEqual([]);
});
