import { randomUUID } from 'node:crypto';
import { contactsApi } from '@tidings/core/contract/contacts';
import { joinKeywordsApi } from '@tidings/core/contract/join-keywords';
import { listsApi } from '@tidings/core/contract/lists';
import { optOutsApi } from '@tidings/core/contract/opt-outs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { askForOptIn } from './ask-opt-in.ts';
import { processInbound } from './inbound.ts';
import { insertPayload } from './inbound-store.ts';
import { type Lane, testLane } from './testing.ts';

let product: TestProduct;
let lane: Lane;
let listId: string;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());
beforeEach(async () => {
  lane = await testLane(product);
  await here(async (tx) => {
    await tx.updateTable('workspaces').set({ mode: 'live' }).where('id', '=', lane.workspaceId).execute();
    await tx.updateTable('senders').set({ sandbox: false }).where('id', '=', lane.senderId).execute();
    await tx.updateTable('connections').set({ sandbox: false }).where('id', '=', lane.connectionId).execute();
  });
  listId = (await as().call(listsApi.createList, { body: { name: 'Gala' } })).body.id;
});

const phone = '+12025550142';
const wording = 'Text GALA to get news of the gala. Up to 4 texts a month.';
const here = <T>(work: (tx: Tx) => Promise<T>) => product.ctx.db.workspace(lane.workspaceId, work);
const as = () => lane.as('owner');
const add = (change: object = {}) =>
  as().call(joinKeywordsApi.createJoinKeyword, { body: { word: 'Gala', list_id: listId, wording, ...change } });

async function text(body: string, change: { at?: Date; OptOutType?: string } = {}): Promise<void> {
  const sid = `SM${randomUUID().replaceAll('-', '')}`;
  const { address } = await here((tx) =>
    tx.selectFrom('senders').select('address').where('id', '=', lane.senderId).executeTakeFirstOrThrow(),
  );
  const payload = { From: phone, To: address, Body: body, MessageSid: sid, NumSegments: '1' };
  const id = await here((tx) =>
    insertPayload(tx, { workspaceId: lane.workspaceId, connectionId: lane.connectionId, providerId: sid, payload }),
  );
  if (change.at)
    await here((tx) =>
      tx
        .updateTable('inbound_payloads')
        .set({ received_at: change.at ?? '' })
        .where('id', '=', id ?? '')
        .execute(),
    );
  await processInbound(product.ctx, id ?? '');
  // Nothing of it a second time.
  await processInbound(product.ctx, id ?? '');
}
const answers = () =>
  here((tx) => tx.selectFrom('messages').select(['body', 'source']).where('direction', '=', 'out').orderBy('id').execute());
async function person() {
  const found = await as().call(contactsApi.listContacts, { query: { search: '2025550142' } });
  const id = found.body.items[0]?.id ?? '';
  const answer = await as().call(contactsApi.getContact, { params: { contact_id: id } });
  const ledger = await as().call(contactsApi.listConsent, { params: { contact_id: id }, query: {} });
  return { ...answer.body, ledger: ledger.body.items };
}

describe('a keyword of the workspace', () => {
  it('puts its writer on the list with the published wording as proof, and answers once', async () => {
    const made = await add();
    expect(made.status).toBe(201);
    await text('  gálà!! ');
    const joined = await person();
    expect(joined).toMatchObject({ sms_consent: 'yes', sms_consent_purpose: 'all', lists: [{ id: listId }] });
    expect(joined.ledger).toMatchObject([
      { consent: 'yes', source: 'keyword', wording, evidence: { keyword: 'Gala', message_id: expect.any(String) } },
    ]);
    expect(await answers()).toEqual([{ body: made.body.reply, source: 'answer' }]);
    expect(made.body.reply).toMatch(/STOP/);
    const listed = await as().call(joinKeywordsApi.listJoinKeywords, { query: { list_id: listId } });
    expect(listed.body.items).toMatchObject([{ word: 'Gala', joined: 1 }]);
  });

  it('is an ordinary text within a sentence, when it is off, and when it was removed', async () => {
    const { body } = await add();
    await text('Is the gala on Sunday?');
    const params = { join_keyword_id: body.id };
    await as().call(joinKeywordsApi.updateJoinKeyword, { params, body: { open: false } });
    await text('GALA');
    await as().call(joinKeywordsApi.deleteJoinKeyword, { params });
    await text('GALA');
    expect(await person()).toMatchObject({ sms_consent: 'unknown', lists: [] });
    expect(await answers()).toEqual([]);
    expect((await add()).status).toBe(201);
  });

  it('asks for a YES first where that is wanted', async () => {
    await add({ asks_yes: true });
    await text('GALA');
    expect(await person()).toMatchObject({ sms_consent: 'unknown', opt_in_pending: true, lists: [{ id: listId }] });
    await askForOptIn(product.ctx, new AbortController().signal);
    expect(await answers()).toMatchObject([{ source: 'opt_in' }]);
    // It leaves. Without a lease: at night that would make it wait.
    await here((tx) => tx.updateTable('outbox').set({ attempts: 1, status: 'leased' }).execute());
    await text('YES');
    const agreed = await person();
    expect(agreed.sms_consent).toBe('yes');
    expect(agreed.ledger[0]).toMatchObject({ evidence: { agreed_wording: wording, agreed_source: 'keyword' } });
  });

  it('takes nothing from who agreed to more', async () => {
    await add({ purpose: 'informational' });
    await text('START');
    await text('GALA');
    expect(await person()).toMatchObject({ sms_consent: 'yes', sms_consent_purpose: 'all' });
  });

  it('does not lift a STOP, which the carrier holds, until START', async () => {
    await add();
    await text('STOP');
    await text('GALA');
    expect(await person()).toMatchObject({ sms_consent: 'no', lists: [], do_not_text: { kind: 'opt_out' } });
    expect(await answers()).toHaveLength(1);
    await text('START');
    await text('GALA');
    expect(await person()).toMatchObject({ sms_consent: 'yes', lists: [{ id: listId }], do_not_text: null });
  });

  it('lifts an opt-out that only a member recorded, but not one that came after it was written', async () => {
    await add();
    await text('Hello');
    const { id } = await person();
    await as().call(optOutsApi.optOutContact, { params: { contact_id: id }, body: { reason: 'Said so on the phone' } });
    await text('GALA', { at: new Date(Date.now() - 3_600_000) });
    expect(await person()).toMatchObject({ sms_consent: 'no', do_not_text: { kind: 'opt_out' } });
    await text('GALA');
    expect(await person()).toMatchObject({ sms_consent: 'yes', do_not_text: null });
  });

  it('changes nobody’s consent on a sandbox phone', async () => {
    await here((tx) => tx.updateTable('connections').set({ sandbox: true }).where('id', '=', lane.connectionId).execute());
    await add();
    await text('GALA');
    expect(await person()).toMatchObject({ sms_consent: 'unknown', lists: [{ id: listId }] });
    expect(await answers()).toHaveLength(1);
  });
});

describe('which words there may be', () => {
  it.each([
    'STOP',
    'stop all',
    'Arrêt',
    'START',
    'yes',
    'Sí',
    'Help',
    'INFO',
    'end',
    'unsubscribe me please',
    '12',
    'x',
    '!!',
    '🛑',
  ])('refuses %s', async (word) => {
    const answer = await add({ word });
    expect(answer.status).toBe(400);
    expect(answer.problem.errors?.[0]?.field).toBe('body.word');
  });

  it('refuses one that is taken, in whatever spelling, and an answer without a way out', async () => {
    expect((await add()).status).toBe(201);
    expect((await add({ word: 'G.A.L.A' })).status).toBe(409);
    expect((await add({ word: 'gàlà!' })).status).toBe(409);
    expect((await add({ word: 'OTHER', reply: 'Welcome!' })).problem.errors?.[0]?.field).toBe('body.reply');
    expect((await add({ word: 'OTHER', list_id: randomUUID() })).status).toBe(400);
    expect(
      (await lane.as('agent').call(joinKeywordsApi.createJoinKeyword, { body: { word: 'X1', list_id: listId, wording } })).status,
    ).toBe(403);
    const other = await product.workspace();
    const theirs = await other
      .as('owner')
      .call(joinKeywordsApi.createJoinKeyword, { body: { word: 'Gala', list_id: listId, wording } });
    expect(theirs.status).toBe(400);
  });
});
