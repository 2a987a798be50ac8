import { contactsApi } from '@tidings/core/contract/contacts';
import { fieldsApi } from '@tidings/core/contract/fields';
import { tagsApi } from '@tidings/core/contract/tags';
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

const makeTag = async (name: string, workspace = ws) => workspace.as('manager').call(tagsApi.createTag, { body: { name } });
const tagNames = async () => (await ws.as('viewer').call(tagsApi.listTags, {})).body.items.map((one) => [one.name, one.contacts]);
const makeField = async (body: Record<string, unknown>, workspace = ws) =>
  workspace.as('manager').call(fieldsApi.createField, { body: body as never });

test('a tag is made, renamed, archived with its people kept, and restored', async () => {
  const tag = (await makeTag('Youth')).body;
  const contact = (await ws.as('agent').call(contactsApi.createContact, { body: { first_name: 'Ann', tag_ids: [tag.id] } })).body;
  const params = { tag_id: tag.id };
  expect(
    (await ws.as('manager').call(tagsApi.updateTag, { params, body: { name: 'Young people', color: 'teal' } })).body,
  ).toMatchObject({ name: 'Young people', color: 'teal', contacts: 1 });
  expect((await ws.as('manager').call(tagsApi.archiveTag, { params })).status).toBe(204);
  expect(await tagNames()).toEqual([]);
  const seen = await ws.as('viewer').call(contactsApi.getContact, { params: { contact_id: contact.id } });
  expect(seen.body.tags).toEqual([]);
  expect((await ws.as('viewer').call(contactsApi.listContacts, { query: { tag_id: tag.id } })).status).toBe(400);
  expect((await ws.as('manager').call(tagsApi.updateTag, { params, body: { name: 'X' } })).status).toBe(404);
  expect((await ws.as('manager').call(tagsApi.restoreTag, { params })).body).toMatchObject({ contacts: 1, archived_at: null });
  expect(await tagNames()).toEqual([['Young people', 1]]);
});

test('changing the tags of a person leaves archived ones to come back', async () => {
  const [a, b] = [(await makeTag('Alpha')).body, (await makeTag('Beta')).body];
  const contact = (await ws.as('agent').call(contactsApi.createContact, { body: { first_name: 'Bob', tag_ids: [a.id, b.id] } }))
    .body;
  await ws.as('manager').call(tagsApi.archiveTag, { params: { tag_id: a.id } });
  await ws.as('agent').call(contactsApi.updateContact, { params: { contact_id: contact.id }, body: { tag_ids: [] } });
  await ws.as('manager').call(tagsApi.restoreTag, { params: { tag_id: a.id } });
  const seen = await ws.as('viewer').call(contactsApi.getContact, { params: { contact_id: contact.id } });
  expect(seen.body.tags.map((one) => one.name)).toEqual(['Alpha']);
});

test('a tag name is taken in any case, and free again after archiving', async () => {
  const first = (await makeTag('Staff')).body;
  const again = await makeTag('STAFF');
  expect([again.status, again.problem.errors?.[0]?.field]).toEqual([409, 'body.name']);
  const other = (await makeTag('Helpers')).body;
  expect((await ws.as('manager').call(tagsApi.updateTag, { params: { tag_id: other.id }, body: { name: 'staff' } })).status).toBe(
    409,
  );
  await ws.as('manager').call(tagsApi.archiveTag, { params: { tag_id: first.id } });
  expect((await makeTag('staff')).status).toBe(201);
  expect((await ws.as('manager').call(tagsApi.restoreTag, { params: { tag_id: first.id } })).status).toBe(404);
});

test.each([
  [{ name: '' }, 'body.name'],
  [{ name: '   ' }, 'body.name'],
  [{ name: 'x'.repeat(61) }, 'body.name'],
  [{ name: 'a\nb' }, 'body.name'],
  [{ name: 'a', color: 'plaid' }, 'body.color'],
  [{ color: 'red' }, 'body.name'],
])('refuses the tag %j', async (body, field) => {
  const answer = await ws.as('manager').call(tagsApi.createTag, { body: body as never });
  expect([answer.status, answer.problem.errors?.[0]?.field]).toEqual([400, field]);
});

test('a field gets a key from its label that never changes and is never one of ours', async () => {
  const size = (await makeField({ label: 'Shoe size (EU)', type: 'number' })).body;
  expect(size).toMatchObject({ key: 'shoe_size_eu', position: 0, choices: [] });
  expect((await makeField({ label: 'First name', type: 'text' })).body.key).toBe('first_name_2');
  expect((await makeField({ label: '教会', type: 'text' })).body.key).toBe('field');
  const renamed = await ws
    .as('manager')
    .call(fieldsApi.updateField, { params: { field_id: size.id }, body: { label: 'Size', position: 9 } });
  expect(renamed.body).toMatchObject({ key: 'shoe_size_eu', label: 'Size', position: 9 });
});

test('an archived field leaves the screens, keeps its values and comes back', async () => {
  const field = (await makeField({ label: 'Diet', type: 'choice', choices: ['None', 'Vegan'] })).body;
  const contact = (
    await ws.as('agent').call(contactsApi.createContact, { body: { first_name: 'Cy', custom: { diet: 'vegan' } } })
  ).body;
  const params = { field_id: field.id };
  await ws.as('manager').call(fieldsApi.archiveField, { params });
  expect((await ws.as('viewer').call(fieldsApi.listFields, {})).body.items.some((one) => one.key === 'diet')).toBe(false);
  expect(
    (await ws.as('viewer').call(fieldsApi.listFields, { query: { archived: 'true' } })).body.items.map((one) => one.key),
  ).toEqual(['diet']);
  const refused = await ws
    .as('agent')
    .call(contactsApi.updateContact, { params: { contact_id: contact.id }, body: { custom: { diet: 'None' } } });
  expect(refused.problem.errors?.[0]?.field).toBe('body.custom.diet');
  // A new field of the same label gets a key of its own: the old values are not its.
  const second = (await makeField({ label: 'Diet', type: 'text' })).body;
  expect(second.key).toBe('diet_2');
  expect((await ws.as('manager').call(fieldsApi.restoreField, { params })).status).toBe(409);
  await ws.as('manager').call(fieldsApi.archiveField, { params: { field_id: second.id } });
  expect((await ws.as('manager').call(fieldsApi.restoreField, { params })).status).toBe(200);
  const seen = await ws.as('viewer').call(contactsApi.getContact, { params: { contact_id: contact.id } });
  expect(seen.body.custom).toEqual({ diet: 'Vegan' });
});

test.each([
  [{ label: '', type: 'text' }, 'body.label'],
  [{ label: 'A', type: 'colour' }, 'body.type'],
  [{ label: 'A', type: 'choice' }, 'body.choices'],
  [{ label: 'A', type: 'choice', choices: ['a', 'A'] }, 'body.choices'],
  [{ label: 'A', type: 'text', choices: ['a'] }, 'body.choices'],
  [{ label: 'A', type: 'text', key: 'mine' }, 'body.key'],
])('refuses the field %j', async (body, field) => {
  const answer = await makeField(body);
  expect([answer.status, answer.problem.errors?.[0]?.field]).toEqual([400, field]);
});

test('refuses choices for a field of another type, and a label in use', async () => {
  const field = (await makeField({ label: 'Height', type: 'number' })).body;
  const params = { field_id: field.id };
  expect(
    (await ws.as('manager').call(fieldsApi.updateField, { params, body: { choices: ['a'] } })).problem.errors?.[0]?.field,
  ).toBe('body.choices');
  expect((await makeField({ label: 'HEIGHT', type: 'text' })).status).toBe(409);
});

test('tags and fields of another workspace are not there', async () => {
  const other = await product.workspace();
  const tag = (await makeTag('Mine')).body;
  const field = (await makeField({ label: 'Mine', type: 'text' })).body;
  const owner = other.as('owner');
  for (const id of [tag.id, newId()]) {
    expect((await owner.call(tagsApi.updateTag, { params: { tag_id: id }, body: { name: 'X' } })).status).toBe(404);
    expect((await owner.call(tagsApi.archiveTag, { params: { tag_id: id } })).status).toBe(404);
    expect((await owner.call(tagsApi.restoreTag, { params: { tag_id: id } })).status).toBe(404);
  }
  expect((await owner.call(fieldsApi.updateField, { params: { field_id: field.id }, body: { label: 'X' } })).status).toBe(404);
  expect((await owner.call(fieldsApi.archiveField, { params: { field_id: field.id } })).status).toBe(404);
  expect((await owner.call(tagsApi.listTags, {})).body.items).toEqual([]);
  expect((await makeTag('Mine', other)).status).toBe(201);
});
