import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendingApi } from '../../core/src/contract/sending.ts';
import { resumeInstallation, stopInstallation } from '../../server/modules/messages/sending-stop-store.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { phonesTextedTwice, progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
  // Two workers: the stop holds for all.
  await product.startWorker();
  await product.startWorker();
});
afterAll(() => product.close());

const total = 200;

/** What was leased so far in the whole installation: as many as were ever committed, whatever became of them. */
async function countLeased(): Promise<{ ever: number; open: number }> {
  const { rows } = await product.ctx.db.system((tx) =>
    sql<{ ever: number; open: number }>`
      select (select coalesce(sum(cardinality(message_ids)), 0)::int from leases) as ever,
        (select count(*)::int from outbox where status = 'leased') as open`.execute(tx),
  );
  return rows[0]!;
}

const handedOver = async (workspace: SandboxWorkspace) => {
  const lists = await Promise.all(Array.from({ length: total }, (_, index) => workspace.phone(fictitiousNumber(index))));
  return lists.flat().length;
};

test.each(['workspace', 'installation'] as const)(
  'a stop of the %s in the middle of a broadcast: nothing after it, and everybody once when it goes on',
  async (whose) => {
    const workspace = await product.sandboxWorkspace({ rate: 40 });
    await whenProvisioned(workspace);
    const people = Array.from({ length: total }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
    await addPeople(product.ctx, workspace.id, people);
    const admin = workspace.as('admin');
    const id = await sendToEveryone(workspace, 'Doors open at six.');
    await eventually(async () => (await progressOf(workspace, id)).counts.delivered > 10, 'it runs');

    if (whose === 'workspace')
      expect((await admin.call(sendingApi.stopSending, { body: { reason: 'Wrong text' } })).status).toBe(200);
    else await product.ctx.db.system((tx) => stopInstallation(tx, 'Olive', 'Wrong text'));
    const atStop = await countLeased();
    await eventually(async () => (await countLeased()).open === 0, 'what was in hand is handed over');
    const gone = await handedOver(workspace);
    await wait(1_500);
    expect((await countLeased()).ever).toBe(atStop.ever);
    expect(await handedOver(workspace)).toBe(gone);
    expect(gone).toBeLessThan(total);
    expect(await phonesTextedTwice(workspace)).toEqual([]);
    await eventually(async () => (await progressOf(workspace, id)).waiting === total - gone, 'the counters say what waits');

    if (whose === 'workspace') await admin.call(sendingApi.resumeSending);
    else await product.ctx.db.system((tx) => resumeInstallation(tx));
    expect((await whenOver(workspace, id, total)).delivered).toBe(total);
    expect(await phonesTextedTwice(workspace)).toEqual([]);
  },
);
