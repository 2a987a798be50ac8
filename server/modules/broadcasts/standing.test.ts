import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { connectionsApi } from '@tidings/core/contract/connections';
import { poolsApi } from '@tidings/core/contract/pools';
import { sendingApi } from '@tidings/core/contract/sending';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { TestWorkspace } from '../../testing/product.ts';
import { product, progress, send, workspace } from './broadcasts-testing.ts';
import { addDraft, numbers } from './testing.ts';

const people = (n: number) => numbers(n).map((phone) => ({ phone }));

/** A broadcast that is sent, while nobody reads its lane. */
async function sending(wish: Parameters<typeof addDraft>[1] = {}, ws?: TestWorkspace) {
  const in_ = ws ?? (await workspace(people(5))).ws;
  const { id, version } = await addDraft(in_, wish);
  const sent = await send(in_, id, version);
  expect(sent.status, sent.text).toBe(202);
  const [sender] = await product.ctx.db.workspace(in_.id, (tx) => tx.selectFrom('senders').selectAll().orderBy('id').execute());
  return { ws: in_, id, senderId: sender?.id ?? '' };
}

const rows = async (ws: TestWorkspace, id: string) =>
  (await ws.as('viewer').call(broadcastsApi.listRecipients, { params: { broadcast_id: id }, query: { limit: 50 } })).body.items;
const pause = (ws: TestWorkspace, senderId: string) =>
  ws.as('admin').call(connectionsApi.pauseSender, { params: { sender_id: senderId }, body: { reason: 'Looking into it' } });

it('says of a paused sender why nothing goes out, on the page and for each person', async () => {
  const { ws, id, senderId } = await sending();
  expect((await progress(ws, id)).body.standing).toEqual([]);
  expect((await rows(ws, id))[0]).toMatchObject({ waits_for: null, state_words: expect.stringContaining('its turn') });
  // It moved until now.
  await product.ctx.db.workspace(ws.id, (tx) =>
    sql`insert into broadcast_rates (broadcast_id, workspace_id, sampled_at, samples)
      values (${id}, ${ws.id}, now(), jsonb_build_array(jsonb_build_array(extract(epoch from now()) * 1000 - 5000, -10)))`.execute(
      tx,
    ),
  );
  expect((await progress(ws, id)).body.seconds_left).toBeGreaterThan(0);
  await pause(ws, senderId);
  const { body } = await progress(ws, id);
  expect(body).toMatchObject({ state: 'sending', waiting: 5, seconds_left: null });
  expect(body.standing).toEqual([
    {
      sender: { id: senderId, name: 'Sandbox number' },
      why: 'sender_paused',
      label: 'Sender paused',
      words: 'Sandbox number is paused: Looking into it.',
      paused_by: 'member',
      until: null,
      waiting: 5,
    },
  ]);
  for (const row of await rows(ws, id))
    expect(row).toMatchObject({
      state: 'queued',
      waits_for: 'Sender paused',
      waits_until: null,
      state_words: body.standing[0]?.words,
    });
  await ws.as('admin').call(connectionsApi.resumeSender, { params: { sender_id: senderId } });
  expect((await progress(ws, id)).body.standing).toEqual([]);
});

it('says until when a used-up cap keeps it, also where less is left than the first text needs', async () => {
  const { ws, id, senderId } = await sending();
  const set = (used: number, needs: number | null) =>
    product.ctx.db.workspace(ws.id, (tx) =>
      sql`update senders set daily_cap = 10, cap_used = ${used}, cap_needs = ${needs},
        cap_day = (clock_timestamp() at time zone cap_zone - make_interval(hours => cap_hour))::date where id = ${senderId}`.execute(
        tx,
      ),
    );
  await set(7, null);
  expect((await progress(ws, id)).body.standing).toEqual([]);
  for (const [used, needs] of [
    [10, null],
    [9, 2],
  ] as const) {
    await set(used, needs);
    const { standing, seconds_left: left } = (await progress(ws, id)).body;
    expect(left).toBeNull();
    expect(standing).toMatchObject([{ why: 'daily_cap', label: 'Daily cap reached', paused_by: null, waiting: 5 }]);
    expect(Date.parse(standing[0]?.until ?? '')).toBeGreaterThan(product.ctx.clock.now().getTime());
    expect((await rows(ws, id))[0]).toMatchObject({ waits_for: 'Daily cap reached', waits_until: standing[0]?.until });
  }
});

it('says that all sending is stopped, and nothing once nobody waits', async () => {
  const { ws, id } = await sending();
  await ws.as('admin').call(sendingApi.stopSending, { body: { reason: 'Wrong text!' } });
  expect((await progress(ws, id)).body.standing).toMatchObject([
    { why: 'sending_stopped', words: 'All sending of this workspace is stopped: Wrong text!', waiting: 5 },
  ]);
  await ws.as('manager').call(broadcastsApi.cancelBroadcast, { params: { broadcast_id: id } });
  expect((await progress(ws, id)).body.standing).toEqual([]);
});

it('names only the number of a pool that stands still, and leaves those alone who wait for their own moment', async () => {
  const { ws } = await workspace(people(60));
  const admin = ws.as('admin');
  const [connection] = (await admin.call(connectionsApi.listConnections)).body.items;
  const second = await admin.call(connectionsApi.createSender, {
    params: { connection_id: connection?.id ?? '' },
    body: { kind: 'number', address: '+12025550197', rate_per_second: 10, burst: 10 },
  });
  const first = connection?.senders[0]?.id ?? '';
  const pool = await admin.call(poolsApi.createPool, { body: { name: 'Both', sender_ids: [first, second.body.id] } });
  const { id } = await sending({ pool_id: pool.body.id }, ws);
  await pause(ws, second.body.id);
  const of = (senderId: string) =>
    product.ctx.db.workspace(ws.id, async (tx) => {
      const found = await tx.selectFrom('outbox').select('message_id').where('sender_id', '=', senderId).execute();
      return found.map((one) => one.message_id);
    });
  const [own, others] = [await of(second.body.id), await of(first)];
  const later = own[0] ?? '';
  await product.ctx.db.workspace(ws.id, (tx) =>
    sql`update outbox set due_at = now() + interval '1 hour', wait_reason = 'quiet_hours' where message_id = ${later}`.execute(
      tx,
    ),
  );
  expect((await progress(ws, id)).body.standing).toMatchObject([{ sender: { id: second.body.id }, waiting: own.length - 1 }]);
  const found = new Map(
    (
      await ws.as('viewer').call(broadcastsApi.listRecipients, { params: { broadcast_id: id }, query: { limit: 100 } })
    ).body.items.map((row) => [row.message_id, row]),
  );
  expect(found.get(later)).toMatchObject({ waits_for: 'Quiet hours' });
  expect(found.get(own[1] ?? '')).toMatchObject({ waits_for: 'Sender paused' });
  expect(found.get(others[0] ?? '')).toMatchObject({ waits_for: null });
});
