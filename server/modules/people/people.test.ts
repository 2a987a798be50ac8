import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { contactsApi } from '@tidings/core/contract/contacts';
import { deletedContactsApi } from '@tidings/core/contract/deleted-contacts';
import { inboxApi } from '@tidings/core/contract/inbox';
import { messagesApi } from '@tidings/core/contract/messages';
import { peopleApi } from '@tidings/core/contract/people';
import { privacyApi } from '@tidings/core/contract/privacy';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { addDraft, addPeople, addSender } from '../broadcasts/testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const ana = { first_name: 'Ana', last_name: 'Ruiz' };

async function person(ws: TestWorkspace, body: Record<string, unknown>) {
  const answer = await ws.as('manager').call(contactsApi.createContact, { body: { allow_shared: true, ...body } as never });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
}

const read = async (ws: TestWorkspace, id: string) =>
  (await ws.as('viewer').call(contactsApi.getContact, { params: { contact_id: id } })).body;

const merge = (ws: TestWorkspace, kept_id: string, merged_id: string, take: string[] = []) =>
  ws.as('manager').call(peopleApi.mergeContacts, { body: { kept_id, merged_id, take } });

const undo = (ws: TestWorkspace, merge_id: string) => ws.as('manager').call(peopleApi.undoMerge, { params: { merge_id } });

async function merged(ws: TestWorkspace, kept: string, other: string, take: string[] = []) {
  const answer = await merge(ws, kept, other, take);
  expect(answer.problem?.detail ?? answer.status).toBe(200);
  return answer.body;
}

async function unmerged(ws: TestWorkspace, id: string) {
  const answer = await undo(ws, id);
  expect(answer.problem?.detail ?? answer.status).toBe(200);
  return answer.body;
}

/** A message of the ledger, as only history makes it. */
async function addMessage(ws: TestWorkspace, contactId: string, address: string, wish: Record<string, unknown> = {}) {
  const id = newId();
  await product.ctx.db.workspace(ws.id, (tx) =>
    tx
      .insertInto('messages')
      .values({
        id,
        workspace_id: ws.id,
        direction: 'in',
        channel: 'sms',
        contact_id: contactId,
        address,
        source: 'inbound',
        body: `from ${address}`,
        state: 'received',
        ...wish,
      })
      .execute(),
  );
  return id;
}

const ownerOf = async (ws: TestWorkspace, id: string) =>
  (
    await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('messages').select(['contact_id', 'state', 'reason']).where('id', '=', id).executeTakeFirstOrThrow(),
    )
  ).contact_id;

/** What matters of a person, without times. */
const essence = ({ updated_at: _, sms_consent_at: __, ...contact }: Awaited<ReturnType<typeof read>>) => contact;

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
    const text = await addMessage(ws, other.id, '+12025550102');
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
    expect(await ownerOf(ws, text)).toBe(kept.id);
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

describe('undoing a merge', () => {
  test('makes both as they were, with what came since where it belongs', async () => {
    const ws = await product.workspace();
    const kept = await person(ws, { ...ana, phones: ['2025550101'], external_id: 'A-1', custom: {} });
    const other = await person(ws, {
      first_name: 'Anna',
      last_name: 'Ruis',
      phones: ['2025550102'],
      emails: ['anna@example.com'],
      external_id: 'A-2',
      birthday: '1990-05-05',
    });
    const before = await addMessage(ws, other.id, '+12025550102');
    const { merge_id } = await merged(ws, kept.id, other.id, ['name', 'external_id', 'phone']);
    const since = await addMessage(ws, kept.id, '+12025550102');
    const ours = await addMessage(ws, kept.id, '+12025550101');
    await ws
      .as('manager')
      .call(contactsApi.updateContact, { params: { contact_id: kept.id }, body: { company: 'Example Bakery' } });
    const both = await unmerged(ws, merge_id);
    expect(essence(both.kept)).toEqual(essence({ ...kept, company: 'Example Bakery' }));
    expect(essence(both.merged)).toEqual(essence(other));
    expect(await Promise.all([before, since, ours].map((id) => ownerOf(ws, id)))).toEqual([other.id, other.id, kept.id]);
    const inbox = await ws.as('agent').call(inboxApi.listConversations, { query: {} });
    expect(inbox.body.items.map((one) => one.contact.id).toSorted()).toEqual([kept.id, other.id].toSorted());
    expect((await undo(ws, merge_id)).problem).toMatchObject({ status: 409, detail: 'This merge was undone already.' });
  });

  test('of A into B into C goes back step by step', async () => {
    const ws = await product.workspace();
    const a = await person(ws, { ...ana, phones: ['2025550101'], notes: 'a' });
    const b = await person(ws, { ...ana, phones: ['2025550102'], notes: 'b' });
    const c = await person(ws, { ...ana, phones: ['2025550103'], notes: 'c' });
    const text = await addMessage(ws, a.id, '+12025550101');
    const first = await merged(ws, b.id, a.id);
    const second = await merged(ws, c.id, b.id);
    expect(second.contact.phones).toHaveLength(3);
    expect((await read(ws, a.id)).id).toBe(c.id);
    expect(await ownerOf(ws, text)).toBe(c.id);
    expect((await undo(ws, first.merge_id)).problem).toMatchObject({
      status: 409,
      detail: expect.stringContaining('Undo that merge first'),
    });
    const middle = await unmerged(ws, second.merge_id);
    expect(essence(middle.kept)).toEqual(essence(c));
    expect(await ownerOf(ws, text)).toBe(b.id);
    const last = await unmerged(ws, first.merge_id);
    expect([essence(last.kept), essence(last.merged)]).toEqual([essence(b), essence(a)]);
    expect(await ownerOf(ws, text)).toBe(a.id);
  });

  test('of the earlier of two leaves what the later brought', async () => {
    const ws = await product.workspace();
    const a = await person(ws, { ...ana, phones: ['2025550101'] });
    const b = await person(ws, { ...ana, phones: ['2025550101', '2025550102'], company: 'Of B' });
    const c = await person(ws, { ...ana, phones: ['2025550102', '2025550103'], company: 'Of C' });
    const first = await merged(ws, a.id, b.id);
    const second = await merged(ws, a.id, c.id, ['company']);
    const one = await unmerged(ws, first.merge_id);
    expect(one.kept.phones.map((phone) => phone.value)).toEqual(['+12025550101', '+12025550102', '+12025550103']);
    expect(one.kept.company).toBe('Of C');
    const two = await unmerged(ws, second.merge_id);
    expect(two.kept.phones.map((phone) => phone.value)).toEqual(['+12025550101']);
    expect(two.kept.company).toBeNull();
  });

  test('keeps a no that was said since for both', async () => {
    const ws = await product.workspace();
    const yes = { sms_consent: { consent: 'yes' } };
    const kept = await person(ws, { ...ana, phones: ['2025550101'], ...yes });
    const other = await person(ws, { ...ana, phones: ['2025550102'], ...yes });
    const { merge_id } = await merged(ws, kept.id, other.id);
    await ws
      .as('manager')
      .call(contactsApi.updateContact, { params: { contact_id: kept.id }, body: { sms_consent: { consent: 'no' } } });
    const both = await unmerged(ws, merge_id);
    expect([both.kept.sms_consent, both.merged.sms_consent]).toEqual(['no', 'no']);
  });

  test('refuses what another has by now, a merge of another workspace, and an agent', async () => {
    const ws = await product.workspace();
    const other = await product.workspace();
    const a = await person(ws, { ...ana, phones: ['2025550101'], external_id: 'A-1' });
    const b = await person(ws, { ...ana, phones: ['2025550102'], external_id: 'A-2' });
    const { merge_id } = await merged(ws, a.id, b.id);
    await person(ws, { ...ana, phones: ['2025550103'], external_id: 'A-2' });
    expect((await undo(ws, merge_id)).problem).toMatchObject({ status: 409, detail: expect.stringContaining('A-2') });
    expect((await undo(other, merge_id)).status).toBe(404);
    expect((await ws.as('agent').call(peopleApi.undoMerge, { params: { merge_id } })).status).toBe(403);
    expect((await read(ws, b.id)).id).toBe(a.id);
  });
});

describe('deleting for privacy', () => {
  test.each(['kept', 'merged'] as const)('of the %s contact leaves nothing of either', async (whose) => {
    const ws = await product.workspace();
    const kept = await person(ws, { ...ana, phones: ['2025550101'] });
    const other = await person(ws, { ...ana, phones: ['2025550101', '2025550102'], sms_consent: { consent: 'no' } });
    const { merge_id } = await merged(ws, kept.id, other.id);
    const params = { contact_id: whose === 'kept' ? kept.id : other.id };
    const erased = await ws.as('admin').call(privacyApi.erasePerson, { params, body: { irreversible: true } });
    expect(erased.body).toMatchObject({ hashed_addresses: 2, shared_addresses: 0 });
    const left = await product.ctx.db.workspace(ws.id, async (tx) => ({
      contacts: await tx.selectFrom('contacts').selectAll().execute(),
      addresses: await tx.selectFrom('contact_addresses').selectAll().execute(),
      merges: await tx.selectFrom('contact_merges').selectAll().execute(),
      named: await tx.selectFrom('consent_events').selectAll().where('address', 'is not', null).execute(),
    }));
    expect(left).toEqual({ contacts: [], addresses: [], merges: [], named: [] });
    expect((await undo(ws, merge_id)).status).toBe(404);
  });
});

describe('possible duplicates', () => {
  test('says why, leaves households alone, and remembers what was dismissed', async () => {
    const ws = await product.workspace();
    const list = async () => {
      await ws.as('manager').call(peopleApi.lookForDuplicates);
      return (await ws.as('manager').call(peopleApi.listDuplicates, { query: {} })).body.items;
    };
    const one = await person(ws, { ...ana, phones: ['2025550101'], external_id: 'M-0042' });
    await person(ws, { first_name: 'Ben', last_name: 'Ruiz', phones: ['2025550101'] });
    const two = await person(ws, { first_name: 'A.', last_name: 'Ruiz', phones: ['2025550101'] });
    const three = await person(ws, { ...ana, phones: ['2025550104'], external_id: 'm 0042', emails: ['ana@example.com'] });
    const pairs = await list();
    expect(pairs.map((pair) => [pair.first.id, pair.second.id, pair.evidence.map((each) => each.reason)])).toEqual([
      [one.id, two.id, ['same_phone']],
      [one.id, three.id, ['same_external_id']],
    ]);
    expect(pairs[1]?.evidence[0]?.words).toContain('M-0042 and m 0042');
    const body = { first_id: two.id, second_id: one.id };
    expect((await ws.as('manager').call(peopleApi.dismissDuplicate, { body })).status).toBe(204);
    expect((await list()).map((pair) => pair.second.id)).toEqual([three.id]);
    await merged(ws, one.id, three.id);
    expect(await list()).toEqual([]);
    await ws.as('manager').call(peopleApi.dismissDuplicate, { body: { ...body, undo: true } });
    expect((await list()).map((pair) => pair.second.id)).toEqual([two.id]);
    const other = await product.workspace();
    expect((await other.as('manager').call(peopleApi.dismissDuplicate, { body })).status).toBe(404);
    expect((await ws.as('agent').call(peopleApi.listDuplicates, { query: {} })).status).toBe(403);
  });

  test('come in pages, and refuse a cursor of something else', async () => {
    const ws = await product.workspace();
    for (let at = 0; at < 3; at += 1) await person(ws, { ...ana, phones: ['2025550101'] });
    await ws.as('manager').call(peopleApi.lookForDuplicates);
    const first = await ws.as('manager').call(peopleApi.listDuplicates, { query: { limit: 2 } });
    expect(first.body.items).toHaveLength(2);
    const cursor = first.body.next_cursor ?? '';
    const rest = await ws.as('manager').call(peopleApi.listDuplicates, { query: { limit: 2, cursor } });
    expect(rest.body).toMatchObject({ items: [{}], next_cursor: null });
    const wrong = await ws.as('manager').call(peopleApi.listDuplicates, { query: { cursor: 'WyJhIiwiYiJd' } });
    expect(wrong.problem).toMatchObject({ status: 400, errors: [{ field: 'query.cursor' }] });
  });
});

describe('the timeline', () => {
  test('tells everything of a person in one order, by kind and in pages, also of who was merged into them', async () => {
    const ws = await product.workspace();
    const kept = await person(ws, { ...ana, phones: ['2025550101'], sms_consent: { consent: 'yes' } });
    const other = await person(ws, { ...ana, phones: ['2025550102'] });
    const params = { contact_id: kept.id };
    await addMessage(ws, other.id, '+12025550102');
    await addMessage(ws, kept.id, '+12025550101', {
      direction: 'out',
      source: 'broadcast',
      state: 'skipped',
      reason: 'no_consent',
      body: null,
    });
    await ws.as('agent').call(peopleApi.addNote, { params, body: { body: 'Likes to be called.' } });
    const { merge_id } = await merged(ws, kept.id, other.id);
    const all = await ws.as('viewer').call(peopleApi.getTimeline, { params, query: {} });
    expect(all.body.items.map((one) => one.kind)).toEqual([
      'changes',
      'consent',
      'notes',
      'skipped',
      'received',
      'changes',
      'changes',
      'consent',
    ]);
    expect(all.body.items[0]).toMatchObject({ merge_id, title: expect.stringContaining('merged another contact into Ana Ruiz') });
    expect(all.body.items[3]?.words).toContain('has not agreed');
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await ws
        .as('viewer')
        .call(peopleApi.getTimeline, { params, query: { limit: 3, ...(cursor === undefined ? {} : { cursor }) } });
      seen.push(...page.body.items.map((one) => one.id));
      if (page.body.next_cursor === null) break;
      cursor = page.body.next_cursor;
    }
    expect(seen).toEqual(all.body.items.map((one) => one.id));
    const some = await ws.as('viewer').call(peopleApi.getTimeline, { params, query: { kind: ['received', 'notes'] } });
    expect(some.body.items.map((one) => one.kind)).toEqual(['notes', 'received']);
    const elsewhere = await product.workspace();
    expect((await elsewhere.as('viewer').call(peopleApi.getTimeline, { params, query: {} })).status).toBe(404);
    expect((await elsewhere.as('viewer').call(peopleApi.listMerges, { params })).status).toBe(404);
  });

  test('says whose text reaches a phone that is shared', async () => {
    const ws = await product.workspace();
    await addSender(product, ws);
    const [, second = ''] = await addPeople(product, ws, [
      { phone: '+12025550101', first_name: 'Ana' },
      { phone: '+12025550101', first_name: 'Ben' },
    ]);
    await product.ctx.db.workspace(ws.id, (tx) => sql`update contacts set full_name = first_name || ' Ruiz'`.execute(tx));
    const draft = await addDraft(ws);
    await ws.as('manager').call(broadcastsApi.sendBroadcast, { params: { broadcast_id: draft.id }, body: { version: 1 } });
    const timeline = await ws.as('viewer').call(peopleApi.getTimeline, { params: { contact_id: second }, query: {} });
    const words = 'Shares a phone with Ana Ruiz, who gets it.';
    expect(timeline.body.items[0]).toMatchObject({ kind: 'skipped', words });
    const history = await ws.as('viewer').call(messagesApi.listMessages, { query: { contact_id: second } });
    expect(history.body.items[0]).toMatchObject({ reason: 'duplicate_address', reason_words: words });
    const trail = await ws
      .as('viewer')
      .call(messagesApi.getMessageTrail, { params: { message_id: history.body.items[0]?.id ?? '' } });
    expect(trail.body.answer).toBe(`They did not get it. ${words}`);
    const ledger = await ws
      .as('viewer')
      .call(broadcastsApi.listRecipients, { params: { broadcast_id: draft.id }, query: { state: ['skipped'] } });
    expect(ledger.body.items).toMatchObject([{ contact_id: second, reason_words: words }]);
  });
});

describe('notes', () => {
  test('are added, paged and removed, and refuse nothing but text', async () => {
    const ws = await product.workspace();
    const { id } = await person(ws, { ...ana, phones: ['2025550101'] });
    const params = { contact_id: id };
    const note = await ws.as('agent').call(peopleApi.addNote, { params, body: { body: ' Prefers mornings. ' } });
    expect(note.body).toMatchObject({ body: 'Prefers mornings.', author_name: 'agent key' });
    expect((await ws.as('agent').call(peopleApi.addNote, { params, body: { body: '  ' } })).problem).toMatchObject({
      errors: [{ field: 'body.body' }],
    });
    expect((await ws.as('viewer').call(peopleApi.addNote, { params, body: { body: 'x' } })).status).toBe(403);
    const other = await product.workspace();
    const gone = { params: { ...params, note_id: note.body.id } };
    expect((await other.as('agent').call(peopleApi.removeNote, gone)).status).toBe(404);
    expect((await ws.as('agent').call(peopleApi.removeNote, gone)).status).toBe(204);
    expect((await ws.as('viewer').call(peopleApi.listNotes, { params, query: {} })).body.items).toEqual([]);
  });
});
