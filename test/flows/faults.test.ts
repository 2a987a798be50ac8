import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { activityApi } from '../../core/src/contract/activity.ts';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { connectionsApi } from '../../core/src/contract/connections.ts';
import { queueApi } from '../../core/src/contract/queue.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { queueText } from '../support/queue-text.ts';
import { countLedger, phonesTextedTwice, progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  // What stays unanswered may be sent again after two seconds, and what stays without news is asked about, so that the whole way is walked
  // within the test.
  product = await liveProduct({ TIDINGS_UNKNOWN_RESEND_SECONDS: '2', TIDINGS_CATCH_UP_SECONDS: '2' });
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

test('a broadcast through a carrier that resets, stalls, is busy, fails, repeats, reorders and loses receipts reaches everyone exactly once', async () => {
  const { workspace, people } = await workspaceWith(150);
  const faults = await workspace.control('PUT', '/faults', {
    faults: [
      { kind: 'reset_after_accept', probability: 0.08 },
      { kind: 'reset_before_accept', probability: 0.05 },
      { kind: 'server_error', probability: 0.05 },
      { kind: 'rate_limited', probability: 0.08, retry_after_seconds: 1 },
      // Longer than Tidings waits for an answer: taken, but never heard of.
      { kind: 'slow', latency_ms: 30_000, jitter_ms: 0, probability: 0.02 },
    ],
  });
  expect(faults.status).toBeLessThan(300);
  const settings = { repeat_probability: 0.2, reorder_probability: 0.2, lose_probability: 0.1 };
  expect((await workspace.control('PUT', '', { settings })).status).toBeLessThan(300);
  const id = await sendToEveryone(workspace, 'Hi {{ contact.first_name }}, we meet at nine.');
  const counts = await whenOver(workspace, id, people.length);
  expect(counts).toMatchObject({ delivered: people.length, planned: people.length });
  expect(await phonesTextedTwice(workspace)).toEqual([]);
  expect(await countLedger(product, workspace, id)).toEqual({ delivered: people.length });
});

/** Notes each lease with whether an opt-out of its address had been committed by then. A lease and a STOP exclude each other, so this is exact. */
async function watchLeases(): Promise<void> {
  await product.ctx.db.system(async (tx) => {
    await sql`create table test_leases (message_id uuid, stopped boolean)`.execute(tx);
    await sql`create function test_note_lease() returns trigger language plpgsql as $$ begin
      insert into test_leases select m.id, exists (select 1 from suppressions s where s.workspace_id = m.workspace_id and s.address = m.address
        and s.channel = m.channel and s.removed_at is null) from messages m where m.id = new.message_id;
      return null; end $$`.execute(tx);
    await sql`create trigger test_note_lease after update on outbox for each row
      when (old.status = 'queued' and new.status = 'leased') execute function test_note_lease()`.execute(tx);
  });
}

/** Many texts and hooks: on a busy machine they take minutes, which is no fault. Only what hangs ends here. */
const patienceMs = 600_000;

test('1,000 STOPs while a broadcast runs: no message to those numbers is leased after its STOP has committed', {
  timeout: 2 * patienceMs,
}, async () => {
  await watchLeases();
  const stops = 1_000;
  const { workspace, people } = await workspaceWith(1_100, 5);
  const id = await sendToEveryone(workspace, 'Bring a friend on Sunday.');
  await eventually(async () => (await progressOf(workspace, id)).counts.delivered > 1, 'the broadcast runs', patienceMs);
  // From the end on, towards the broadcast: wherever it is, the last STOPs and the leases meet.
  const waiting = people.slice(people.length - stops).map((person) => person.phone);
  const texts = Array.from({ length: 20 }, async () => {
    for (let phone = waiting.pop(); phone; phone = waiting.pop()) await workspace.textFrom(phone, 'STOP');
  });
  await eventually(async () => (await countSuppressions(workspace)) > stops / 2, 'half of them have committed', patienceMs);
  await setRate(workspace, 100);
  await Promise.all(texts);
  await eventually(async () => (await countSuppressions(workspace)) === stops, 'every STOP is obeyed', patienceMs);
  await whenOver(workspace, id, people.length, patienceMs);
  const { rows: leases } = await product.ctx.db.system((tx) =>
    sql<{ stopped: boolean; n: number }>`
      select t.stopped, count(*)::int as n from test_leases t join messages m on m.id = t.message_id where m.source_id = ${id} group by 1`.execute(
      tx,
    ),
  );
  const handedOver = leases.find((one) => !one.stopped)?.n ?? 0;
  expect(leases).toEqual([{ stopped: false, n: handedOver }]);
  const ledger = await countLedger(product, workspace, id);
  expect(ledger).toEqual({ delivered: handedOver, skipped: people.length - handedOver });
  expect(ledger['skipped']).toBeGreaterThan(0);
  expect(await phonesTextedTwice(workspace)).toEqual([]);
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

test('a country that is switched off at the provider fails with its reason and an alert; the sender goes on with the others', async () => {
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  const [refused, fine] = ['+12025550151', '+12025550152'] as const;
  await workspace.control('PUT', '/faults', { faults: [{ kind: 'request_error', code: 21408, to: [refused] }] });
  await addPeople(product.ctx, workspace.id, [
    { name: 'Abroad', phone: refused },
    { name: 'Here', phone: fine },
  ]);
  const id = await sendToEveryone(workspace, 'We meet at nine.');
  expect(await whenOver(workspace, id, 2)).toMatchObject({ failed: 1, delivered: 1 });
  const { body } = await workspace.as('admin').call(queueApi.listAlerts);
  const alert = { kind: 'country_refused', words: expect.stringContaining('United States') };
  expect(body.items).toContainEqual(expect.objectContaining(alert));
  const senders = await workspace.as('admin').call(connectionsApi.listSenders, { query: {} });
  expect(senders.body.items.map((one) => one.paused_at)).toEqual([null]);
});

test('a receipt that blames the account pauses the sender, and says so to staff', async () => {
  const { workspace, people } = await workspaceWith(40, 5);
  await workspace.control('PUT', '/faults', { faults: [{ kind: 'delivery_error', code: 30034 }] });
  const id = await sendToEveryone(workspace, 'This number is not registered.');
  const sender = await eventually(async () => {
    const { body } = await workspace.as('admin').call(connectionsApi.listConnections);
    return body.items.flatMap((one) => one.senders).find((one) => one.id === workspace.senderId && one.paused_at !== null);
  }, 'the sender is paused');
  expect(sender.pause_reason).toContain('not part of a registered A2P campaign');
  const { counts } = await progressOf(workspace, id);
  expect(counts.queued).toBeGreaterThan(0);
  expect(counts.queued).toBeLessThan(people.length);
  const activity = await workspace.as('admin').call(activityApi.listActivity, { query: {} });
  expect(activity.body.items.some((one) => one.action === 'sender_paused')).toBe(true);
  // Once resumed, receipts of what was handed over before do not pause it again.
  await workspace.control('PUT', '/faults', { faults: [] });
  const resumed = await workspace.as('admin').call(connectionsApi.resumeSender, { params: { sender_id: workspace.senderId } });
  expect(resumed.status).toBe(200);
  await whenOver(workspace, id, people.length);
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

test('of two people with one phone and the same text, the one whose text was lost gets it, too', async () => {
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  const phone = '+12025550161';
  const [anna, ben] = await addPeople(product.ctx, workspace.id, [
    { name: 'Anna', phone },
    { name: 'Ben', phone },
  ]);
  const texts = () =>
    product.ctx.db.workspace(workspace.id, (tx) =>
      tx.selectFrom('messages').select(['state', 'provider_id']).where('workspace_id', '=', workspace.id).execute(),
    );
  const delivered = async (count: number) => {
    const rows = await texts();
    return rows.length === count && rows.every((one) => one.state === 'delivered') && rows;
  };
  await queueText(product, workspace, phone, anna);
  await eventually(() => delivered(1), 'the first is delivered');
  await workspace.control('PUT', '/faults', { faults: [{ kind: 'reset_before_accept', remaining: 1 }] });
  await queueText(product, workspace, phone, ben);
  const rows = await eventually(() => delivered(2), 'the second is delivered');
  expect(new Set(rows.map((one) => one.provider_id)).size).toBe(2);
  expect(await workspace.phone(phone)).toHaveLength(2);
});
