import { type MessageState, mayBecome, nextState } from '@tidings/core/messaging/states';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { writeReceipts } from './receipts.ts';
import { type Lane, testLane } from './testing.ts';
import { applyTransitions, markUnknown, type Transition } from './transitions-store.ts';

let product: TestProduct;
let lane: Lane;
beforeAll(async () => {
  product = await testProduct();
  lane = await testLane(product);
});
afterAll(() => product.close());

/** The counters of a source, and the ledger that they count (I5). Leased messages count as queued. */
async function ledgerOf(sourceId: string) {
  return product.ctx.db.workspace(lane.workspaceId, async (tx) => {
    const counters = await tx
      .selectFrom('source_counts')
      .select(['state', 'reason', 'n'])
      .where('source_id', '=', sourceId)
      .where('n', '!=', 0)
      .execute();
    const messages = await tx.selectFrom('messages').select(['state', 'reason']).where('source_id', '=', sourceId).execute();
    // What did not arrive is kept apart, exactly.
    const missed = await tx.selectFrom('missed_messages').select(['state', 'reason']).where('source_id', '=', sourceId).execute();
    const away = messages.filter((one) => ['failed', 'skipped', 'expired', 'cancelled', 'unknown'].includes(one.state));
    const keys = (rows: readonly { state: string; reason: string | null }[]) =>
      rows.map((one) => `${one.state}|${one.reason ?? ''}`).sort();
    expect(keys(missed)).toEqual(keys(away));
    const ledger: Record<string, number> = {};
    for (const { state, reason } of messages) ledger[`${state}|${reason ?? ''}`] = (ledger[`${state}|${reason ?? ''}`] ?? 0) + 1;
    return { counters: Object.fromEntries(counters.map((one) => [`${one.state}|${one.reason}`, one.n])), ledger };
  });
}

const events = ['accepted', 'sent', 'delivered', 'failed', 'unknown', 'cancelled', 'expired', 'skipped'] as const;
const receipts = ['accepted', 'sent', 'delivered', 'failed'] as const;

it('follows core’s table through any sequence of reports, and the counters always equal the ledger', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(fc.array(fc.tuple(fc.constantFrom(0, 1), fc.constantFrom(...events)), { maxLength: 3 }), { maxLength: 6 }),
      async (leased, batches) => {
        const sourceId = await lane.source();
        const ids = [await lane.add({ sourceId }), await lane.add({ sourceId })];
        if (leased) expect(await lane.lease()).toHaveLength(2);
        const expected: MessageState[] = leased ? ['leased', 'leased'] : ['queued', 'queued'];
        for (const batch of batches) {
          // One report of each message at most in one write.
          const transitions = new Map<string, Transition>();
          for (const [which, to] of batch) transitions.set(ids[which]!, { messageId: ids[which]!, to, reason: to });
          for (const [id, { to }] of transitions) {
            const which = ids.indexOf(id);
            expected[which] = nextState(expected[which]!, to);
          }
          await product.ctx.db.system(async (tx) => {
            await applyTransitions(tx, [...transitions.values()]);
            const unknown = ids.filter((_, which) => expected[which] === 'unknown');
            await markUnknown(tx, unknown, 60);
          });
        }
        const waiting = await product.ctx.db.system((tx) =>
          tx.selectFrom('outbox').select('message_id').where('message_id', 'in', ids).execute(),
        );
        const stillWaits = ids.filter((_, which) => ['queued', 'leased', 'unknown'].includes(expected[which]!));
        expect(waiting.map((row) => row.message_id).sort()).toEqual(stillWaits.sort());
        const states = await Promise.all(ids.map(async (id) => (await lane.message(id)).state));
        expect(states).toEqual(expected.map((state) => (state === 'leased' ? 'queued' : state)));
        const { counters, ledger } = await ledgerOf(sourceId);
        expect(counters).toEqual(ledger);
        if (!leased) expect(await lane.lease()).toHaveLength(expected.filter((state) => state === 'queued').length);
        await product.ctx.db.system((tx) => tx.deleteFrom('outbox').where('message_id', 'in', ids).execute());
      },
    ),
    { numRuns: 25 },
  );
});

it('ends the same however receipts are ordered, repeated and batched', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom(...receipts), { minLength: 1 }),
      fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
      async (set, random) => {
        const sourceId = await lane.source();
        const id = await lane.add({ sourceId });
        await lane.lease();
        const keyed = [...set, ...set].map((state, index) => ({ state, key: random[index] ?? 0 }));
        const shuffled = keyed.sort((a, b) => a.key - b.key).map((one) => one.state);
        const cut = (random[0] ?? 0) % (shuffled.length + 1);
        for (const batch of [shuffled.slice(0, cut), shuffled.slice(cut)]) {
          if (batch.length === 0) continue;
          await writeReceipts(
            product.ctx,
            batch.map((state) => ({
              workspaceId: lane.workspaceId,
              connectionId: lane.connectionId,
              messageId: id,
              providerId: 'SM1',
              status: state,
              state,
              errorCode: state === 'failed' ? 30007 : undefined,
              payload: {},
            })),
          );
        }
        const inOrder = receipts.filter((state) => set.includes(state)).reduce<MessageState>(nextState, 'leased');
        const expected = set.includes('delivered') ? 'delivered' : inOrder;
        expect((await lane.message(id)).state).toBe(expected);
        const { counters, ledger } = await ledgerOf(sourceId);
        expect(counters).toEqual(ledger);
        expect(Object.values(ledger)).toEqual([1]);
      },
    ),
    { numRuns: 25 },
  );
});

it('allows one way back only: unknown to queued, asked for by name', async () => {
  for (const from of ['accepted', 'sent', 'delivered', 'failed', 'skipped'] as const) {
    const id = await lane.add();
    await lane.lease();
    await product.ctx.db.system((tx) => applyTransitions(tx, [{ messageId: id, to: from }]));
    const moved = await product.ctx.db.system((tx) => applyTransitions(tx, [{ messageId: id, to: 'queued' }]));
    expect(moved).toEqual([]);
    expect(mayBecome(from, 'queued')).toBe(false);
  }
});
