import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { countLedger, phonesTextedTwice, progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  // What stays unanswered may be sent again after two seconds, so that the whole way is walked within the test.
  product = await liveProduct({ TIDINGS_UNKNOWN_RESEND_SECONDS: '2' });
  await product.startWorker();
});
afterAll(() => product.close());

async function workspaceWith(count: number, rate = 500) {
  const workspace = await product.sandboxWorkspace({ rate });
  await whenProvisioned(workspace);
  const people = Array.from({ length: count }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
  await addPeople(product.ctx, workspace.id, people);
  return { workspace, people };
}

test('a broadcast through a carrier that resets, stalls, is busy and fails reaches everyone exactly once', async () => {
  const { workspace, people } = await workspaceWith(150);
  const faults = await workspace.control('PUT', '/faults', {
    faults: [
      { kind: 'reset_after_accept', probability: 0.08 },
      { kind: 'reset_before_accept', probability: 0.05 },
      { kind: 'server_error', probability: 0.05 },
      { kind: 'rate_limited', probability: 0.08 },
    ],
  });
  expect(faults.status).toBeLessThan(300);
  const settings = await workspace.control('PUT', '', { settings: { repeat_probability: 0.2, reorder_probability: 0.2 } });
  expect(settings.status).toBeLessThan(300);
  const id = await sendToEveryone(workspace, 'Hi {{ contact.first_name }}, we meet at nine.');
  const counts = await whenOver(workspace, id, people.length);
  expect(counts).toMatchObject({ delivered: people.length, planned: people.length });
  expect(await phonesTextedTwice(workspace)).toEqual([]);
  expect(await countLedger(product, workspace, id)).toEqual({ delivered: people.length });
});

test('STOP while a broadcast runs: no message to that number is leased after it has committed', async () => {
  const { workspace, people } = await workspaceWith(120, 2);
  const id = await sendToEveryone(workspace, 'Bring a friend on Sunday.');
  await eventually(async () => (await progressOf(workspace, id)).counts.delivered > 1, 'the broadcast runs');
  const stopped = people.slice(60, 100).map((person) => person.phone);
  await Promise.all(stopped.map((phone) => workspace.textFrom(phone, 'STOP')));
  await eventually(async () => (await countSuppressions(workspace)) > 20, 'half of them have committed');
  await setRate(workspace, 500);
  await whenOver(workspace, id, people.length);
  const rows = await product.ctx.db.workspace(workspace.id, (tx) =>
    tx
      .selectFrom('messages as m')
      .innerJoin('suppressions as s', (join) =>
        join.onRef('s.address', '=', 'm.address').onRef('s.workspace_id', '=', 'm.workspace_id'),
      )
      .select(['m.address', 'm.state', 'm.reason', 'm.attempts', 'm.accepted_at', 's.created_at as stopped_at'])
      .where('m.source_id', '=', id)
      .execute(),
  );
  expect(rows).toHaveLength(stopped.length);
  for (const row of rows) {
    // Either it had been handed over before the STOP was committed, or it never was.
    if (row.state === 'skipped') expect(row).toMatchObject({ reason: 'opted_out', attempts: 0, accepted_at: null });
    else expect(row.state).toBe('delivered');
  }
  expect(rows.filter((row) => row.state === 'skipped').length).toBeGreaterThan(0);
});

async function countSuppressions(workspace: SandboxWorkspace): Promise<number> {
  const rows = await product.ctx.db.workspace(workspace.id, (tx) => tx.selectFrom('suppressions').select('id').execute());
  return rows.length;
}

function setRate(workspace: SandboxWorkspace, rate: number) {
  return product.ctx.db.workspace(workspace.id, (tx) =>
    tx.updateTable('senders').set({ rate_per_second: rate, burst: rate }).where('id', '=', workspace.senderId).execute(),
  );
}

test('a message that the provider refuses for the account pauses the sender instead of failing the rest', async () => {
  const { workspace, people } = await workspaceWith(40, 5);
  await workspace.control('PUT', '/faults', { faults: [{ kind: 'request_error', code: 30034 }] });
  const id = await sendToEveryone(workspace, 'This number is not registered.');
  const sender = await eventually(
    () =>
      product.ctx.db.workspace(workspace.id, (tx) =>
        tx
          .selectFrom('senders')
          .selectAll()
          .where('id', '=', workspace.senderId)
          .where('paused_at', 'is not', null)
          .executeTakeFirst(),
      ),
    'the sender is paused',
  );
  expect(sender.pause_reason).toContain('refuses');
  const { counts } = await progressOf(workspace, id);
  expect(counts.failed).toBeLessThan(people.length);
  expect(counts.queued).toBeGreaterThan(0);
});

test('a delivery failure that says the number is dead suppresses it; one that passes is tried again', async () => {
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  await addPeople(product.ctx, workspace.id, [
    { name: 'Dead', phone: '+12025550192' },
    { name: 'Off', phone: '+12025550191' },
    { name: 'Fine', phone: '+12025550110' },
  ]);
  const id = await sendToEveryone(workspace, 'A short word.');
  const waiting = await eventually(async () => {
    const { counts, retries, state } = await progressOf(workspace, id);
    return counts.delivered === 1 && counts.failed === 1 && retries.waiting === 1 && state === 'sending' ? retries : undefined;
  }, 'one arrived, one failed for good, one waits for another attempt');
  const inMs = Date.parse(waiting.next_at ?? '') - Date.now();
  expect(inMs).toBeGreaterThan(3_600_000);
  const rows = await product.ctx.db.workspace(workspace.id, (tx) =>
    tx.selectFrom('suppressions').select(['address', 'kind']).execute(),
  );
  expect(rows).toEqual([{ address: '+12025550192', kind: 'dead' }]);

  // The phone is on again.
  const page = await workspace.as('viewer').call(broadcastsApi.listRecipients, {
    params: { broadcast_id: id },
    query: { state: ['queued'] },
  });
  expect(page.body.items).toMatchObject([{ name: 'Off', reason: 'handset_unreachable', error_code: '30003', attempts: 1 }]);
  expect(page.body.items[0]?.waits_until).not.toBeNull();
  await makeDue(id);
  const attempts = await eventually(async () => {
    const found = await product.ctx.db.workspace(workspace.id, (tx) =>
      tx.selectFrom('message_attempts').select(['attempt', 'provider_id', 'error_code']).orderBy('id').execute(),
    );
    return found.length === 2 ? found : undefined;
  }, 'both attempts are kept');
  expect(attempts.map((one) => [one.attempt, one.error_code])).toEqual([
    [1, '30003'],
    [2, '30003'],
  ]);
  expect(new Set(attempts.map((one) => one.provider_id)).size).toBe(2);

  const late = await eventually(async () => {
    const { counts, state, retries } = await progressOf(workspace, id);
    return state === 'sending' && retries.waiting === 1 ? counts : undefined;
  }, 'it goes on with what waits for its third attempt');
  expect(late).toMatchObject({ delivered: 1, failed: 1, queued: 1 });

  // What still waits can be stopped.
  const cancelled = await workspace.as('manager').call(broadcastsApi.cancelBroadcast, { params: { broadcast_id: id } });
  expect(cancelled.status).toBe(200);
  const ended = await whenOver(workspace, id, 3);
  expect(ended).toMatchObject({ delivered: 1, failed: 1, cancelled: 1 });
});

/** The wait of all retries of a broadcast is over. */
async function makeDue(sourceId: string): Promise<void> {
  await product.ctx.db.system(async (tx) => {
    await sql`update outbox set due_at = now() - interval '1 second' where source_id = ${sourceId}`.execute(tx);
    await sql`update lane_marks set due_at = '-infinity'
      where sender_id in (select sender_id from messages where source_id = ${sourceId})`.execute(tx);
  });
}
