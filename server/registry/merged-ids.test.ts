import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { contactsApi } from '@tidings/core/contract/contacts';
import { listsApi } from '@tidings/core/contract/lists';
import { messagesApi } from '@tidings/core/contract/messages';
import { peopleApi } from '@tidings/core/contract/people';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Route } from '../http/route.ts';
import { newId } from '../lib/clock.ts';
import { addDraft } from '../modules/broadcasts/testing.ts';
import { addMessage, ana, merged, person } from '../modules/people/testing.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../testing/product.ts';
import { sampleOf } from '../testing/sample-input.ts';
import { routes } from './routes.ts';

let product: TestProduct;
let ws: TestWorkspace;
let broadcastId: string;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
  broadcastId = (await addDraft(ws)).id;
});
afterAll(() => product.close());

/** Ana, and her twin, who was merged into her and had a note. */
async function twins() {
  const kept = await person(ws, { ...ana, phones: ['2025550101'] });
  const gone = await person(ws, { ...ana, phones: ['2025550102'] });
  const note = await ws.as('owner').call(peopleApi.addNote, { params: { contact_id: gone.id }, body: { body: 'Sings.' } });
  await addMessage(product, ws, gone.id, '+12025550102');
  await merged(ws, kept.id, gone.id);
  return { kept: kept.id, gone: gone.id, note_id: note.body.id };
}

/** What a request without a flaw would say, of the person by the given id. */
function callBy(contactId: string, noteId: string, { endpoint }: Route) {
  const ids: Record<string, string> = { contact_id: contactId, note_id: noteId, broadcast_id: broadcastId };
  const idFor = (name: string) => ids[name] ?? newId();
  const wish: Record<string, object> = {
    '/contacts/{contact_id}/prefer': { kind: 'phone', value: '+12025550102' },
    '/contacts/{contact_id}': { city: 'Salem' },
  };
  const { body } = endpoint;
  return ws.as('owner').call(endpoint, {
    params: ids as never,
    ...(body && body !== 'stream' ? { body: (wish[endpoint.path] ?? sampleOf(body, idFor)) as never } : {}),
  });
}

/** The names in an answer, and where the kept contact's id stands. */
function shapeOf(answer: unknown, kept: string): unknown {
  return Object.entries(answer as object).map(([name, value]) => [name, value === kept ? 'kept' : typeof value]);
}

const named = routes.filter(({ endpoint }) => endpoint.path.includes('{contact_id}'));
const followed = named.filter(({ name }) => name !== 'deleteContact');

describe('the id of somebody who was merged', () => {
  test('is walked over every route that has one', () => expect(named.length).toBeGreaterThan(18));

  test.each(followed)('leads $name to who was kept, and says so', async (route) => {
    const [one, two] = [await twins(), await twins()];
    const direct = await callBy(one.kept, one.note_id, route);
    const led = await callBy(two.gone, two.note_id, route);
    expect(direct.headers['tidings-kept-contact']).toBeUndefined();
    expect([led.status, led.headers['tidings-kept-contact']], led.text).toEqual([direct.status, two.kept]);
    expect(direct.status, direct.text).not.toBe(404);
    const { response } = route.endpoint;
    if (direct.status < 300 && typeof response !== 'string')
      expect(shapeOf(led.body, two.kept)).toEqual(shapeOf(direct.body, one.kept));
  });

  test('leads on over several merges, and no further once they are undone', async () => {
    const { kept, gone } = await twins();
    const last = await person(ws, { ...ana, phones: ['2025550103'] });
    const { merge_id } = await merged(ws, last.id, kept);
    const change = () =>
      ws.as('owner').call(contactsApi.updateContact, { params: { contact_id: gone }, body: { city: 'Salem' } });
    expect((await change()).body.id).toBe(last.id);
    await ws.as('owner').call(peopleApi.undoMerge, { params: { merge_id } });
    expect((await change()).body.id).toBe(kept);
  });

  test('is not deleted in the place of who was kept', async () => {
    const { kept, gone } = await twins();
    const answer = await ws.as('owner').call(contactsApi.deleteContact, { params: { contact_id: gone } });
    expect(answer.problem).toMatchObject({ status: 409, errors: [{ code: `contact:${kept}` }] });
    const body = { target: { ids: [gone] } };
    expect((await ws.as('owner').call(contactsApi.deleteContacts, { body })).body.deleted).toBe(0);
    expect((await ws.as('owner').call(contactsApi.getContact, { params: { contact_id: kept } })).status).toBe(200);
  });

  test('means who was kept in lists, tags, exports and searches, too', async () => {
    const { kept, gone } = await twins();
    const as = ws.as('owner');
    const list = (await as.call(listsApi.createList, { body: { name: `List of ${gone}` } })).body;
    const params = { list_id: list.id };
    expect((await as.call(listsApi.addListEntries, { params, body: { contact_ids: [gone, kept] } })).body.added).toBe(1);
    const target = { ids: [gone] };
    const action = { kind: 'set_consent', consent: 'no' } as const;
    const changed = await as.call(contactsApi.changeContacts, { body: { target, action } });
    expect(changed.body).toMatchObject({ matched: 1, changed: 1 });
    expect((await as.call(contactsApi.exportChosenContacts, { body: { target } })).text).toContain(kept);
    expect((await as.call(messagesApi.listMessages, { query: { contact_id: gone } })).body.items).toHaveLength(1);
    expect((await as.call(listsApi.removeListEntries, { params, body: { contact_ids: [gone] } })).body.removed).toBe(1);
    const preview = { params: { broadcast_id: broadcastId }, body: { to: '+12025550109', as_contact_id: gone } };
    expect((await as.call(broadcastsApi.testBroadcast, preview)).text).not.toContain('names no contact');
  });

  test('of another workspace leads nowhere', async () => {
    const { gone } = await twins();
    const other = await product.workspace();
    const answer = await other.as('owner').call(contactsApi.getContact, { params: { contact_id: gone } });
    expect([answer.status, answer.headers['tidings-kept-contact']]).toEqual([404, undefined]);
  });
});
