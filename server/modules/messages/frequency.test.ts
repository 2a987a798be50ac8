import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { awake, dayMs, lane, people, product, progress, recipients, send } from './quiet-hours-testing.ts';

describe('how often one person is texted', () => {
  const cap = (excess: 'skip' | 'wait') => ({ frequency_cap: { messages: 2, days: 7, excess } });

  it('leaves out who has had enough, counting what is in hand', async () => {
    const { ws, lease } = await lane(cap('skip'));
    await people(ws, [awake]);
    for (const name of ['First', 'Second', 'Third']) await send(ws, { name });
    const leased = await lease();
    expect(leased).toHaveLength(2);
    const third = (await ws.as('viewer').call(broadcastsApi.listBroadcasts, {})).body.items.find((one) => one.name === 'Third');
    expect(await recipients(ws, third?.id ?? '')).toMatchObject([{ state: 'skipped', reason: 'frequency_cap' }]);
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

  /** An id of a message that was made so many days ago. */
  function idOf(days: number): string {
    const hex = (Date.now() - days * dayMs).toString(16).padStart(12, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(days).padStart(12, '0')}`;
  }
});
