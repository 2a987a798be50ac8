import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
  await product.startWorker();
});
afterAll(() => product.close());

test('a sender stops at its daily cap and goes on when the cap is raised', async () => {
  const workspace = await product.sandboxWorkspace({ rate: 200 });
  await whenProvisioned(workspace);
  const setCap = (cap: number) =>
    product.ctx.db.workspace(workspace.id, (tx) =>
      tx.updateTable('senders').set({ daily_cap: cap }).where('id', '=', workspace.senderId).execute(),
    );
  await setCap(5);
  const people = Array.from({ length: 12 }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
  await addPeople(product.ctx, workspace.id, people);
  const id = await sendToEveryone(workspace, 'One segment each.');
  await eventually(async () => (await progressOf(workspace, id)).counts.delivered === 5, 'the cap is used up');
  const lane = await product.ctx.db.workspace(workspace.id, (tx) =>
    tx.selectFrom('senders').select(['cap_used', 'cap_day']).where('id', '=', workspace.senderId).executeTakeFirstOrThrow(),
  );
  expect(lane).toMatchObject({ cap_used: 5 });
  expect((await progressOf(workspace, id)).counts.queued).toBe(7);
  await setCap(100);
  expect(await whenOver(workspace, id, people.length)).toMatchObject({ delivered: 12 });
});
