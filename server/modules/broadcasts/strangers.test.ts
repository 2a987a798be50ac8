import type { Audience } from '@tidings/core/contract/audience';
import { audiencesApi } from '@tidings/core/contract/audience';
import type { NewBroadcast } from '@tidings/core/contract/broadcast';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { eventsApi } from '@tidings/core/contract/events';
import { listsApi } from '@tidings/core/contract/lists';
import { tagsApi } from '@tidings/core/contract/tags';
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { type Lane, testLane } from '../messages/testing.ts';
import { planBroadcast } from './plan.ts';
import { addPeople, numbers } from './testing.ts';

/* However people are chosen: who is only registered for an event, or only on a list for something else, is reached on purpose or not at all. */

let product: TestProduct;
let lane: Lane;
let ids: { guests: string; members: string; gala: string };
let people: string[];
const [ana = '', ben = '', cleo = '', dan = '', eve = ''] = numbers(5);
const [onlyGuest, both, onlyMember, onNone] = [0, 1, 2, 3] as const;

beforeEach(async () => {
  product ??= await testProduct();
  lane = await testLane(product);
  people = await addPeople(product, { id: lane.workspaceId, as: lane.as, keys: {} as never }, [
    { first_name: 'Ana', phone: ana },
    { first_name: 'Ben', phone: ben },
    { first_name: 'Cleo', phone: cleo },
    { first_name: 'Dan', phone: dan },
  ]);
  const gala = await event('Spring Gala');
  ids = {
    gala,
    guests: await list({ name: 'Guests', event_id: gala, purpose: 'informational' }),
    members: await list({ name: 'Members', purpose: 'marketing' }),
  };
  await put(ids.guests, [onlyGuest, both]);
  await put(ids.members, [both, onlyMember]);
});
afterAll(() => product?.close());

const manager = () => lane.as('manager');
const event = async (name: string) =>
  (await manager().call(eventsApi.createEvent, { body: { name, starts_local: '2030-05-01T19:00' } })).body.id;
const list = async (body: object) => (await manager().call(listsApi.createList, { body: body as never })).body.id;
const put = (list_id: string, which: readonly number[]) =>
  manager().call(listsApi.addListEntries, {
    params: { list_id },
    body: { contact_ids: which.map((at) => people[at] ?? '') },
  });
const everyone: Audience['include'] = [{ kind: 'everyone' }];
const ticked = (...which: number[]): Audience['include'] => [{ kind: 'contacts', ids: which.map((at) => people[at] ?? '') }];
const draft = async (include: Audience['include'], wish: NewBroadcast & { readonly except?: Audience['exclude'] } = {}) => {
  const { except = [], ...more } = wish;
  const body = {
    name: 'News',
    body: 'Hello',
    purpose: 'informational',
    audience: { include, exclude: except },
    ...more,
  } as const;
  return (await manager().call(broadcastsApi.createBroadcast, { body })).body;
};
const pools = async (id: string) =>
  (await manager().call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: id } })).body.pools;
const send = (one: { id: string; version: number }, more: object = {}) =>
  manager().call(broadcastsApi.sendBroadcast, { params: { broadcast_id: one.id }, body: { version: one.version, ...more } });
const here = <T>(work: Parameters<typeof product.ctx.db.workspace<T>>[1]) => product.ctx.db.workspace(lane.workspaceId, work);
const planned = async (id: string) =>
  (
    await here((tx) =>
      sql<{ line: string }>`select c.first_name || coalesce(': ' || m.reason, '') as line
        from messages m join contacts c on c.id = m.contact_id where m.source_id = ${id} order by 1`.execute(tx),
    )
  ).rows.map(({ line }) => line);
/** Schedules it, as it stands; its time comes with plan(). */
const schedule = async (one: { id: string; version: number }, more: object = {}) => {
  const body = { version: one.version, local: '2027-01-01T09:00', zone: 'UTC', ...more };
  const answer = await manager().call(broadcastsApi.scheduleBroadcast, { params: { broadcast_id: one.id }, body });
  expect(answer.status).toBe(200);
};
const plan = (id: string) =>
  here(async (tx) => {
    await sql`update broadcasts set state = 'planning' where id = ${id}`.execute(tx);
    return planBroadcast(tx, lane.workspaceId, id);
  });

test('everyone, a tag, a search and people ticked one by one reach the guests only with a yes', async () => {
  const tag = (await manager().call(tagsApi.createTag, { body: { name: 'Volunteers' } })).body.id;
  await here((tx) =>
    sql`insert into contact_tags (workspace_id, contact_id, tag_id) select ${lane.workspaceId}::uuid, unnest(${people}::uuid[]), ${tag}::uuid`.execute(
      tx,
    ),
  );
  const rules = {
    version: 1 as const,
    match: 'all' as const,
    rules: [{ kind: 'list' as const, op: 'not_on' as const, id: ids.members }],
  };
  const ways: Audience['include'][] = [
    everyone,
    [{ kind: 'tag', id: tag }],
    [{ kind: 'search', filter: { search: 'an' }, except_ids: [] }],
    [{ kind: 'search', filter: { rules }, except_ids: [] }],
    ticked(onlyGuest, onNone),
  ];
  for (const include of ways) {
    const one = await draft(include);
    expect((await pools(one.id)).crossings, JSON.stringify(include)).toEqual([
      {
        kind: 'only_elsewhere',
        words: '1 of those it goes to only registered for Spring Gala.',
        yes: 'Send it to the one person who only registered for Spring Gala, too',
      },
    ]);
    const refused = await send(one);
    expect([refused.status, refused.problem.code]).toEqual([409, 'across_purposes_not_accepted']);
    expect(refused.problem.detail).toContain('only registered for Spring Gala');
    expect(await planned(one.id)).toEqual([]);
    expect((await send(one, { across_purposes: true })).status).toBe(202);
    expect(await planned(one.id)).toContain('Ana');
  }
});

test('nobody is asked about people who are on a list of the message too, or on none, or who do not get it', async () => {
  expect((await send(await draft(ticked(both, onlyMember, onNone)))).status).toBe(202);
  expect((await send(await draft(everyone, { except: [{ kind: 'list', id: ids.guests }] }))).status).toBe(202);
  // The list was named: the message is about its event.
  expect((await send(await draft([{ kind: 'list', id: ids.guests }, ...ticked(onlyGuest)]))).status).toBe(202);
  await here((tx) => sql`update contacts set sms_consent = 'no' where id = ${people[onlyGuest]}`.execute(tx));
  const one = await draft(everyone);
  expect(await pools(one.id)).toMatchObject({ words: '', crossings: [] });
  expect((await send(one)).status).toBe(202);
});

test('offers to everyone need a yes for those who are only on a list for information, of no event', async () => {
  const info = await list({ name: 'Parents', purpose: 'informational' });
  await put(info, [onNone]);
  const one = await draft(everyone, { purpose: 'marketing' });
  const { crossings, words } = await pools(one.id);
  expect(words).toBe(
    'To 4 people, 2 of whom are only there for something else: 1 registered for Spring Gala and 1 on Parents (for information).',
  );
  expect(crossings).toHaveLength(1);
  expect((await send(one)).status).toBe(409);
  expect((await pools((await draft(ticked(onNone))).id)).crossings).toEqual([]);
});

test('the composer says it while people are chosen, of the purpose chosen', async () => {
  const ask = async (include: Audience['include'], purpose?: 'marketing' | 'informational') =>
    (
      await manager().call(audiencesApi.previewAudience, {
        body: { audience: { include }, pools: true, ...(purpose ? { purpose } : {}) },
      })
    ).body.pools;
  expect(await ask(everyone, 'informational')).toMatchObject({
    words: 'To 4 people, 1 of whom only registered for Spring Gala.',
    crossings: [{ kind: 'only_elsewhere' }],
  });
  expect((await ask(ticked(onlyGuest), 'informational'))?.words).toBe('To 1 person who only registered for Spring Gala.');
  expect((await ask([{ kind: 'list', id: ids.guests }], 'marketing'))?.crossings).toMatchObject([{ kind: 'outside_purpose' }]);
  expect(await ask(everyone)).toEqual({ words: '', lists: [], crossings: [] });
});

test('who came after the yes to a pool that was asked about gets it; who came to another is left out, and it says why', async () => {
  const asked = await draft(everyone);
  const notAsked = await draft(everyone, { except: [{ kind: 'list', id: ids.guests }] });
  await schedule(asked, { across_purposes: true });
  await schedule(notAsked);
  const picnic = await list({ name: 'Picnickers', event_id: await event('Picnic') });
  await put(picnic, [onNone]);
  await addPeople(product, { id: lane.workspaceId, as: lane.as, keys: {} as never }, [{ first_name: 'Eve', phone: eve }]);
  const { rows } = await here((tx) => sql<{ id: string }>`select id from contacts where first_name = 'Eve'`.execute(tx));
  people[4] = rows[0]?.id ?? '';
  await put(ids.guests, [4]);
  expect(await plan(asked.id)).toBe('planned');
  expect(await planned(asked.id)).toEqual(['Ana', 'Ben', 'Cleo', 'Dan: other_pool', 'Eve']);
  expect(await plan(notAsked.id)).toBe('planned');
  expect(await planned(notAsked.id)).toEqual(['Cleo', 'Dan: other_pool']);
  const why = await manager().call(broadcastsApi.explainRecipient, {
    params: { broadcast_id: asked.id, contact_id: people[onNone] ?? '' },
  });
  expect(why.body.answer).toContain('a list that it is not for');
});

test('a follow-up goes where the first went, without asking anew', async () => {
  const first = await draft(everyone);
  expect((await send(first, { across_purposes: true })).status).toBe(202);
  const named = await draft([{ kind: 'list', id: ids.guests }]);
  expect((await send(named)).status).toBe(202);
  await here((tx) => sql`update messages set state = 'delivered' where direction = 'out' and state = 'queued'`.execute(tx));
  for (const { id } of [first, named]) {
    const again = (
      await manager().call(broadcastsApi.followUpBroadcast, {
        params: { broadcast_id: id },
        body: { to: 'reached', while_it_goes: true },
      })
    ).body;
    expect((await pools(again.id)).crossings).toEqual([]);
  }
});

test('nobody is asked about somebody whose phone is that of a member who gets it there', async () => {
  await put(ids.guests, [onNone]);
  await here((tx) =>
    sql`update contacts set phone = ${cleo}, sms_agreed = jsonb_build_object(${cleo}::text, 'all') where id = ${people[onNone] ?? ''}`.execute(
      tx,
    ),
  );
  const crossings = async (one_per_address: boolean) =>
    (await pools((await draft(ticked(onlyMember, onNone), { one_per_address })).id)).crossings.length;
  expect(await crossings(true)).toBe(0);
  expect(await crossings(false)).toBe(1);
});
