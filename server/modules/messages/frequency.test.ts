import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { messagesApi } from '@tidings/core/contract/messages';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { TestWorkspace } from '../../testing/product.ts';
import { addDraft } from '../broadcasts/testing.ts';
import { awake, dayMs, lane, people, product, progress, recipients, send } from './quiet-hours-testing.ts';
import { takeLease } from './take-lease.ts';

describe('how often one person is texted', () => {
  const cap = (excess: 'skip' | 'wait') => ({ frequency_cap: { messages: 2, days: 7, excess } });

  it('leaves out who has had enough, counting what is in hand', async () => {
    const { ws, lease } = await lane(cap('skip'));
    await people(ws, [awake]);
    for (const name of ['First', 'Second', 'Third']) await send(ws, { name });
    const leased = await lease();
    expect(leased).toHaveLength(2);
    const third = (await ws.as('viewer').call(broadcastsApi.listBroadcasts, {})).body.items.find((one) => one.name === 'Third');
    const [skipped] = await recipients(ws, third?.id ?? '');
    expect(skipped).toMatchObject({ state: 'skipped', reason: 'frequency_cap' });
    const trail = await ws.as('viewer').call(messagesApi.getMessageTrail, { params: { message_id: skipped?.message_id ?? '' } });
    const [decision, end] = trail.body.entries.slice(-2);
    expect([decision?.title, end?.title]).toEqual(['Stopped: Enough texts for now', 'Skipped']);
    expect(decision?.rules.find((one) => one.outcome === 'decided')?.values).toMatchObject({
      cap: '2 in 7 days',
      texts_counted: 2,
      latest_text_at: expect.stringMatching(/^\d{4}-/),
    });
    // In another lease, what the first took counts too.
    const fourth = await send(ws, { name: 'Fourth' });
    expect(await lease()).toEqual([]);
    expect(await recipients(ws, fourth)).toMatchObject([{ state: 'skipped', reason: 'frequency_cap' }]);
  });

  it('or lets them wait until the first of them is old enough', async () => {
    const { ws, lease } = await lane(cap('wait'));
    const [contactId] = await people(ws, [awake]);
    await product.ctx.db.workspace(ws.id, async (tx) => {
      for (const days of [6, 5, 40]) {
        await sql`insert into messages (id, workspace_id, direction, channel, contact_id, source, state, created_at, accepted_at)
          values (${idOf(days)}, ${ws.id}, 'out', 'sms', ${contactId}, 'broadcast', 'delivered', now() - make_interval(days => ${days}), now() - make_interval(days => ${days}))`.execute(
          tx,
        );
      }
    });
    const id = await send(ws);
    expect(await lease()).toEqual([]);
    const [wait] = (await progress(ws, id)).waits;
    expect(wait).toMatchObject({ reason: 'frequency_cap', n: 1, local: null });
    expect(Math.abs(Date.parse(wait?.until ?? '') - Date.now() - dayMs)).toBeLessThan(120_000);
  });

  it('counts a phone, whoever of those who share it was texted', async () => {
    const { ws, lease } = await lane(cap('skip'));
    await share(ws, await people(ws, [awake, awake]));
    // A text to each of the two, on one phone.
    const first = await send(ws, { one_per_address: false });
    expect(await lease()).toHaveLength(2);
    expect(new Set((await recipients(ws, first)).map((one) => one.address)).size).toBe(1);
    await product.ctx.db.workspace(ws.id, (tx) =>
      tx.updateTable('messages').set({ state: 'delivered', accepted_at: new Date() }).where('source_id', '=', first).execute(),
    );
    const draft = await addDraft(ws, { one_per_address: false });
    const estimate = await ws.as('manager').call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: draft.id } });
    expect(estimate.body.hours.left_out).toMatchObject([{ reason: 'frequency_cap', n: 2 }]);
    const second = await send(ws, { name: 'Second', one_per_address: false });
    expect(await lease()).toEqual([]);
    expect((await recipients(ws, second)).map((one) => one.reason)).toEqual(['frequency_cap', 'frequency_cap']);
  });

  it('counts a phone within one lease, too', async () => {
    const { ws, lease } = await lane({ frequency_cap: { messages: 1, days: 7, excess: 'skip' } });
    await share(ws, await people(ws, [awake, awake]));
    await send(ws, { one_per_address: false });
    expect(await lease()).toHaveLength(1);
  });

  it('holds when two lanes lease for one person in the same instant', async () => {
    const { ws, senderId } = await lane({ frequency_cap: { messages: 1, days: 7, excess: 'skip' } });
    const other = await product.ctx.db.workspace(ws.id, async (tx) => {
      const { rows } = await sql<{ id: string }>`
        insert into senders (workspace_id, connection_id, channel, kind, address, name, sandbox, rate_per_second, burst, tokens)
        select workspace_id, connection_id, channel, kind, '+12025550198', 'Second', sandbox, 1000, 1000, 1000 from senders where id = ${senderId}
        returning id`.execute(tx);
      return rows[0]?.id ?? '';
    });
    await people(
      ws,
      Array.from({ length: 30 }, () => awake),
    );
    const one = await send(ws, { name: 'One', sender_id: senderId });
    const two = await send(ws, { name: 'Two', sender_id: other });
    const leased = await Promise.all(
      [senderId, other].map((id) =>
        takeLease(product.ctx, { senderId: id, workspaceId: ws.id }, { room: 1_000, replyRoom: 1_000 }),
      ),
    );
    expect(leased.flatMap((lease) => lease?.messages ?? [])).toHaveLength(30);
    const reasons = [...(await recipients(ws, one)), ...(await recipients(ws, two))].map((row) => row.reason);
    expect(reasons.filter((reason) => reason === 'frequency_cap')).toHaveLength(30);
  });

  /** Gives people the phone of the first of them. */
  async function share(ws: TestWorkspace, ids: readonly string[]): Promise<void> {
    await product.ctx.db.workspace(ws.id, async (tx) => {
      await sql`update contacts c set phone = f.phone, sms_agreed = f.sms_agreed from contacts f where f.id = ${ids[0]} and c.id = any(${[...ids]}::uuid[])`.execute(
        tx,
      );
      await sql`update contact_addresses a set value = f.phone from contacts f where f.id = ${ids[0]} and a.contact_id = any(${[...ids]}::uuid[])`.execute(
        tx,
      );
    });
  }

  /** An id of a message that was made so many days ago. */
  function idOf(days: number): string {
    const hex = (Date.now() - days * dayMs).toString(16).padStart(12, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(days).padStart(12, '0')}`;
  }
});
