import { capDay } from '@tidings/core/messaging/daily-cap';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { takeLease } from './take-lease.ts';
import { testLane } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

// Of all these days at least two differ at any moment.
it.each([
  ['America/Los_Angeles', 0],
  ['Pacific/Kiritimati', 0],
  ['Pacific/Pago_Pago', 23],
  ['Asia/Kolkata', 12],
  ['Europe/London', 7],
])('a lease counts the day of %s from %d o’clock as core does', async (zone, hour) => {
  const lane = await testLane(product);
  const lease = () => takeLease(product.ctx, lane, { room: 10, replyRoom: 10 });
  await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx.updateTable('senders').set({ daily_cap: 5, cap_zone: zone, cap_hour: hour }).where('id', '=', lane.senderId).execute(),
  );
  await lane.add();
  const at = (await lease())?.lane.now ?? new Date(0);
  const sender = await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    tx.selectFrom('senders').select(['cap_day', 'cap_used']).where('id', '=', lane.senderId).executeTakeFirstOrThrow(),
  );
  expect(sender).toEqual({ cap_day: capDay({ zone, hour }, at), cap_used: 1 });
  await lane.add();
  expect((await lease())?.lane.capLeft).toBe(4);
});
