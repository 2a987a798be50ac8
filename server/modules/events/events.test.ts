import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { contactsApi } from '@tidings/core/contract/contacts';
import { eventsApi, type NewEvent } from '@tidings/core/contract/events';
import { listsApi } from '@tidings/core/contract/lists';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';

let product: TestProduct;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace({ timeZone: 'America/New_York' });
});
afterAll(() => product.close());

const manager = () => ws.as('manager');
const make = (body: Partial<NewEvent>) =>
  manager().call(eventsApi.createEvent, { body: { name: 'Spring Gala', starts_local: '2030-05-01T19:00', ...body } });

test('an event keeps its wall times and zone, and is changed, archived and brought back', async () => {
  const made = await make({ ends_local: '2030-05-01T23:30', place: ' Town hall ', capacity: 60, note: '' });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    zone: 'America/New_York',
    starts_at: '2030-05-01T23:00:00.000Z',
    ends_at: '2030-05-02T03:30:00.000Z',
    place: 'Town hall',
    capacity: 60,
    note: null,
    people: 0,
  });
  const params = { event_id: made.body.id };
  const moved = await manager().call(eventsApi.updateEvent, { params, body: { zone: 'America/Denver', capacity: null } });
  expect(moved.body).toMatchObject({
    starts_local: '2030-05-01T19:00',
    starts_at: '2030-05-02T01:00:00.000Z',
    capacity: null,
    place: 'Town hall',
  });
  expect((await manager().call(eventsApi.archiveEvent, { params })).status).toBe(204);
  expect((await manager().call(eventsApi.updateEvent, { params, body: { name: 'X' } })).status).toBe(404);
  expect((await manager().call(listsApi.createList, { body: { name: 'Late', event_id: made.body.id } })).status).toBe(400);
  expect((await manager().call(eventsApi.restoreEvent, { params })).body.archived_at).toBeNull();
});

test.each([
  [{ name: '' }, 'body.name'],
  [{ starts_local: '2030-05-01' }, 'body.starts_local'],
  // Clocks skip this hour.
  [{ starts_local: '2030-03-10T02:30' }, 'body.starts_local'],
  [{ ends_local: '2030-05-01T18:00' }, 'body.ends_local'],
  [{ zone: 'Mars/Olympus' }, 'body.zone'],
  [{ capacity: 0 }, 'body.capacity'],
  [{ note: 'x'.repeat(2001) }, 'body.note'],
])('refuses the event %j', async (body, field) => {
  const answer = await make(body);
  expect([answer.status, answer.problem.errors?.[0]?.field]).toEqual([400, field]);
});

test('events to come stand by their start, past ones the other way round, in pages', async () => {
  const church = await product.workspace();
  const add = (name: string, starts_local: string) =>
    church.as('manager').call(eventsApi.createEvent, { body: { name, starts_local } });
  for (const [name, at] of [
    ['Second', '2031-01-02T10:00'],
    ['First', '2031-01-01T10:00'],
    ['Old', '2020-01-01T10:00'],
    ['Older', '2019-01-01T10:00'],
  ] as const)
    await add(name, at);
  const list = async (show: 'coming' | 'past') => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const query: { show: typeof show; limit: number; cursor?: string } = {
        show,
        limit: 1,
        ...(cursor === null ? {} : { cursor }),
      };
      const page = (await church.as('viewer').call(eventsApi.listEvents, { query })).body;
      names.push(...page.items.map((one) => one.name));
      cursor = page.next_cursor;
    } while (cursor !== null);
    return names;
  };
  expect(await list('coming')).toEqual(['First', 'Second']);
  expect(await list('past')).toEqual(['Old', 'Older']);
});

test('its page counts people once, by status, and names its broadcasts', async () => {
  const event = (await make({ name: 'Counted' })).body;
  const guests = (await manager().call(listsApi.createList, { body: { name: 'Guests', event_id: event.id } })).body;
  const helpers = (await manager().call(listsApi.createList, { body: { name: 'Helpers', event_id: event.id } })).body;
  const person = async (first_name: string) =>
    (await manager().call(contactsApi.createContact, { body: { first_name } })).body.id;
  const [ann, ben, cy] = [await person('Ann'), await person('Ben'), await person('Cy')];
  const put = (list_id: string, contact_ids: string[], details?: object) =>
    manager().call(listsApi.addListEntries, {
      params: { list_id },
      body: { contact_ids, ...(details ? { details } : {}) } as never,
    });
  await put(guests.id, [ann, ben], { status: 'registered' });
  await put(guests.id, [cy]);
  await put(helpers.id, [ann], { status: 'attended' });
  const body = {
    body: 'Hello',
    audience: { include: [{ kind: 'list' as const, id: guests.id }], exclude: [] },
    name: 'To guests',
  };
  await manager().call(broadcastsApi.createBroadcast, { body });
  await manager().call(broadcastsApi.createBroadcast, {
    body: { ...body, name: 'Without them', audience: { include: [{ kind: 'everyone' }], exclude: body.audience.include } },
  });
  const page = (await ws.as('viewer').call(eventsApi.getEvent, { params: { event_id: event.id } })).body;
  expect(page.people).toBe(3);
  expect(page.lists.map((one) => one.name)).toEqual(['Guests', 'Helpers']);
  expect(page.statuses).toEqual([
    { list_id: guests.id, status: 'registered', people: 2 },
    { list_id: helpers.id, status: 'attended', people: 1 },
    { list_id: guests.id, status: null, people: 1 },
  ]);
  expect(page.broadcasts).toEqual([expect.objectContaining({ name: 'To guests', state: 'draft', at: null })]);
});

test('by role, and never of another workspace', async () => {
  const event = (await make({ name: 'Ours' })).body;
  const params = { event_id: event.id };
  expect(
    (await ws.as('viewer').call(eventsApi.createEvent, { body: { name: 'X', starts_local: '2030-01-01T10:00' } })).status,
  ).toBe(403);
  expect((await ws.as('agent').call(eventsApi.archiveEvent, { params })).status).toBe(403);
  const other = (await product.workspace()).as('owner');
  expect((await other.call(eventsApi.getEvent, { params })).status).toBe(404);
  expect((await other.call(eventsApi.updateEvent, { params, body: { name: 'X' } })).status).toBe(404);
  expect((await other.call(listsApi.createList, { body: { name: 'Y', event_id: event.id } })).problem.errors?.[0]?.field).toBe(
    'body.event_id',
  );
});
