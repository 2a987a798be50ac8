import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { contactsApi } from '@tidings/core/contract/contacts';
import { deletedContactsApi } from '@tidings/core/contract/deleted-contacts';
import { peopleApi } from '@tidings/core/contract/people';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { addDraft, addPeople, addSender } from '../broadcasts/testing.ts';
import { addMessage, ana, essence, merge, merged, ownerOf, person, read, unmerged } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

describe('merging', () => {
  test('previews and makes one person with the addresses, groups, notes and messages of both', async () => {
    const ws = await product.workspace();
    const kept = await person(ws, { ...ana, phones: ['2025550101'], company: 'Example Bakery', notes: 'Sings.' });
    const other = await person(ws, {
      first_name: 'Anna',
      last_name: 'Ruiz',
      phones: ['2025550102', '2025550101'],
      emails: ['ana@example.com'],
      company: 'Example Cafe',
      external_id: 'A-7',
      notes: 'Drives.',
    });
    const text = await addMessage(product, ws, other.id, '+12025550102');
    const input = { kept_id: kept.id, merged_id: other.id, take: ['name', 'phone'] };
    const preview = await ws.as('manager').call(peopleApi.previewMerge, { body: input });
    expect(preview.body).toMatchObject({
      choices: [
        { key: 'name', kept: 'Ana Ruiz', merged: 'Anna Ruiz', wins: 'merged' },
        { key: 'company', wins: 'kept' },
        { key: 'phone', kept: '+12025550101', merged: '+12025550102', wins: 'merged' },
      ],
      result: {
        name: 'Anna Ruiz',
        phones: ['+12025550102', '+12025550101'],
        emails: ['ana@example.com'],
        notes: 'Sings.\n\nDrives.',
      },
      messages: 1,
      stopped: 0,
    });
    const mistyped = await ws.as('manager').call(peopleApi.mergeContacts, { body: { ...input, take: ['name', 'fone'] } });
    expect(mistyped.problem).toMatchObject({
      status: 400,
      errors: [{ field: 'take', message: expect.stringContaining('"fone"') }],
    });
    const { contact } = await merged(ws, kept.id, other.id, ['name', 'phone']);
    expect(contact).toMatchObject({
      id: kept.id,
      name: 'Anna Ruiz',
      phone: '+12025550102',
      email: 'ana@example.com',
      company: 'Example Bakery',
      external_id: 'A-7',
      notes: 'Sings.\n\nDrives.',
    });
    expect(contact.phones.map((one) => one.value)).toEqual(['+12025550102', '+12025550101']);
    expect(await ownerOf(product, ws, text)).toBe(kept.id);
    expect((await read(ws, other.id)).id).toBe(kept.id);
    const list = await ws.as('viewer').call(contactsApi.listContacts, { query: {} });
    expect(list.body.items.map((one) => one.id)).toEqual([kept.id]);
    const trash = await ws.as('manager').call(deletedContactsApi.listDeletedContacts, { query: {} });
    expect(trash.body.items).toEqual([]);
    await ws.as('manager').call(contactsApi.restoreContacts, { body: { ids: [other.id] } });
    expect((await read(ws, other.id)).id).toBe(kept.id);
  });

  test.each([
    ['yes', 'no', 'no'],
    ['no', 'yes', 'no'],
    ['unknown', 'no', 'no'],
    ['unknown', 'yes', 'unknown'],
    ['yes', 'unknown', 'yes'],
    ['yes', 'yes', 'yes'],
  ] as const)('of %s and %s for different numbers keeps %s, and the ledger says so', async (ours, theirs, result) => {
    const ws = await product.workspace();
    const kept = await person(ws, { ...ana, phones: ['2025550101'], sms_consent: { consent: ours } });
    const other = await person(ws, { ...ana, phones: ['2025550102'], sms_consent: { consent: theirs } });
    const { merge_id, contact } = await merged(ws, kept.id, other.id);
    expect(contact.sms_consent).toBe(result);
    const words = await ws.as('viewer').call(contactsApi.listConsent, { params: { contact_id: kept.id }, query: {} });
    expect(words.body.items).toHaveLength(ours === 'unknown' && result === 'unknown' ? 2 : 3);
    if (result !== 'unknown') expect(words.body.items[0]).toMatchObject({ source: 'merge', consent: result });
    const both = await unmerged(ws, merge_id);
    expect([both.kept.sms_consent, both.merged.sms_consent]).toEqual([ours, theirs]);
  });

  test('takes a yes for the number that texts go to, whoever gave it', async () => {
    const ws = await product.workspace();
    const kept = await person(ws, { ...ana, phones: ['2025550101'] });
    const other = await person(ws, { ...ana, phones: ['2025550102'], sms_consent: { consent: 'yes' } });
    expect((await merged(ws, kept.id, other.id, ['phone'])).contact).toMatchObject({ sms_consent: 'yes', phone: '+12025550102' });
  });

  test('refuses oneself, those who are not there, those of another workspace, and an agent', async () => {
    const ws = await product.workspace();
    const other = await product.workspace();
    const mine = await person(ws, { ...ana, phones: ['2025550101'] });
    const theirs = await person(other, { ...ana, phones: ['2025550101'] });
    expect((await merge(ws, mine.id, mine.id)).problem).toMatchObject({ errors: [{ field: 'body.merged_id' }] });
    for (const [a, b] of [
      [mine.id, theirs.id],
      [theirs.id, mine.id],
      [mine.id, newId()],
    ] as const)
      expect((await merge(ws, a, b)).status).toBe(404);
    const agent = await ws.as('agent').call(peopleApi.mergeContacts, { body: { kept_id: mine.id, merged_id: theirs.id } });
    expect(agent.status).toBe(403);
    expect(essence(await read(other, theirs.id))).toEqual(essence(theirs));
  });

  test('merges once when two press at once, also into each other', async () => {
    const ws = await product.workspace();
    const one = await person(ws, { ...ana, phones: ['2025550101'] });
    const two = await person(ws, { ...ana, phones: ['2025550102'] });
    const answers = await Promise.all([merge(ws, one.id, two.id), merge(ws, two.id, one.id), merge(ws, one.id, two.id)]);
    expect(answers.map((one) => one.status).toSorted()).toEqual([200, 409, 409]);
    const list = await ws.as('viewer').call(contactsApi.listContacts, { query: {} });
    expect(list.body.items).toHaveLength(1);
    expect(list.body.items[0]).toMatchObject({ phone: expect.stringContaining('+1202555010') });
  });

  test('sends one text of a running broadcast, whichever has gone already', async () => {
    const ws = await product.workspace();
    await addSender(product, ws);
    const [a = '', b = '', c = '', d = ''] = await addPeople(product, ws, [
      { phone: '+12025550101', first_name: 'Ana' },
      { phone: '+12025550102', first_name: 'Ana' },
      { phone: '+12025550103', first_name: 'Ben' },
      { phone: '+12025550104', first_name: 'Ben' },
    ]);
    const draft = await addDraft(ws);
    const sent = await ws
      .as('manager')
      .call(broadcastsApi.sendBroadcast, { params: { broadcast_id: draft.id }, body: { version: 1 } });
    expect(sent.status).toBe(202);
    // The second Ben has it already.
    await product.ctx.db.workspace(ws.id, async (tx) => {
      await sql`update messages set state = 'delivered' where contact_id = ${d}`.execute(tx);
      await sql`delete from outbox o using messages m where m.id = o.message_id and m.contact_id = ${d}`.execute(tx);
    });
    expect((await merged(ws, a, b)).stopped).toBe(1);
    expect((await merged(ws, c, d)).stopped).toBe(1);
    const rows = await product.ctx.db.workspace(ws.id, (tx) =>
      tx
        .selectFrom('messages as m')
        .leftJoin('outbox as o', 'o.message_id', 'm.id')
        .select(['m.contact_id', 'm.address', 'm.state', 'm.reason', 'o.status'])
        .where('m.source_id', '=', draft.id)
        .orderBy('m.address')
        .execute(),
    );
    expect(rows).toEqual([
      { contact_id: a, address: '+12025550101', state: 'queued', reason: null, status: 'queued' },
      { contact_id: a, address: '+12025550102', state: 'skipped', reason: 'merged_contact', status: null },
      { contact_id: c, address: '+12025550103', state: 'skipped', reason: 'merged_contact', status: null },
      { contact_id: c, address: '+12025550104', state: 'delivered', reason: null, status: null },
    ]);
    const progress = await ws.as('viewer').call(broadcastsApi.getBroadcastProgress, { params: { broadcast_id: draft.id } });
    expect(progress.body.counts['skipped']).toBe(2);
  });
});
