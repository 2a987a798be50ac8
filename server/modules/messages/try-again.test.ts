import { type MessageState, mayBecome, requeue } from '@tidings/core/messaging/states';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { type IncomingReceipt, writeReceipts } from './receipts.ts';
import { recoverLeases } from './recover.ts';
import { listTakenIds, type UnknownMessage } from './recover-store.ts';
import { writeResults } from './results.ts';
import type { LeasedMessage } from './take-lease.ts';
import { type Lane, testLane } from './testing.ts';
import { getTrail } from './trail.ts';
import { applyTransitions } from './transitions-store.ts';

let product: TestProduct;
let lane: Lane;
let contactId: string;
beforeAll(async () => {
  product = await testProduct();
  lane = await testLane(product);
  contactId = await product.ctx.db.workspace(lane.workspaceId, async (tx) => {
    const values = { workspace_id: lane.workspaceId, phone: '+12025550123', sms_consent: 'yes' } as const;
    return (await tx.insertInto('contacts').values(values).returning('id').executeTakeFirstOrThrow()).id;
  });
});
afterAll(() => product.close());

/** The wait of a retry is over. */
async function whenDue(id: string): Promise<void> {
  await product.ctx.db.system(async (tx) => {
    await sql`update outbox set due_at = now() - interval '1 second' where message_id = ${id}`.execute(tx);
    await sql`update lane_marks set due_at = '-infinity' where sender_id = ${lane.senderId}`.execute(tx);
  });
}

const receipt = (id: string, providerId: string, state: IncomingReceipt['state'], errorCode?: number): IncomingReceipt => ({
  workspaceId: lane.workspaceId,
  connectionId: lane.connectionId,
  messageId: id,
  providerId,
  status: state,
  state,
  errorCode,
  payload: {},
});
const write = (...receipts: IncomingReceipt[]) => writeReceipts(product.ctx, receipts);

/** The provider took a leased message. */
async function accept(message: LeasedMessage | undefined, providerId: string): Promise<void> {
  if (!message) throw new Error('Nothing was leased.');
  await writeResults(product.ctx, [{ message, senderId: lane.senderId, outcome: { kind: 'accepted', providerId } }]);
}

/** A message of a broadcast-like source, handed over once. */
async function handedOver(providerId: string): Promise<string> {
  const id = await lane.add({ sourceId: await lane.source(), source: 'direct', contactId });
  await accept(
    (await lane.lease()).find((one) => one.messageId === id),
    providerId,
  );
  return id;
}

const attemptsOf = (id: string) =>
  product.ctx.db.system((tx) =>
    tx
      .selectFrom('message_attempts')
      .select(['attempt', 'outcome', 'error_code', 'provider_id', 'retry_at'])
      .where('message_id', '=', id)
      .orderBy('id')
      .execute(),
  );

describe('a failure after which the person may have it', () => {
  it('is final, says so, and is never offered as missed', async () => {
    const id = await handedOver('SM-m1');
    await write(receipt(id, 'SM-m1', 'sent'), receipt(id, 'SM-m1', 'failed', 30410));
    expect(await lane.message(id)).toMatchObject({ state: 'failed', reason: 'may_have_arrived' });
    expect(await lane.outbox(id)).toBeUndefined();
    expect(await attemptsOf(id)).toEqual([]);
    const trail = await product.ctx.db.workspace(lane.workspaceId, (tx) => getTrail(product.ctx, tx, lane.workspaceId, id));
    expect(trail.answer).toMatch(/^Nobody can say whether they got it\. /);
    expect(trail.answer).not.toContain('did not get it');
    expect(trail.entries.at(-1)).toMatchObject({ kind: 'ended', title: 'May have arrived' });
  });
});

describe('a failure that passes', () => {
  it('puts the message back for its time with the same send key, and keeps the attempt', async () => {
    const id = await handedOver('SM-a1');
    const key = () =>
      product.ctx.db.system((tx) => tx.selectFrom('messages').select('send_key').where('id', '=', id).executeTakeFirstOrThrow());
    const before = await key();
    await write(receipt(id, 'SM-a1', 'failed', 30003));
    expect(await lane.message(id)).toMatchObject({
      state: 'queued',
      reason: 'handset_unreachable',
      provider_id: null,
      attempts: 1,
    });
    const waiting = await lane.outbox(id);
    expect(waiting).toMatchObject({ status: 'queued', worker_id: null });
    expect((waiting?.due_at.getTime() ?? 0) - Date.now()).toBeGreaterThan(7_000_000);
    expect(await attemptsOf(id)).toMatchObject([{ attempt: 1, outcome: 'retry', error_code: '30003', provider_id: 'SM-a1' }]);
    expect(await lane.lease()).toEqual([]);
    await whenDue(id);
    const [again] = await lane.lease();
    expect(again).toMatchObject({ messageId: id, attempt: 2 });
    await accept(again, 'SM-a2');
    await write(receipt(id, 'SM-a2', 'delivered'));
    expect(await lane.message(id)).toMatchObject({ state: 'delivered', reason: null, provider_id: 'SM-a2', attempts: 2 });
    expect(await key()).toEqual(before);
  });

  it('ends the message when its code has been tried often enough', async () => {
    const id = await handedOver('SM-b1');
    await write(receipt(id, 'SM-b1', 'failed', 30008));
    await whenDue(id);
    await accept((await lane.lease())[0], 'SM-b2');
    await write(receipt(id, 'SM-b2', 'failed', 30008));
    expect(await lane.message(id)).toMatchObject({ state: 'failed', reason: 'carrier_error', attempts: 2 });
    expect(await lane.outbox(id)).toBeUndefined();
    expect((await attemptsOf(id)).map((one) => one.outcome)).toEqual(['retry', 'failed']);
  });

  it.each(['sent', 'failed', 'accepted'] as const)(
    'of an earlier attempt, reported late as %s, leaves the next one alone',
    async (state) => {
      const id = await handedOver('SM-c1');
      await write(receipt(id, 'SM-c1', 'failed', 30003));
      await write(receipt(id, 'SM-c1', state, state === 'failed' ? 30007 : undefined));
      expect(await lane.message(id)).toMatchObject({ state: 'queued', provider_id: null });
      expect(await lane.outbox(id)).toMatchObject({ status: 'queued' });
      await whenDue(id);
      const [again] = await lane.lease();
      await write(receipt(id, 'SM-c1', state, state === 'failed' ? 30008 : undefined));
      expect(await lane.outbox(id)).toMatchObject({ status: 'leased' });
      await accept(again, 'SM-c2');
      await write(receipt(id, 'SM-c1', state, state === 'failed' ? 30003 : undefined));
      expect(await lane.message(id)).toMatchObject({ state: 'accepted', provider_id: 'SM-c2' });
    },
  );

  it('that was delivered after all is never sent again, wherever its next attempt is', async () => {
    const waiting = await handedOver('SM-d1');
    await write(receipt(waiting, 'SM-d1', 'failed', 30003));
    await write(receipt(waiting, 'SM-d1', 'delivered'));
    expect(await lane.message(waiting)).toMatchObject({ state: 'delivered', reason: null });
    expect(await lane.outbox(waiting)).toBeUndefined();

    const leased = await handedOver('SM-e1');
    await write(receipt(leased, 'SM-e1', 'failed', 30003));
    await whenDue(leased);
    const [again] = await lane.lease();
    await write(receipt(leased, 'SM-e1', 'delivered'));
    await accept(again, 'SM-e2');
    await write(receipt(leased, 'SM-e2', 'failed', 30003));
    expect((await lane.message(leased)).state).toBe('delivered');
    expect(await lane.outbox(leased)).toBeUndefined();
  });

  it('may be told before the answer to the hand-over has been written', async () => {
    const id = await lane.add({ sourceId: await lane.source(), source: 'direct', contactId });
    const [leased] = await lane.lease();
    await write(receipt(id, 'SM-f1', 'failed', 30003));
    await accept(leased, 'SM-f1');
    expect(await lane.message(id)).toMatchObject({ state: 'queued', provider_id: null });
    expect(await lane.outbox(id)).toMatchObject({ status: 'queued' });
    await recoverLeases(product.ctx);
    expect(await lane.outbox(id)).toMatchObject({ status: 'queued' });
  });

  it('counts once when two processes are told at the same moment', async () => {
    const id = await handedOver('SM-g1');
    await Promise.all([1, 2, 3].map(() => write(receipt(id, 'SM-g1', 'failed', 30008))));
    expect((await lane.message(id)).state).toBe('queued');
    expect(await attemptsOf(id)).toHaveLength(1);
  });

  it('is final once its source was cancelled, past its deadline, and for the answer to a keyword', async () => {
    const cancelled = await handedOver('SM-h1');
    await product.ctx.db.system(async (tx) => {
      await sql`update message_sources set state = 'cancelled' where id = (select source_id from messages where id = ${cancelled})`.execute(
        tx,
      );
    });
    await write(receipt(cancelled, 'SM-h1', 'failed', 30003));
    expect(await lane.message(cancelled)).toMatchObject({ state: 'failed', reason: 'handset_unreachable' });
    const late = await handedOver('SM-i1');
    await product.ctx.db.system(async (tx) => {
      await sql`update messages set useless_after = now() + interval '1 hour' where id = ${late}`.execute(tx);
    });
    await write(receipt(late, 'SM-i1', 'failed', 30003));
    expect(await lane.message(late)).toMatchObject({ state: 'failed', reason: 'handset_unreachable' });
    const answer = await lane.add();
    await accept((await lane.lease())[0], 'SM-j1');
    await write(receipt(answer, 'SM-j1', 'failed', 30003));
    expect((await lane.message(answer)).state).toBe('failed');
  });

  it('is never confused with an attempt that is over when the provider’s list is asked', async () => {
    const id = await handedOver('SM-k1');
    await write(receipt(id, 'SM-k1', 'failed', 30003));
    const taken = await product.ctx.db.system((tx) =>
      listTakenIds(tx, { messageId: id, workspaceId: lane.workspaceId, contactId, address: '+12025550123' } as UnknownMessage, [
        'SM-k1',
        'SM-k2',
      ]),
    );
    expect([...taken]).toEqual(['SM-k1']);
  });

  it('of another workspace’s message changes nothing', async () => {
    const id = await handedOver('SM-l1');
    const elsewhere = await product.workspace();
    await write({ ...receipt(id, 'SM-l1', 'failed', 30003), workspaceId: elsewhere.id });
    expect((await lane.message(id)).state).toBe('accepted');
  });
});

it('a late failure of an attempt whose answer was lost does not fail the one that is on its way', async () => {
  const id = await lane.add({ sourceId: await lane.source(), source: 'direct', contactId });
  const [first] = await lane.lease();
  if (!first) throw new Error('Nothing was leased.');
  await writeResults(product.ctx, [{ message: first, senderId: lane.senderId, outcome: { kind: 'unknown', words: 'Reset.' } }]);
  await product.ctx.db.system(async (tx) => {
    await applyTransitions(tx, [{ messageId: id, to: 'queued' }]);
    await sql`update outbox set status = 'queued', due_at = now() where message_id = ${id}`.execute(tx);
  });
  await whenDue(id);
  const [second] = await lane.lease();
  expect(second?.attempt).toBe(2);
  await write({ ...receipt(id, 'SM-lost', 'failed', 30007), attempt: 1 });
  expect(await lane.outbox(id)).toMatchObject({ status: 'leased' });
  await accept(second, 'SM-second');
  expect(await lane.message(id)).toMatchObject({ state: 'accepted', provider_id: 'SM-second' });
});

const reports = ['accepted', 'sent', 'delivered', 'failed'] as const;

it('whatever is told of whichever attempt in whatever order: never sent again once delivered, never lost, counters add up', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          { weight: 3, arbitrary: fc.record({ what: fc.constant('lease' as const) }) },
          {
            weight: 5,
            arbitrary: fc.record({
              what: fc.constant('report' as const),
              attempt: fc.integer({ min: 1, max: 3 }),
              state: fc.constantFrom(...reports),
              code: fc.constantFrom(30003, 30008, 30007, 30410),
              named: fc.boolean(),
            }),
          },
          { weight: 2, arbitrary: fc.record({ what: fc.constant('answer' as const) }) },
        ),
        { minLength: 4, maxLength: 14 },
      ),
      async (steps) => {
        const sourceId = await lane.source();
        const id = await lane.add({ sourceId, source: 'direct', contactId });
        const mine = `${id.slice(-8)}-`;
        let inHand: LeasedMessage | undefined;
        let handed = 0;
        let delivered = false;
        for (const step of steps) {
          if (step.what === 'lease') {
            await whenDue(id);
            const leased = (await lane.lease()).find((one) => one.messageId === id);
            if (!leased) continue;
            // I4: nobody gets it twice once any attempt arrived.
            expect(delivered).toBe(false);
            inHand = leased;
            handed = leased.attempt;
          } else if (step.what === 'answer') {
            if (inHand) await accept(inHand, `${mine}${inHand.attempt}`);
            inHand = undefined;
          } else if (step.attempt <= handed) {
            const errorCode = step.state === 'failed' ? step.code : undefined;
            const attempt = step.named ? { attempt: step.attempt } : {};
            await write({ ...receipt(id, `${mine}${step.attempt}`, step.state, errorCode), ...attempt });
            if (step.state === 'delivered') delivered = true;
          }
        }
        const { state } = await lane.message(id);
        const waits = await lane.outbox(id);
        if (delivered) expect(state).toBe('delivered');
        // Never lost: what counts as queued is in the outbox, and nothing else is.
        expect(waits !== undefined).toBe(state === 'queued');
        const counted = await product.ctx.db.system((tx) =>
          tx.selectFrom('source_counts').select(['state', 'n']).where('source_id', '=', sourceId).where('n', '!=', 0).execute(),
        );
        expect(counted).toEqual([{ state, n: 1 }]);
        await product.ctx.db.system((tx) => tx.deleteFrom('outbox').where('message_id', '=', id).execute());
      },
    ),
    { numRuns: 60 },
  );
});

it('goes back from nowhere else: what has ended stays', () => {
  for (const from of ['delivered', 'failed', 'skipped', 'expired', 'cancelled'] satisfies MessageState[]) {
    expect(requeue(from, 'temporary_failure')).toBe(from);
    expect(mayBecome(from, 'queued')).toBe(false);
  }
});
