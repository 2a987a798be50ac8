import { contactsApi } from '@tidings/core/contract/contacts';
import { inboxApi } from '@tidings/core/contract/inbox';
import { joinKeywordsApi } from '@tidings/core/contract/join-keywords';
import { listsApi } from '@tidings/core/contract/lists';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';

/* "Text GALA to ...": from the phone over the carrier and the signed hook to the list, and back to the phone. */

let product: LiveProduct;
let workspace: SandboxWorkspace;
let listId: string;
beforeAll(async () => {
  product = await liveProduct();
  workspace = await product.sandboxWorkspace();
  await product.startWorker();
  await whenProvisioned(workspace);
  const manager = workspace.as('manager');
  listId = (await manager.call(listsApi.createList, { body: { name: 'Gala' } })).body.id;
  const wording = 'Text GALA to get texts about the gala. Reply STOP to opt out.';
  for (const body of [
    { word: 'Gála', list_id: listId, wording, asks_yes: false },
    { word: 'GALAVIP', list_id: listId, wording, asks_yes: true },
  ])
    expect((await manager.call(joinKeywordsApi.createJoinKeyword, { body })).problem?.detail).toBeUndefined();
});
afterAll(() => product.close());

const got = async (phone: string) => (await workspace.phone(phone)).map((one) => one.body);

async function listed() {
  const { items } = (await workspace.as('viewer').call(contactsApi.listContacts, { query: { list_id: listId } })).body;
  return items.map((one) => one.phone).toSorted();
}

async function lastText(phone: string) {
  const { items } = (await workspace.as('agent').call(inboxApi.listConversations, { query: {} })).body;
  return items.find((one) => one.contact.phone === phone)?.last_message_preview;
}

const joined = async (word: string) => {
  const { items } = (await workspace.as('viewer').call(joinKeywordsApi.listJoinKeywords, { query: {} })).body;
  return items.find((one) => one.word === word)?.joined;
};

test('a word in whatever spelling puts a stranger on the list and is answered once', async () => {
  const phone = '+12025550161';
  await workspace.textFrom(phone, '  “gala!” ');
  await eventually(async () => (await got(phone)).length === 2, 'the answer arrives');
  expect((await got(phone)).some((one) => one.includes('Example Church') && one.includes('STOP'))).toBe(true);
  expect(await listed()).toEqual([phone]);
  await workspace.textFrom(phone, 'Gala');
  await workspace.textFrom(phone, 'What is this gala about?');
  await eventually(async () => (await workspace.phone(phone)).length >= 4, 'all three are there');
  expect(await listed()).toEqual([phone]);
  expect(await joined('Gála')).toBe(1);
});

test('a word that asks for a YES puts them on the list, and asks', async () => {
  const phone = '+12025550162';
  await workspace.textFrom(phone, 'GALAVIP');
  await eventually(async () => (await got(phone)).length > 1, 'something comes back');
  await eventually(async () => (await listed()).includes(phone), 'they are on the list');
});

test('after STOP the word does nothing before START, as the carrier holds texts back until then', async () => {
  const phone = '+12025550163';
  await workspace.textFrom(phone, 'STOP');
  await eventually(async () => (await got(phone)).length === 2, 'STOP is confirmed');
  await workspace.textFrom(phone, 'GALA');
  // The carrier may deliver two texts in either order: START must not overtake the word.
  await eventually(async () => (await lastText(phone)) === 'GALA', 'the word has come in');
  await workspace.textFrom(phone, 'START');
  await eventually(async () => (await got(phone)).length >= 5, 'START is confirmed');
  expect(await listed()).not.toContain(phone);
  await workspace.textFrom(phone, 'gala');
  await eventually(async () => (await listed()).includes(phone), 'they are on the list');
});

test('a word that is off is an ordinary text', async () => {
  const { items } = (await workspace.as('viewer').call(joinKeywordsApi.listJoinKeywords, { query: {} })).body;
  const gala = items.find((one) => one.word === 'Gála');
  const params = { join_keyword_id: gala?.id ?? '' };
  const off = await workspace.as('manager').call(joinKeywordsApi.updateJoinKeyword, { params, body: { open: false } });
  expect(off.status).toBe(200);
  const phone = '+12025550164';
  await workspace.textFrom(phone, 'GALA');
  await eventually(async () => {
    const { items: all } = (await workspace.as('viewer').call(contactsApi.listContacts, { query: {} })).body;
    return all.some((one) => one.phone === phone);
  }, 'they are a contact');
  expect(await listed()).not.toContain(phone);
});
