import { activityApi } from '@tidings/core/contract/activity';
import type { Audience } from '@tidings/core/contract/audience';
import { audiencesApi } from '@tidings/core/contract/audience';
import type { NewBroadcast } from '@tidings/core/contract/broadcast';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { eventsApi } from '@tidings/core/contract/events';
import { listFieldsApi } from '@tidings/core/contract/list-fields';
import { listsApi } from '@tidings/core/contract/lists';
import { savedAudiencesApi } from '@tidings/core/contract/saved-audiences';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { type Lane, testLane } from '../messages/testing.ts';
import { planBroadcast } from './plan.ts';
import { addPeople, numbers } from './testing.ts';

let product: TestProduct;
let lane: Lane;
let ids: { guests: string; members: string; event: string };
let people: string[];
const [ana = '', ben = '', cleo = '', dan = ''] = numbers(4);
beforeEach(async () => {
  product ??= await testProduct();
  lane = await testLane(product);
  const ws = { id: lane.workspaceId, as: lane.as, keys: {} as never };
  people = await addPeople(product, ws, [
    { first_name: 'Ana', phone: ana },
    { first_name: 'Ben', phone: ben },
    { first_name: 'Cleo', phone: cleo },
    { first_name: 'Dan', phone: dan },
  ]);
  const event = (await manager().call(eventsApi.createEvent, { body: { name: 'Spring Gala', starts_local: '2030-05-01T19:00' } }))
    .body.id;
  const list = async (body: object) => (await manager().call(listsApi.createList, { body: body as never })).body.id;
  const guests = await list({ name: 'Guests', event_id: event, purpose: 'informational' });
  const members = await list({ name: 'Community members', purpose: 'marketing' });
  ids = { guests, members, event };
  await addTable(members);
  // Ana is in both, with other details in each.
  await put(guests, [0, 1], { table: '5' });
  await put(members, [0, 2, 3], { table: 'none' });
});
afterAll(() => product?.close());

const manager = () => lane.as('manager');
const addTable = (list_id: string) =>
  manager().call(listFieldsApi.createListField, { params: { list_id }, body: { label: 'Table', type: 'text', choices: [] } });
const put = (list_id: string, which: number[], details?: Record<string, string>) =>
  manager().call(listsApi.addListEntries, {
    params: { list_id },
    body: { contact_ids: which.map((at) => people[at] ?? ''), ...(details ? { details } : {}) },
  });
const to = (...lists: string[]): Audience => ({ include: lists.map((id) => ({ kind: 'list' as const, id })), exclude: [] });
const draft = async (wish: NewBroadcast) =>
  (
    await manager().call(broadcastsApi.createBroadcast, {
      body: { name: 'News', body: 'Hello', purpose: 'informational', ...wish },
    })
  ).body;
const estimate = async (id: string) =>
  (await manager().call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: id } })).body;
const send = (one: { id: string; version: number }, more: object = {}) =>
  manager().call(broadcastsApi.sendBroadcast, { params: { broadcast_id: one.id }, body: { version: one.version, ...more } });
const get = async (id: string) => (await manager().call(broadcastsApi.getBroadcast, { params: { broadcast_id: id } })).body;
const here = <T>(work: Parameters<typeof product.ctx.db.workspace<T>>[1]) => product.ctx.db.workspace(lane.workspaceId, work);
const planned = async (id: string) =>
  (
    await here((tx) =>
      sql<{
        name: string;
      }>`select c.first_name as name from messages m join contacts c on c.id = m.contact_id where m.source_id = ${id} order by 1`.execute(
        tx,
      ),
    )
  ).rows.map(({ name }) => name);
const leased = async () => Object.fromEntries((await lane.lease()).map(({ address, body }) => [address, body]));

test('the composer says who gets it and who of the other pool does not', async () => {
  const ask = async (audience: Audience) =>
    (await manager().call(audiencesApi.previewAudience, { body: { audience, pools: true } })).body.pools;
  expect((await ask(to(ids.guests)))?.words).toBe(
    'To the 2 on the list for Spring Gala, not to the other 2 of Community members. 1 person is on Community members too, and gets it once.',
  );
  await put(ids.guests, [0], { status: 'registered' });
  await put(ids.guests, [1], { status: 'cancelled' });
  expect((await ask(to(ids.guests)))?.words, 'who cancelled is on the list, too').toMatch(
    /^To the 2 on the list for Spring Gala \((1 cancelled, 1 registered|1 registered, 1 cancelled)\), not/,
  );
  expect(await ask(to(ids.members, ids.guests))).toMatchObject({
    words: 'To the 4 of Community members and Guests.',
    lists: [
      { name: 'Community members', purpose: 'marketing', event: null },
      { name: 'Guests', purpose: 'informational', event: { name: 'Spring Gala' } },
    ],
  });
  expect(await ask({ include: [{ kind: 'everyone' }], exclude: [] })).toEqual({ words: '', crossings: [], lists: [] });
  expect((await manager().call(audiencesApi.previewAudience, { body: { audience: to(ids.guests) } })).body.pools).toBeNull();
});

test('somebody in two pools gets one message, which needs a yes that is kept in the activity', async () => {
  const one = await draft({ audience: to(ids.guests, ids.members) });
  expect((await estimate(one.id)).pools.crossings).toMatchObject([{ kind: 'several_pools' }]);
  const refused = await send(one);
  expect([refused.status, refused.problem.code]).toEqual([409, 'across_purposes_not_accepted']);
  expect(refused.problem.errors?.[0]?.field).toBe('body.across_purposes');
  expect(refused.problem.errors?.[0]?.message).toContain('Guests (registered for Spring Gala) and Community members');
  expect((await send(one, { across_purposes: false })).status).toBe(409);
  expect(await planned(one.id)).toEqual([]);
  expect((await send(one, { across_purposes: true })).status).toBe(202);
  expect(await planned(one.id)).toEqual(['Ana', 'Ben', 'Cleo', 'Dan']);
  const activity = (await lane.as('admin').call(activityApi.listActivity, { query: {} })).body.items;
  expect(JSON.stringify(activity)).toContain(
    'saying yes to: Send it to Guests (registered for Spring Gala) and Community members',
  );
});

test.each([
  ['marketing', 'guests', 'Guests is a list for information, and this message counts as offers'],
  ['patient', 'members', 'Community members is a list for offers'],
] as const)('a message for %s needs a yes before it goes to %s', async (purpose, list, words) => {
  const one = await draft({ audience: to(ids[list]), purpose });
  expect((await send(one)).problem.detail).toContain(words);
  expect((await send(one, { across_purposes: true })).status).toBe(202);
});

test('a list is found out in a filter, in rules and in a saved audience; leaving a list out is no crossing', async () => {
  const rules = {
    version: 1 as const,
    match: 'all' as const,
    rules: [{ kind: 'entry' as const, id: ids.guests, field: 'table', op: 'is' as const, value: '5' }],
  };
  const saved = (await manager().call(savedAudiencesApi.createAudience, { body: { name: 'At table 5', rules } })).body;
  const parts: Audience['include'] = [
    { kind: 'search', filter: { list_id: ids.guests }, except_ids: [] },
    { kind: 'search', filter: { rules }, except_ids: [] },
    { kind: 'audience', id: saved.id },
  ];
  for (const part of parts) {
    const one = await draft({ audience: { include: [part], exclude: [] }, purpose: 'marketing' });
    expect((await send(one)).problem.code).toBe('across_purposes_not_accepted');
  }
  const left = await draft({
    audience: { ...to(ids.members), exclude: [{ kind: 'list', id: ids.guests }] },
    purpose: 'marketing',
  });
  expect((await send(left)).status).toBe(202);
  expect(await planned(left.id)).toEqual(['Cleo', 'Dan']);
});

test('what came to cross pools after it was confirmed is not sent, whoever had said yes to something else', async () => {
  const schedule = async (wish: NewBroadcast, more: object = {}) => {
    const one = await draft(wish);
    const body = { version: one.version, local: '2027-01-01T09:00', zone: 'UTC', ...more };
    expect((await manager().call(broadcastsApi.scheduleBroadcast, { params: { broadcast_id: one.id }, body })).status).toBe(200);
    await here((tx) => sql`update broadcasts set state = 'planning' where id = ${one.id}`.execute(tx));
    return one.id;
  };
  const plan = async (id: string) => {
    await here((tx) => planBroadcast(tx, lane.workspaceId, id));
    return get(id);
  };
  const audience = to(ids.members);
  const [changed, same] = [await schedule({ audience, purpose: 'marketing' }), await schedule({ audience: to(ids.guests) })];
  await manager().call(listsApi.updateList, { params: { list_id: ids.members }, body: { purpose: 'patient' } });
  const failed = await plan(changed);
  expect(failed.state).toBe('failed');
  expect(failed.state_reason).toContain(
    'Its lists were changed since it was confirmed. Community members is a list for reminders',
  );
  expect(await planned(changed)).toEqual([]);
  expect((await plan(same)).state).toBe('sending');
  const yes = await schedule({ audience: to(ids.guests, ids.members) }, { across_purposes: true });
  await manager().call(listsApi.updateList, {
    params: { list_id: ids.members },
    body: { event_id: ids.event, purpose: 'informational' },
  });
  expect((await plan(yes)).state).toBe('sending');
});

test('who joins between the confirm page and the press is not reached unseen', async () => {
  const one = await draft({ audience: to(ids.guests) });
  const { will_get: seen } = await estimate(one.id);
  await put(ids.guests, [2]);
  expect((await send(one, { expected_recipients: seen })).problem.code).toBe('conflict');
  expect(await planned(one.id)).toEqual([]);
});

test('details of the entry fill the text; of somebody on both lists those of the list that was chosen first', async () => {
  const body = 'Table {{ entry.table }}';
  const one = await draft({ audience: to(ids.guests, ids.members), body });
  const preview = await manager().call(broadcastsApi.previewBroadcast, { body: { body, audience: to(ids.members, ids.guests) } });
  expect(preview.body.renderings.map(({ contact, text }) => [contact.name, text])).toEqual([
    ['Ana', 'Table none'],
    ['Ben', 'Table 5'],
    ['Cleo', 'Table none'],
    ['Dan', 'Table none'],
  ]);
  expect((await send(one, { across_purposes: true })).status).toBe(202);
  expect(await leased()).toEqual({ [ana]: 'Table 5', [ben]: 'Table 5', [cleo]: 'Table none', [dan]: 'Table none' });
});

test('an empty detail of the first list stays empty, and is what the person has at that moment', async () => {
  await manager().call(listsApi.setEntryDetails, {
    params: { list_id: ids.guests },
    body: { contact_ids: [people[0] ?? ''], details: { table: null } },
  });
  const one = await draft({ audience: to(ids.guests, ids.members), body: 'Table {{ entry.table | default: "to come" }}' });
  await send(one, { across_purposes: true });
  await manager().call(listsApi.setEntryDetails, {
    params: { list_id: ids.guests },
    body: { contact_ids: [people[1] ?? ''], details: { table: '7' } },
  });
  expect(await leased()).toMatchObject({ [ana]: 'Table to come', [ben]: 'Table 7', [cleo]: 'Table none' });
});

test('a tag for a detail that no chosen list has is refused with what to do', async () => {
  const one = await draft({ audience: { include: [{ kind: 'everyone' }], exclude: [] }, body: 'Table {{ entry.table }}' });
  const refused = await send(one);
  expect(refused.status).toBe(422);
  expect(refused.problem.detail).toContain('choose the list that has it as recipients');
  const tags = async (query: object) =>
    (await manager().call(broadcastsApi.listMergeTags, { query: query as never })).body.items.map(({ name }) => name);
  expect(await tags({})).not.toContain('entry.table');
  expect(await tags({ list_id: [ids.guests] })).toEqual(expect.arrayContaining(['entry.status', 'entry.ticket', 'entry.table']));
});
