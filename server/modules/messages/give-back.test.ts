import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { writeResults } from './results.ts';
import type { LeasedMessage } from './take-lease.ts';
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

/** As `recoverLeases` does with the leases of a worker that is not heard of any more. */
const takeForDead = (id: string) =>
  product.ctx.db.system(async (tx) => {
    await applyTransitions(tx, [{ messageId: id, to: 'unknown', reason: 'unknown_outcome' }]);
    await markUnknown(tx, [id], 60);
  });

const report = (message: LeasedMessage | undefined, at = new Date()) =>
  writeResults(product.ctx, [
    {
      message: message!,
      senderId: lane.senderId,
      outcome: { kind: 'retry', at, code: undefined, words: 'Not begun.', answer: { begun: false } },
    },
  ]);

it('takes back what nobody has, though others took its worker for dead', async () => {
  const id = await lane.add();
  const [message] = await lane.lease();
  await takeForDead(id);
  expect(await lane.message(id)).toMatchObject({ state: 'unknown' });
  await report(message);
  expect(await lane.message(id)).toMatchObject({ state: 'queued', reason: null });
  expect(await lane.outbox(id)).toMatchObject({ status: 'queued', worker_id: null });
  const [again] = await lane.lease();
  expect(again).toMatchObject({ messageId: id, attempt: 2 });
  // Told once more, late: it means an attempt that is over.
  await report(message);
  expect(await lane.outbox(id)).toMatchObject({ status: 'leased' });
});

it('leaves alone what became unknown in a later attempt, or was found at the provider', async () => {
  const [later, found] = [await lane.add({ phone: '+12025550124' }), await lane.add({ phone: '+12025550125' })];
  const first = await lane.lease();
  await report(first.find((one) => one.messageId === later));
  await lane.lease();
  await takeForDead(later);
  await report(first.find((one) => one.messageId === later));
  expect(await lane.message(later)).toMatchObject({ state: 'unknown' });

  await takeForDead(found);
  await product.ctx.db.system((tx) => applyTransitions(tx, [{ messageId: found, to: 'accepted', providerId: 'SM1' }]));
  await report(first.find((one) => one.messageId === found));
  expect(await lane.message(found)).toMatchObject({ state: 'accepted', provider_id: 'SM1' });
  expect(await lane.lease()).toEqual([]);
});

it('takes back each once, whoever else settles them at the same moment', async () => {
  const ids = await Promise.all(Array.from({ length: 30 }, (_, n) => lane.add({ phone: `+12025550${130 + n}` })));
  const leased = await lane.lease();
  for (const id of ids) await takeForDead(id);
  await Promise.all([
    ...leased.map((one) => report(one)),
    ...leased.map((one) => report(one)),
    ...ids
      .slice(0, 15)
      .map((messageId) =>
        product.ctx.db.system((tx) => applyTransitions(tx, [{ messageId, to: 'delivered', providerId: `SM${messageId}` }])),
      ),
  ]);
  const states = await Promise.all(ids.map(async (id) => (await lane.message(id)).state));
  expect(states.slice(0, 15)).toEqual(Array(15).fill('delivered'));
  expect(states.slice(15)).toEqual(Array(15).fill('queued'));
  const again = await lane.lease();
  expect(again.map((one) => one.messageId).sort()).toEqual(ids.slice(15).sort());
});
