import { contactsApi } from '@tidings/core/contract/contacts';
import { eventsApi } from '@tidings/core/contract/events';
import { listFieldsApi, type NewListField } from '@tidings/core/contract/list-fields';
import { listsApi } from '@tidings/core/contract/lists';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';

let product: TestProduct;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
});
afterAll(() => product.close());

const manager = () => ws.as('manager');
const makeList = async (name: string, more: object = {}) =>
  (await manager().call(listsApi.createList, { body: { name, ...more } })).body;
const addField = (list_id: string, body: NewListField) =>
  manager().call(listFieldsApi.createListField, { params: { list_id }, body });
const person = async (first_name: string, lists: string[] = []) =>
  (await manager().call(contactsApi.createContact, { body: { first_name, list_ids: lists } as never })).body.id;
const put = (list_id: string, contact_ids: string[], details?: Record<string, string | number | null>) =>
  manager().call(listsApi.addListEntries, { params: { list_id }, body: { contact_ids, ...(details ? { details } : {}) } });
const set = (list_id: string, contact_ids: string[], details: Record<string, string | number | null>) =>
  manager().call(listsApi.setEntryDetails, { params: { list_id }, body: { contact_ids, details } });
const entries = async (list_id: string) =>
  Object.fromEntries(
    (await ws.as('viewer').call(contactsApi.listContacts, { query: { list_id } })).body.items.map((one) => [one.name, one.entry]),
  );

test('the same person has other details in each list, and none where nobody gave any', async () => {
  const [gala, picnic] = [await makeList('Gala guests'), await makeList('Picnic guests')];
  for (const { id } of [gala, picnic]) {
    await addField(id, { label: 'Table', type: 'number', choices: [] });
    await addField(id, { label: 'Diet', type: 'choice', choices: ['All', 'Vegan'] });
  }
  const [ann, ben] = [await person('Ann'), await person('Ben')];
  expect((await put(gala.id, [ann, ben], { table: 5, diet: 'vegan' })).body).toEqual({ added: 2 });
  await put(picnic.id, [ann], { table: '12' });
  expect(await entries(gala.id)).toEqual({ Ann: { table: 5, diet: 'Vegan' }, Ben: { table: 5, diet: 'Vegan' } });
  expect(await entries(picnic.id)).toEqual({ Ann: { table: 12 } });
  expect((await set(gala.id, [ben, newId()], { table: null })).body).toEqual({ changed: 1 });
  expect((await set(gala.id, [ben], { table: null })).body).toEqual({ changed: 0 });
  expect(await entries(gala.id)).toMatchObject({ Ben: { diet: 'Vegan' } });
  expect((await ws.as('viewer').call(contactsApi.listContacts, {})).body.items[0]).not.toHaveProperty('entry');
});

test.each([
  [{ seat: 'x' }, 'seat', 'it has table, since, diet'],
  [{ table: 'five' }, 'table', 'not a number'],
  [{ since: '03/04/2026' }, 'since', 'written as 2026-05-31'],
  [{ diet: 'Meat' }, 'diet', 'not one of the choices'],
])('refuses the details %j, naming the field', async (details, key, message) => {
  const list = await makeList(`Refusing ${key}`);
  await addField(list.id, { label: 'Table', type: 'number', choices: [] });
  await addField(list.id, { label: 'Since', type: 'date', choices: [] });
  await addField(list.id, { label: 'Diet', type: 'choice', choices: ['Vegan'] });
  const ann = await person('Ann', [list.id]);
  for (const answer of [await put(list.id, [ann], details as never), await set(list.id, [ann], details as never)]) {
    expect(answer.status).toBe(400);
    expect(answer.problem.errors?.[0]?.field).toBe(`body.details.${key}`);
    expect(answer.problem.errors?.[0]?.message).toContain(message);
  }
  expect(await entries(list.id)).toEqual({ Ann: {} });
});

test('details are renamed, moved, archived and brought back with their values; the key stays', async () => {
  const list = await makeList('Fields');
  const params = { list_id: list.id };
  const table = (await addField(list.id, { label: 'Table No.', type: 'text', choices: [] })).body;
  expect(table).toMatchObject({ key: 'table_no', type: 'text', position: 0 });
  expect((await addField(list.id, { label: 'TABLE NO.', type: 'text', choices: [] })).problem.code).toBe('already_exists');
  const ann = await person('Ann');
  await put(list.id, [ann], { table_no: '5' });
  const field = { list_id: list.id, field_id: table.id };
  await manager().call(listFieldsApi.updateListField, { params: field, body: { label: 'Table', position: 3 } });
  expect((await manager().call(listFieldsApi.updateListField, { params: field, body: { choices: ['1'] } })).status).toBe(400);
  expect((await manager().call(listFieldsApi.archiveListField, { params: field })).status).toBe(204);
  expect((await set(list.id, [ann], { table_no: '6' })).status).toBe(400);
  expect((await ws.as('viewer').call(listsApi.getList, { params })).body.fields).toEqual([]);
  // A new one of the same name must not show what stands there from before.
  const again = (await addField(list.id, { label: 'Table no.', type: 'text', choices: [] })).body;
  expect(again.key).toBe('table_no_2');
  expect((await manager().call(listFieldsApi.restoreListField, { params: field })).body).toMatchObject({
    label: 'Table',
    key: 'table_no',
  });
  expect(await entries(list.id)).toEqual({ Ann: { table_no: '5' } });
  const other = await product.workspace();
  expect((await other.as('owner').call(listFieldsApi.listListFields, { params })).status).toBe(404);
  expect(
    (await ws.as('agent').call(listFieldsApi.createListField, { params, body: { label: 'X', type: 'text', choices: [] } }))
      .status,
  ).toBe(403);
});

test('details of many are set at once, of those who match, and are exported', async () => {
  const list = await makeList('Bulk');
  await addField(list.id, { label: 'Status', type: 'choice', choices: ['registered', 'cancelled'] });
  for (const name of ['Ann', 'Ben', 'Cy']) await put(list.id, [await person(name)]);
  const outside = await person('Zed');
  const act = (target: object, details: object) =>
    manager().call(contactsApi.changeContacts, {
      body: { target, action: { kind: 'set_list_details', list_id: list.id, details } } as never,
    });
  const everyone = { filter: { list_id: list.id }, except_ids: [] };
  expect((await act(everyone, { status: 'registered' })).body).toMatchObject({ matched: 3, changed: 3 });
  expect((await act({ ids: [outside] }, { status: 'registered' })).body).toMatchObject({ changed: 0 });
  expect((await act(everyone, { status: 'late' })).problem.errors?.[0]?.field).toBe('body.action.details.status');
  const rules = {
    version: 1,
    match: 'all',
    rules: [{ kind: 'entry', id: list.id, field: 'status', op: 'is', value: 'Registered' }],
  };
  const found = await ws.as('viewer').call(contactsApi.countContacts, { query: { rules: JSON.stringify(rules) } as never });
  expect(found.body.count).toBe(3);
  const file = await manager().call(contactsApi.exportContacts, { query: { list_id: list.id } });
  const [header = '', first = ''] = file.text.trim().split(/\r?\n/);
  expect(header.split(',').at(-1)).toBe('Status');
  expect(first.split(',').at(-1)).toBe('registered');
  const activity = JSON.stringify((await manager().call(contactsApi.listContacts, {})).body.items[0]);
  expect(activity).not.toContain('registered');
});

test('rules on details that are not there are refused by name', async () => {
  const list = await makeList('Ruled');
  const ask = async (rule: object) => {
    const rules = JSON.stringify({
      version: 1,
      match: 'all',
      rules: [{ kind: 'entry', id: list.id, op: 'is', value: 'x', ...rule }],
    });
    return (await ws.as('viewer').call(contactsApi.countContacts, { query: { rules } as never })).problem.errors?.[0];
  };
  expect(await ask({ field: 'status' })).toEqual({
    field: 'query.rules.rules.0.field',
    message: 'names a detail that the list “Ruled” does not have: status',
  });
  const made = (await addField(list.id, { label: 'Seats', type: 'number', choices: [] })).body;
  expect((await ask({ field: 'seats' }))?.message).toBe('must be a number, as “Seats” is');
  await manager().call(listFieldsApi.archiveListField, { params: { list_id: list.id, field_id: made.id } });
  expect((await ask({ field: 'seats', value: 1 }))?.message).toContain('names the detail “Seats”, which was archived');
});

test('a list has a purpose and may belong to an event, which gives it its usual details once', async () => {
  const event = (await manager().call(eventsApi.createEvent, { body: { name: 'Spring Gala', starts_local: '2030-05-01T19:00' } }))
    .body;
  const list = await makeList('Guests of the gala', { purpose: 'informational', event_id: event.id });
  expect(list).toMatchObject({
    purpose: 'informational',
    event: { id: event.id, name: 'Spring Gala', starts_at: '2030-05-01T23:00:00Z' },
  });
  expect(list.fields.map((one) => one.key)).toEqual(['status', 'ticket', 'table']);
  expect(list.fields[0]?.choices).toContain('registered');
  const params = { list_id: list.id };
  const change = (body: object) => manager().call(listsApi.updateList, { params, body });
  expect((await change({ purpose: 'other' })).problem.errors?.[0]?.field).toBe('body.purpose');
  expect((await change({ event_id: newId() })).problem.errors?.[0]).toMatchObject({ field: 'body.event_id' });
  expect((await change({ event_id: null, purpose: null })).body).toMatchObject({ event: null, purpose: null });
  expect((await change({ event_id: event.id })).body.fields).toHaveLength(3);
  expect((await ws.as('viewer').call(listsApi.listLists, { query: { event_id: event.id } })).body.items).toHaveLength(1);
});
