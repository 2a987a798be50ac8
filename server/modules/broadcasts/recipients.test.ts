import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { messagesApi } from '@tidings/core/contract/messages';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { addDraft, addPeople, addSender } from './testing.ts';

let product: TestProduct;
let ws: TestWorkspace;
let id: string;
/** More than one request looks at. */
const most = 40_000;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
  const senderId = await addSender(product, ws);
  id = (await addDraft(ws)).id;
  await addLedger(senderId);
});
afterAll(() => product.close());

/** Nearly all were delivered. Of each other kind there are a few, the last of them at the very end. */
async function addLedger(senderId: string) {
  const [ann, gone] = await addPeople(product, ws, [
    { first_name: 'Ann', last_name: 'Rare', phone: '+12025550101' },
    { first_name: 'Gone', last_name: 'Rare', phone: '+12025550102' },
  ]);
  await product.ctx.db.workspace(ws.id, async (tx) => {
    await sql`
      insert into messages (workspace_id, direction, channel, contact_id, address, sender_id, source, source_id, state, reason, body)
      select ${ws.id}, 'out', 'sms', case i when 25500 then ${ann}::uuid when 26000 then ${gone}::uuid end, '+12025550123', ${senderId}, 'broadcast', ${id},
        state, case state when 'failed' then case when i = ${most} - 3 then 'carrier_blocked' else 'number_dead' end when 'skipped' then 'no_consent' end,
        case when i = 17 then 'A needle of a text' else 'See you on Sunday.' end
      from (select i, case when i % 1000 = 500 then 'failed' when i % 10000 = 1 then 'skipped' when i = ${most} - 3 then 'failed'
        when i in (7, ${most}) then 'sent' when i in (${most} - 1, ${most} - 2) then 'queued' else 'delivered' end as state
        from generate_series(1, ${most}::int) i order by i) x`.execute(tx);
    await sql`
      insert into outbox (message_id, workspace_id, sender_id, source_id, priority, due_at)
      select id, workspace_id, sender_id, source_id, 2, now() + interval '1 hour' from messages where source_id = ${id} and state = 'queued'`.execute(
      tx,
    );
    await sql`
      insert into source_counts (workspace_id, source_id, state, reason, n)
      select ${ws.id}, ${id}, state, coalesce(reason, ''), count(*) from messages where source_id = ${id} group by 3, 4`.execute(
      tx,
    );
    await sql`
      insert into hour_counts (workspace_id, hour, direction, channel, state, n)
      select ${ws.id}, date_trunc('hour', created_at, 'UTC'), 'out', 'sms', state, count(*) from messages where source_id = ${id} group by 2, 5`.execute(
      tx,
    );
    await sql`update contacts set deleted_at = now() where id = ${gone}`.execute(tx);
  });
}

type Query = { state?: string[]; reason?: string[]; search?: string; limit?: number };

/** All pages, one after the other; `pages` has the size of each. */
async function everything(query: Query) {
  const found: { message_id: string; state: string; reason: string | null }[] = [];
  const pages: number[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const answer = await ws.as('viewer').call(broadcastsApi.listRecipients, {
      params: { broadcast_id: id },
      query: { limit: 100, ...query, ...(cursor === undefined ? {} : { cursor }) } as never,
    });
    expect(answer.status, answer.text).toBe(200);
    found.push(...answer.body.items);
    pages.push(answer.body.items.length);
    cursor = answer.body.next_cursor ?? undefined;
    more = cursor !== undefined;
  }
  expect(new Set(found.map((one) => one.message_id)).size).toBe(found.length);
  expect(found.map((one) => one.message_id)).toEqual(found.map((one) => one.message_id).sort());
  return { found, pages };
}

describe('recipients', () => {
  it.each([
    ['did not arrive', { state: ['failed'] }, 41],
    ['did not arrive, page by page', { state: ['failed'], limit: 7 }, 41],
    ['failed for a rare reason', { reason: ['carrier_blocked'] }, 1],
    ['were left out or failed', { state: ['skipped', 'failed'] }, 45],
    ['failed for another reason than was asked for', { state: ['skipped'], reason: ['carrier_blocked'] }, 0],
    ['wait', { state: ['queued'] }, 2],
    ['wait, one by one', { state: ['queued'], limit: 1 }, 2],
    ['are in a state that nobody is in', { state: ['expired'] }, 0],
    ['wait or failed', { state: ['queued', 'failed'] }, 43],
    ['went out without news', { state: ['sent'] }, 2],
    ['went out without news, one by one', { state: ['sent'], limit: 1 }, 2],
  ] as const)('finds those who %s', async (_, query, n) => {
    const { found } = await everything(query as never);
    expect(found).toHaveLength(n);
  });

  it('looks at so many at once, and its cursor leads on to the last', async () => {
    const { pages } = await everything({ state: ['sent'] });
    expect(pages[0]).toBe(1);
    expect(pages.at(-1)).toBe(1);
    expect(pages.length).toBeGreaterThan(1);
  });

  it('finds a person by name wherever they stand, deleted or not, in the state asked for', async () => {
    expect((await everything({ search: 'rare' })).pages).toEqual([2]);
    expect((await everything({ search: 'Ann Ra' })).pages).toEqual([1]);
    expect((await everything({ search: 'ann', state: ['failed'] })).found).toHaveLength(1);
    expect((await everything({ search: 'ann', state: ['sent'] })).found).toHaveLength(0);
    expect((await everything({ search: 'nobody' })).pages).toEqual([0]);
  });

  it('exports what a screen finds', async () => {
    const lines = async (query: Query) => {
      const { text } = await ws
        .as('owner')
        .call(broadcastsApi.exportRecipients, { params: { broadcast_id: id }, query: query as never });
      return text.trim().split('\n').length - 1;
    };
    expect(await lines({ state: ['sent'] })).toBe(2);
    expect(await lines({ state: ['failed'] })).toBe(41);
    expect(await lines({})).toBe(most);
  });

  it('refuses a cursor that is none', async () => {
    const query = { cursor: Buffer.from('["x"]').toString('base64url') };
    const answer = await ws.as('viewer').call(broadcastsApi.listRecipients, { params: { broadcast_id: id }, query });
    expect(answer.status).toBe(400);
  });
});

describe('history', () => {
  async function all(query: Record<string, unknown>) {
    let [n, pages] = [0, 0];
    for (let cursor: string | undefined, more = true; more; pages += 1) {
      const answer = await ws.as('viewer').call(messagesApi.listMessages, {
        query: { limit: 20, ...query, ...(cursor === undefined ? {} : { cursor }) } as never,
      });
      expect(answer.status, answer.text).toBe(200);
      n += answer.body.items.length;
      const ids = answer.body.items.map((one) => one.id);
      expect(ids).toEqual([...ids].sort().reverse());
      cursor = answer.body.next_cursor ?? undefined;
      more = cursor !== undefined;
    }
    return { n, pages };
  }

  it.each([
    ['a rare state', { state: ['sent'] }, 2],
    ['a state that nobody is in', { state: ['expired'] }, 0],
    ['what did not arrive', { state: ['failed', 'skipped'] }, 45],
    ['what did not arrive of one broadcast', { state: ['failed'], source_id: 'this' }, 41],
    ['what did not arrive of another', { state: ['failed'], source_id: newId() }, 0],
    ['what failed with a text', { state: ['failed'], search: 'sunday' }, 41],
    ['what failed with another text', { state: ['failed'], search: 'monday' }, 0],
    ['what failed tomorrow', { state: ['failed'], from: '2100-01-01T00:00:00Z' }, 0],
    ['what failed before', { state: ['failed'], until: '2001-01-01T00:00:00Z' }, 0],
    ['what failed until now', { state: ['failed'], until: '2100-01-01T00:00:00Z', from: '2001-01-01T00:00:00Z' }, 41],
    ['what people wrote', { direction: 'in' }, 0],
    ['what failed of what people wrote', { direction: 'in', state: ['failed'] }, 0],
    ['a text that one has, far back', { search: 'needle of' }, 1],
  ])('finds %s', async (_, query, n) => {
    const wish = 'source_id' in query && query.source_id === 'this' ? { ...query, source_id: id } : query;
    expect((await all(wish)).n).toBe(n);
  });

  it('finds the messages of one person, in any state', async () => {
    const [ann] = (await everything({ search: 'Ann' })).found;
    const row = await ws.as('viewer').call(messagesApi.getMessage, { params: { message_id: ann?.message_id ?? '' } });
    const contact_id = row.body.message.contact?.id;
    expect(await all({ contact_id })).toEqual({ n: 1, pages: 1 });
    expect((await all({ contact_id, state: ['failed'] })).n).toBe(1);
    expect((await all({ contact_id, state: ['delivered'] })).n).toBe(0);
  });
});
