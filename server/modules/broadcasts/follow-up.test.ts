import { audiencesApi } from '@tidings/core/contract/audience';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { addPeople, addSender } from './testing.ts';

let product: TestProduct;
let ws: TestWorkspace;
let senderId: string;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
  senderId = await addSender(product, ws);
});
afterAll(() => product.close());

const became = [
  ['delivered', null],
  ['sent', null],
  ['accepted', null],
  ['unknown', 'unknown_outcome'],
  ['failed', 'handset_unreachable'],
  ['failed', 'number_dead'],
  ['expired', 'expired'],
  ['cancelled', 'cancelled_by_member'],
  ['skipped', 'opted_out'],
  ['queued', 'handset_unreachable'],
  ['failed', 'may_have_arrived'],
  ['failed', 'account_problem'],
  ['failed', 'provider_refused'],
] as const;

/** A broadcast that is over, with one person for each way that a message can go. */
async function sentBroadcast(): Promise<{ id: string; people: Map<string, string> }> {
  const ids = await addPeople(
    product,
    ws,
    became.map(([state, reason], index) => ({
      first_name: `${state} ${reason}`,
      phone: `+120255501${String(index).padStart(2, '0')}`,
    })),
  );
  const id = newId();
  await product.ctx.db.workspace(ws.id, async (tx) => {
    await sql`insert into broadcasts (id, workspace_id, name, body, state, sender_id, planned, planned_at)
      values (${id}, ${ws.id}, 'Sunday', 'We meet at nine.', 'completed', ${senderId}, ${became.length}, now())`.execute(tx);
    for (const [index, [state, reason]] of became.entries()) {
      await sql`insert into messages (workspace_id, direction, channel, contact_id, address, source, source_id, state, reason)
        values (${ws.id}, 'out', 'sms', ${ids[index]}, ${`+120255501${String(index).padStart(2, '0')}`}, 'broadcast', ${id}, ${state}, ${reason})`.execute(
        tx,
      );
      await sql`insert into source_counts (workspace_id, source_id, state, reason, n) values (${ws.id}, ${id}, ${state}, ${reason ?? ''}, 1)
        on conflict (source_id, state, reason) do update set n = source_counts.n + 1`.execute(tx);
    }
  });
  return { id, people: new Map(became.map(([state, reason], index) => [`${state} ${reason}`, ids[index] ?? ''])) };
}

const followUp = (id: string, to: 'missed' | 'repaired' | 'reached', workspace = ws) =>
  workspace.as('manager').call(broadcastsApi.followUpBroadcast, { params: { broadcast_id: id }, body: { to } });
const whoGets = async (audience: Parameters<typeof preview>[0]) =>
  (await preview(audience)).body.sample.map((one) => one.id).sort();
const preview = (audience: import('@tidings/core/contract/audience').AudienceInput) =>
  ws.as('viewer').call(audiencesApi.previewAudience, { body: { audience, sample: 20 } });

it('starts a draft with the same text to exactly those missed for whom sending again helps', async () => {
  const { id, people } = await sentBroadcast();
  const draft = await followUp(id, 'missed');
  expect(draft.status).toBe(201);
  expect(draft.body).toMatchObject({
    state: 'draft',
    name: 'Sunday (to those missed)',
    body: 'We meet at nine.',
    audience_words: 'Those whom “Sunday” missed',
    sender_id: senderId,
  });
  const expected = ['failed handset_unreachable', 'expired expired', 'cancelled cancelled_by_member'].map((key) =>
    people.get(key),
  );
  expect(await whoGets(draft.body.audience)).toEqual(expected.sort());
  const counts = await ws.as('viewer').call(broadcastsApi.countFollowUps, { params: { broadcast_id: id } });
  expect(counts.body).toEqual({ missed: 3, repaired: 2, reached: 5 });
  const estimate = await ws.as('manager').call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: draft.body.id } });
  expect(estimate.body).toMatchObject({ recipients: 3, will_get: 3 });
});

it('starts a draft without a text to exactly those reached, for a correction', async () => {
  const { id, people } = await sentBroadcast();
  const draft = await followUp(id, 'reached');
  expect(draft.body).toMatchObject({ name: 'Sunday (correction)', body: '', audience_words: 'Those whom “Sunday” reached' });
  const expected = ['delivered null', 'sent null', 'accepted null', 'unknown unknown_outcome', 'failed may_have_arrived'].map(
    (key) => people.get(key),
  );
  expect(await whoGets(draft.body.audience)).toEqual(expected.sort());
});

it('starts another to those whom the account or the sender failed, once that is repaired, however long ago it was', async () => {
  const { id, people } = await sentBroadcast();
  const draft = await followUp(id, 'repaired');
  expect(draft.body).toMatchObject({
    name: 'Sunday (after the repair)',
    body: 'We meet at nine.',
    audience_words: 'Those whom “Sunday” missed because of a problem that was repaired',
  });
  const [account, refused] = ['failed account_problem', 'failed provider_refused'].map((key) => people.get(key) ?? '');
  expect(await whoGets(draft.body.audience)).toEqual([account, refused].sort());
  // Whoever it goes to again is missed no more.
  await product.ctx.db.workspace(ws.id, async (tx) => {
    await sql`insert into messages (workspace_id, direction, channel, contact_id, address, source, source_id, state)
      values (${ws.id}, 'out', 'sms', ${account}, '+12025550100', 'broadcast', ${draft.body.id}, 'queued')`.execute(tx);
  });
  expect(await whoGets(draft.body.audience)).toEqual([refused]);
});

describe('a correction', () => {
  const phoneOf = (became: string) => `+120255501${String(at(became)).padStart(2, '0')}`;
  const at = (key: string) => became.findIndex(([state, reason]) => `${state} ${reason}` === key);
  const change = (work: ReturnType<typeof sql>) => product.ctx.db.workspace(ws.id, (tx) => work.execute(tx));

  /** The draft of one, with a text, sent. */
  async function correct(id: string) {
    const draft = await followUp(id, 'reached');
    const params = { broadcast_id: draft.body.id };
    const written = await ws
      .as('manager')
      .call(broadcastsApi.updateBroadcast, { params, body: { version: draft.body.version, body: 'At ten, not at nine.' } });
    const estimate = await ws.as('manager').call(broadcastsApi.estimateBroadcast, { params });
    const sent = await ws.as('manager').call(broadcastsApi.sendBroadcast, { params, body: { version: written.body.version } });
    expect(sent.status, sent.text).toBe(202);
    const found = await product.ctx.db.workspace(ws.id, (tx) =>
      tx
        .selectFrom('messages')
        .select(['contact_id', 'address', 'state', 'reason'])
        .where('source_id', '=', draft.body.id)
        .execute(),
    );
    return { estimate: estimate.body, rows: new Map(found.map((row) => [row.contact_id, row])) };
  }

  it('goes to the phone that has the wrong text, as long as it is still theirs', async () => {
    const { id, people } = await sentBroadcast();
    const of = (key: string) => people.get(key) ?? '';
    const [moved, other, kept] = [of('delivered null'), of('sent null'), of('accepted null')];
    // Another number altogether, and another that is preferred now.
    await change(sql`update contacts set phone = '+12025550180' where id = ${moved}`);
    await change(sql`update contact_addresses set value = '+12025550180' where contact_id = ${moved}`);
    await change(sql`update contact_addresses set preferred = false where contact_id = ${other}`);
    await change(sql`insert into contact_addresses (workspace_id, contact_id, kind, value, preferred)
      values (${ws.id}, ${other}, 'phone', '+12025550181', true)`);
    await change(sql`update contacts set phone = '+12025550181' where id = ${other}`);
    const { estimate, rows } = await correct(id);
    expect(rows.get(kept)).toMatchObject({ address: phoneOf('accepted null'), state: 'queued' });
    expect(rows.get(other)).toMatchObject({ address: phoneOf('sent null'), state: 'queued' });
    expect(rows.get(moved)).toMatchObject({ address: phoneOf('delivered null'), state: 'skipped', reason: 'address_changed' });
    expect(estimate).toMatchObject({ recipients: 5, will_get: 4, skipped: [{ reason: 'address_changed', n: 1 }] });
  });

  it('goes to the number at which they got it when it was sent again', async () => {
    const { id, people } = await sentBroadcast();
    const person = people.get('failed handset_unreachable') ?? '';
    const again = await followUp(id, 'missed');
    await change(sql`insert into contact_addresses (workspace_id, contact_id, kind, value, preferred)
      values (${ws.id}, ${person}, 'phone', '+12025550182', false)`);
    await change(sql`update contacts set sms_agreed = sms_agreed || '{"+12025550182": "all"}' where id = ${person}`);
    await change(sql`insert into messages (workspace_id, direction, channel, contact_id, address, source, source_id, state)
      values (${ws.id}, 'out', 'sms', ${person}, '+12025550182', 'broadcast', ${again.body.id}, 'delivered')`);
    const { rows } = await correct(id);
    expect(rows.get(person)).toMatchObject({ address: '+12025550182', state: 'queued' });
  });
});

it('follows the ledger: who gets it after all is not missed any more', async () => {
  const { id, people } = await sentBroadcast();
  const person = people.get('failed handset_unreachable');
  await product.ctx.db.workspace(ws.id, async (tx) => {
    await sql`update messages set state = 'delivered', reason = null where source_id = ${id} and contact_id = ${person}`.execute(
      tx,
    );
  });
  expect(await whoGets({ include: [{ kind: 'missed', broadcast_id: id }] })).not.toContain(person);
  expect(await whoGets({ include: [{ kind: 'reached', broadcast_id: id }] })).toContain(person);
});

it('leaves out whom an earlier draft to those missed has reached, or is about to', async () => {
  const { id, people } = await sentBroadcast();
  const first = await followUp(id, 'missed');
  const [reached, failedAgain, waiting] = ['failed handset_unreachable', 'expired expired', 'cancelled cancelled_by_member'].map(
    (key) => people.get(key) ?? '',
  );
  await product.ctx.db.workspace(ws.id, async (tx) => {
    for (const [contact, state] of [
      [reached, 'sent'],
      [failedAgain, 'failed'],
      [waiting, 'queued'],
    ])
      await sql`insert into messages (workspace_id, direction, channel, contact_id, address, source, source_id, state)
        values (${ws.id}, 'out', 'sms', ${contact}, '+12025550100', 'broadcast', ${first.body.id}, ${state})`.execute(tx);
  });
  expect(await whoGets({ include: [{ kind: 'missed', broadcast_id: id }] })).toEqual([failedAgain]);
});

it('can be mixed with other parts of an audience', async () => {
  const { id, people } = await sentBroadcast();
  const left = people.get('sent null') ?? '';
  const both = await whoGets({
    include: [
      { kind: 'missed', broadcast_id: id },
      { kind: 'reached', broadcast_id: id },
    ],
    exclude: [{ kind: 'contacts', ids: [left] }],
  });
  expect(both).toHaveLength(7);
  expect(both).not.toContain(left);
});

it('refuses when there is nobody, and another workspace’s broadcast', async () => {
  const draft = await ws.as('manager').call(broadcastsApi.createBroadcast, { body: { name: 'Empty' } });
  for (const to of ['missed', 'repaired', 'reached'] as const) {
    const refused = await followUp(draft.body.id, to);
    expect(refused.status).toBe(409);
    expect(refused.problem.detail).toMatch(/^Nobody/);
  }
  const { id } = await sentBroadcast();
  const elsewhere = await product.workspace();
  expect((await elsewhere.as('viewer').call(broadcastsApi.countFollowUps, { params: { broadcast_id: id } })).status).toBe(404);
  expect((await followUp(id, 'missed', elsewhere)).status).toBe(404);
  const borrowed = await elsewhere
    .as('manager')
    .call(audiencesApi.previewAudience, { body: { audience: { include: [{ kind: 'reached', broadcast_id: id }] } } });
  expect(borrowed.status).toBe(400);
  expect(borrowed.problem.errors?.[0]?.field).toBe('audience.include.0');
});
