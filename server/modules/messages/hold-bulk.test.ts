import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { ensureSandboxConnection } from '../connections/sandbox-connection.ts';
import { noteGap, watchConnections } from './catch-up-store.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

it('holds bulk once for an outage, and again for the next, also while the first is still open', async () => {
  const { ctx } = product;
  const ws = await product.workspace();
  const { id } = await ctx.db.system((tx) => ensureSandboxConnection(ctx, tx, ws.id));
  await ctx.db.system((tx) => watchConnections(tx, 600));
  const note = async (seconds: number) => {
    await ctx.db.system((tx) => noteGap(tx, seconds));
    return heldUntil();
  };
  const heldUntil = async () =>
    (
      await ctx.db.system((tx) =>
        tx.selectFrom('catch_ups').select('holds_bulk_until').where('connection_id', '=', id).executeTakeFirstOrThrow(),
      )
    ).holds_bulk_until;
  expect(await note(30), 'too short to have cost many a STOP').toBeNull();
  const first = await note(3_600);
  expect(first).not.toBeNull();
  expect(await note(3_600), 'the same, noted by another process').toEqual(first);
  const set = (at: Date) =>
    ctx.db.system((tx) => tx.updateTable('catch_ups').set({ holds_bulk_until: at }).where('connection_id', '=', id).execute());
  const ended = new Date(Date.now() - 600_000);
  await set(ended);
  expect(await note(3_600), 'it began before the hold for it ended').toEqual(ended);
  expect((await note(300))?.getTime(), 'a later one').toBeGreaterThan(Date.now() + 60_000);
});
