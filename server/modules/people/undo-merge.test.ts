import { contactsApi } from '@tidings/core/contract/contacts';
import { inboxApi } from '@tidings/core/contract/inbox';
import { peopleApi } from '@tidings/core/contract/people';
import { privacyApi } from '@tidings/core/contract/privacy';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { addMessage, ana, essence, merged, ownerOf, person, read, undo, unmerged } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

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
    const before = await addMessage(product, ws, other.id, '+12025550102');
    const { merge_id } = await merged(ws, kept.id, other.id, ['name', 'external_id', 'phone']);
    const since = await addMessage(product, ws, kept.id, '+12025550102');
    const ours = await addMessage(product, ws, kept.id, '+12025550101');
    await ws
      .as('manager')
      .call(contactsApi.updateContact, { params: { contact_id: kept.id }, body: { company: 'Example Bakery' } });
    const both = await unmerged(ws, merge_id);
    expect(essence(both.kept)).toEqual(essence({ ...kept, company: 'Example Bakery' }));
    expect(essence(both.merged)).toEqual(essence(other));
    expect(await Promise.all([before, since, ours].map((id) => ownerOf(product, ws, id)))).toEqual([other.id, other.id, kept.id]);
    const inbox = await ws.as('agent').call(inboxApi.listConversations, { query: {} });
    expect(inbox.body.items.map((one) => one.contact.id).toSorted()).toEqual([kept.id, other.id].toSorted());
    expect((await undo(ws, merge_id)).problem).toMatchObject({ status: 409, detail: 'This merge was undone already.' });
  });

  test('of A into B into C goes back step by step', async () => {
    const ws = await product.workspace();
    const a = await person(ws, { ...ana, phones: ['2025550101'], notes: 'a' });
    const b = await person(ws, { ...ana, phones: ['2025550102'], notes: 'b' });
    const c = await person(ws, { ...ana, phones: ['2025550103'], notes: 'c' });
    const text = await addMessage(product, ws, a.id, '+12025550101');
    const first = await merged(ws, b.id, a.id);
    const second = await merged(ws, c.id, b.id);
    expect(second.contact.phones).toHaveLength(3);
    expect((await read(ws, a.id)).id).toBe(c.id);
    expect(await ownerOf(product, ws, text)).toBe(c.id);
    expect((await undo(ws, first.merge_id)).problem).toMatchObject({
      status: 409,
      detail: expect.stringContaining('Undo that merge first'),
    });
    const middle = await unmerged(ws, second.merge_id);
    expect(essence(middle.kept)).toEqual(essence(c));
    expect(await ownerOf(product, ws, text)).toBe(b.id);
    const last = await unmerged(ws, first.merge_id);
    expect([essence(last.kept), essence(last.merged)]).toEqual([essence(b), essence(a)]);
    expect(await ownerOf(product, ws, text)).toBe(a.id);
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
