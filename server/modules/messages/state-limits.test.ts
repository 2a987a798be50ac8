import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { addPeople } from '../broadcasts/testing.ts';
import { awake, dayMs, type Lane, lane, live, product, progress, recipients, send } from './quiet-hours-testing.ts';

/** One person with a number of Florida, one with one of New York, both up. */
async function two({ ws }: Lane): Promise<{ readonly florida: string; readonly newYork: string }> {
  const [florida = '', newYork = ''] = await addPeople(product, ws, [{ phone: '+13055550123' }, { phone: '+12125550123' }]);
  await live(ws, [florida, newYork], [awake, awake]);
  return { florida, newYork };
}

/** Texts that somebody got so many hours ago. */
async function had({ ws }: Lane, contactId: string, hours: readonly number[], address: string | null = null) {
  await product.ctx.db.workspace(ws.id, async (tx) => {
    for (const ago of hours)
      await sql`insert into messages (workspace_id, direction, channel, contact_id, address, source, state, created_at, accepted_at)
        values (${ws.id}, 'out', 'sms', ${contactId}, ${address}, 'broadcast', 'delivered', now() - make_interval(hours => ${ago}), now() - make_interval(hours => ${ago}))`.execute(
        tx,
      );
  });
}

const fates = async ({ ws }: Lane, id: string) =>
  new Map((await recipients(ws, id)).map((one) => [one.contact_id ?? '', one.state]));

describe('how many texts the law of a state lets reach one person in a day', () => {
  it('is kept without anybody having set a cap: the fourth waits until the first is a day old', async () => {
    const one = await lane();
    const { florida } = await two(one);
    for (const name of ['First', 'Second', 'Third']) await send(one.ws, { name });
    expect(await one.lease()).toHaveLength(6);
    const fourth = await send(one.ws, { name: 'Fourth' });
    expect((await one.lease()).map((message) => message.address)).toEqual(['+12125550123']);
    expect((await fates(one, fourth)).get(florida)).toBe('queued');
    const { waits } = await progress(one.ws, fourth);
    expect(waits).toMatchObject([{ reason: 'state_limit', n: 1 }]);
    expect(Math.abs(Date.parse(waits[0]?.until ?? '') - Date.now() - dayMs)).toBeLessThan(120_000);
  });

  it('counts within one lease, too', async () => {
    const one = await lane();
    await two(one);
    for (const name of ['First', 'Second', 'Third', 'Fourth', 'Fifth']) await send(one.ws, { name });
    const leased = await one.lease();
    expect(leased.filter((message) => message.address === '+13055550123')).toHaveLength(3);
    expect(leased.filter((message) => message.address === '+12125550123')).toHaveLength(5);
  });

  it('holds for marketing only, and not for what is a day old', async () => {
    const one = await lane();
    const { florida } = await two(one);
    await had(one, florida, [1, 2, 30]);
    await send(one.ws);
    expect(await one.lease()).toHaveLength(2);
    const info = await lane({ profile: 'informational' });
    const people = await two(info);
    await had(info, people.florida, [1, 2, 3]);
    await send(info.ws, { purpose: 'informational' });
    expect(await info.lease()).toHaveLength(2);
    // Marketing keeps the law, whatever the workspace sends mostly.
    await send(info.ws, { purpose: 'marketing' });
    expect((await info.lease()).map((message) => message.address)).toEqual(['+12125550123']);
  });

  it('is counted by phone, in the forecast as at the lease, whoever of a household had them', async () => {
    const one = await lane();
    const shared = '+13055550123';
    const [first = '', second = ''] = await addPeople(product, one.ws, [{ phone: shared }, { phone: shared }]);
    await live(one.ws, [first, second], [awake, awake]);
    await had(one, second, [1, 2, 3], shared);
    const manager = one.ws.as('manager');
    const draft = await manager.call(broadcastsApi.createBroadcast, {
      body: { name: 'One more', body: 'Hello.', audience: { include: [{ kind: 'contacts', ids: [first] }], exclude: [] } },
    });
    const { body } = await manager.call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: draft.body.id } });
    expect(body.hours).toMatchObject({ now: 0, waiting: [{ reason: 'state_limit', n: 1 }] });
    const { version } = draft.body;
    const sent = await manager.call(broadcastsApi.sendBroadcast, { params: { broadcast_id: draft.body.id }, body: { version } });
    expect(sent.status, sent.text).toBe(202);
    expect(await one.lease()).toHaveLength(0);
    expect((await progress(one.ws, draft.body.id)).waits).toMatchObject([{ reason: 'state_limit', n: 1 }]);
  });

  it('is in the forecast as it then happens', async () => {
    const one = await lane();
    const { florida, newYork } = await two(one);
    await had(one, florida, [1, 2, 3]);
    await had(one, newYork, [1, 2, 3]);
    const manager = one.ws.as('manager');
    const draft = await manager.call(broadcastsApi.createBroadcast, {
      body: { name: 'One more', body: 'Hello.', audience: { include: [{ kind: 'everyone' }], exclude: [] } },
    });
    const { body } = await manager.call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: draft.body.id } });
    expect(body.hours).toMatchObject({ now: 1, waiting: [{ reason: 'state_limit', n: 1 }] });
    const sent = await manager.call(broadcastsApi.sendBroadcast, {
      params: { broadcast_id: draft.body.id },
      body: { version: draft.body.version },
    });
    expect(sent.status, sent.text).toBe(202);
    expect(await one.lease()).toHaveLength(1);
    const [wait] = (await progress(one.ws, draft.body.id)).waits;
    expect(wait).toMatchObject({ reason: 'state_limit', n: 1 });
    // The forecast rounds up to the minute.
    const said = Date.parse(body.hours.waiting[0]?.until ?? '');
    expect(said - Date.parse(wait?.until ?? '')).toBeGreaterThanOrEqual(0);
    expect(said - Date.parse(wait?.until ?? '')).toBeLessThan(60_000);
  });
});
