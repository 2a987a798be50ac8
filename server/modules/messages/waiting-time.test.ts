import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { connectionsApi } from '@tidings/core/contract/connections';
import { sendingApi } from '@tidings/core/contract/sending';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { awake, type Lane, lane, outbox, people, product, send } from './quiet-hours-testing.ts';

const hourMs = 3_600_000;

/** As if it had been due, and its lane read so far, an hour earlier. */
const anHourAgo = ({ ws }: Lane, sourceId: string) =>
  product.ctx.db.workspace(ws.id, async (tx) => {
    await sql`update outbox set due_at = due_at - interval '1 hour' where source_id = ${sourceId}`.execute(tx);
    await sql`update lane_marks set due_at = due_at - interval '1 hour'`.execute(tx);
  });
const waits = (leased: Awaited<ReturnType<Lane['lease']>>) =>
  leased.map(({ waitedMs }) =>
    waitedMs >= hourMs ? 'from when it was due' : waitedMs < hourMs / 2 ? 'since it was let go on' : waitedMs,
  );

describe('the waiting time of the queue', () => {
  it('is that since a message was due, where only its turn was waited for', async () => {
    const one = await lane();
    await people(one.ws, [awake]);
    await anHourAgo(one, await send(one.ws));
    expect(waits(await one.lease())).toEqual(['from when it was due']);
  });

  it('does not count a pause of the broadcast, and of others counts what they waited', async () => {
    const one = await lane();
    await people(one.ws, [awake]);
    const id = await send(one.ws, { name: 'Paused' });
    const params = { broadcast_id: id };
    await one.ws.as('manager').call(broadcastsApi.pauseBroadcast, { params });
    await anHourAgo(one, id);
    // It is read over, and the lane goes on behind it.
    expect(await one.lease()).toEqual([]);
    const other = await send(one.ws, { name: 'Other' });
    await one.ws.as('manager').call(broadcastsApi.resumeBroadcast, { params });
    await anHourAgo(one, other);
    // The other one was never held: the lane had not read it when the paused one was let go on.
    const leased = await one.lease();
    const of = (sourceId: string) => waits(leased.filter((message) => message.sourceId === sourceId));
    expect(of(id)).toEqual(['since it was let go on']);
    expect(of(other)).toEqual(['from when it was due']);
  });

  it('does not count what the first few of a canary held back', async () => {
    const one = await lane();
    await people(one.ws, [awake, awake, awake]);
    const draft = await one.ws.as('manager').call(broadcastsApi.createBroadcast, {
      body: { name: 'First few', body: 'Hello.', audience: { include: [{ kind: 'everyone' }], exclude: [] } },
    });
    const params = { broadcast_id: draft.body.id };
    const sent = await one.ws.as('manager').call(broadcastsApi.sendBroadcast, {
      params,
      body: { version: draft.body.version, canary_size: 1 },
    });
    expect(sent.status, sent.text).toBe(202);
    await anHourAgo(one, draft.body.id);
    expect(waits(await one.lease())).toEqual(['from when it was due']);
    const go = await one.ws.as('manager').call(broadcastsApi.releaseBroadcast, { params });
    expect(go.status, go.text).toBe(200);
    expect(waits(await one.lease())).toEqual(['since it was let go on', 'since it was let go on']);
  });

  it('does not count a pause of the sender, nor a stop of all sending', async () => {
    const one = await lane();
    await people(one.ws, [awake]);
    const params = { sender_id: one.senderId };
    await one.ws.as('admin').call(connectionsApi.pauseSender, { params, body: { reason: 'To look at it.' } });
    await anHourAgo(one, await send(one.ws, { name: 'First' }));
    expect(await one.lease()).toEqual([]);
    await one.ws.as('admin').call(connectionsApi.resumeSender, { params });
    expect(waits(await one.lease())).toEqual(['since it was let go on']);
    await one.ws.as('admin').call(sendingApi.stopSending, { body: { reason: 'To look at it.' } });
    await anHourAgo(one, await send(one.ws, { name: 'Second' }));
    expect(await one.lease()).toEqual([]);
    await one.ws.as('admin').call(sendingApi.resumeSending);
    expect(waits(await one.lease())).toEqual(['since it was let go on']);
  });

  it('keeps the furthest point when what was held is held and let go on again', async () => {
    const one = await lane();
    await people(one.ws, [awake]);
    const id = await send(one.ws);
    const params = { broadcast_id: id };
    const manager = one.ws.as('manager');
    for (let times = 0; times < 2; times += 1) {
      await manager.call(broadcastsApi.pauseBroadcast, { params });
      if (times === 0) await anHourAgo(one, id);
      expect(await one.lease()).toEqual([]);
      await manager.call(broadcastsApi.resumeBroadcast, { params });
      // Nothing has read the lane between two that let it go on.
      await manager.call(broadcastsApi.pauseBroadcast, { params });
      await manager.call(broadcastsApi.resumeBroadcast, { params });
    }
    expect(await outbox(one.ws, id)).toHaveLength(1);
    expect(waits(await one.lease())).toEqual(['since it was let go on']);
  });
});
