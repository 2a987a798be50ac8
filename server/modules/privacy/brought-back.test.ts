import { contactsApi } from '@tidings/core/contract/contacts';
import { importsApi } from '@tidings/core/contract/imports';
import { peopleApi } from '@tidings/core/contract/people';
import { privacyApi } from '@tidings/core/contract/privacy';
import { sendMessagesApi } from '@tidings/core/contract/send-messages';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TestProduct, TestWorkspace } from '../../testing/product.ts';
import { addSender } from '../broadcasts/testing.ts';
import { importCsv, mappingOf, uploadCsv } from '../imports/testing.ts';
import { type FakeGoogle, SourceDriver, withGoogle } from '../sources/testing.ts';

let product: TestProduct;
let google: FakeGoogle;
let ws: TestWorkspace;
beforeAll(async () => {
  ({ product, google } = await withGoogle());
});
beforeEach(async () => {
  ws = await product.workspace();
});
afterAll(() => product.close());

const phone = '+12025550142';
const columns = ['full_name', 'phone', 'consent'] as const;
const mapping = () => mappingOf(columns, { consent: { kind: 'column' } });

async function person(body: object): Promise<string> {
  const added = await ws.as('owner').call(contactsApi.createContact, { body: { allow_shared: true, ...body } as never });
  if (added.status !== 201) throw new Error(added.text);
  return added.body.id;
}

const erase = async (id: string) =>
  expect(
    (await ws.as('owner').call(privacyApi.erasePerson, { params: { contact_id: id }, body: { irreversible: true } })).status,
  ).toBe(200);

const optOuts = async () =>
  product.ctx.db.workspace(ws.id, (tx) =>
    tx.selectFrom('suppressions').select(['address', 'source']).where('removed_at', 'is', null).execute(),
  );

async function preview(content: string) {
  const uploaded = await uploadCsv(ws, content);
  const params = { import_id: uploaded.body.id };
  await ws.as('manager').call(importsApi.setImportMapping, { params, body: mapping() });
  return (await ws.as('manager').call(importsApi.previewImport, { params, query: {} })).body;
}

describe('the number of somebody who was deleted for privacy', () => {
  const lines = 'N,P,C\nZed Quill,(202) 555-0142,yes\nBen Other,2025550143,yes\nZora Quill,202.555.0142 ext 9,\n';

  it('is foreseen by the preview of a file, which changes nothing, and stays opted out when the file is taken in', async () => {
    await erase(await person({ full_name: 'Zenobia Quill', phones: [phone], sms_consent: { consent: 'yes' } }));
    for (let again = 0; again < 2; again += 1) {
      const shown = await preview(lines);
      expect(shown.totals).toMatchObject({ asked_to_be_deleted: 2, kept_opted_out: 0, consent_yes: 1 });
      expect(shown.rows.map((row) => row.consent)).toEqual(['no', 'yes', 'no']);
      expect(shown.rows[0]?.problems.map((one) => one.message)).toContainEqual(expect.stringContaining('asked to be deleted'));
      expect(await optOuts()).toEqual([]);
    }
    await importCsv(product, ws, lines, mapping());
    expect(await optOuts()).toEqual([{ address: phone, source: 'privacy' }]);
    expect((await preview(lines)).totals).toMatchObject({ asked_to_be_deleted: 2 });
    await addSender(product, ws);
    const direct = await ws.as('owner').call(sendMessagesApi.sendMessages, { body: { to: [{ phone }], body: 'Hi' } });
    expect(direct.problem?.detail ?? direct.body.results).toMatchObject([{ outcome: 'refused', reason: 'opted_out' }]);
  });

  it('is foreseen by the first sync of a sheet, and stays opted out', async () => {
    await erase(await person({ full_name: 'Zenobia Quill', phones: [phone] }));
    const sheet = new SourceDriver(product, ws);
    google.rows = [
      ['Name', 'Phone', 'Opt in'],
      ['Zed Quill', '202-555-0142', 'yes'],
      ['Ben Other', '202-555-0143', 'yes'],
    ];
    await sheet.connect({ kind: 'csv_url', address: `${google.url}/pub` });
    await sheet.map(columns);
    expect(await sheet.sync()).toMatchObject({ state: 'review', counts: { added: 2, opted_in: 1, kept_opted_out: 1 } });
    const kept = (await sheet.changes()).filter(({ kind }) => kind === 'kept_opted_out');
    expect(kept).toMatchObject([{ name: 'Zed Quill', words: 'Asked to be deleted here' }]);
    expect(await optOuts()).toEqual([]);
    await sheet.answer('approve');
    expect(await optOuts()).toEqual([{ address: phone, source: 'privacy' }]);
    expect(await sheet.listed()).toEqual({ 'Zed Quill': `${phone} no`, 'Ben Other': '+12025550143 yes' });
    google.rows = [...google.rows.slice(0, 1), ['Zed Quill', '202-555-0142', 'Yes!'], ['Ben Other', '202-555-0143', 'yes']];
    await sheet.sync({ whole: true });
    expect((await sheet.listed())['Zed Quill']).toBe(`${phone} no`);
  });
});

it('exports the consent of whoever was merged, line by line, with what is counted before a deletion', async () => {
  const kept = await person({ full_name: 'Zenobia Quill', phones: [phone], sms_consent: { consent: 'yes', wording: 'Mine' } });
  const twin = await person({
    full_name: 'Z. Quill',
    phones: ['+12025550147'],
    sms_consent: { consent: 'no', method: 'Her letter' },
  });
  const merged = await ws.as('owner').call(peopleApi.mergeContacts, { body: { kept_id: kept, merged_id: twin } });
  expect(merged.status).toBe(200);
  for (const id of [kept, twin]) {
    const file = await ws.as('owner').call(privacyApi.exportPerson, { params: { contact_id: id } });
    const { consent_history: lines } = JSON.parse(file.text) as { consent_history: Record<string, unknown>[] };
    expect(lines).toMatchObject([
      { consent: 'yes', address: phone, wording: 'Mine' },
      { consent: 'no', address: '+12025550147', evidence: { method: 'Her letter' } },
      { consent: 'no', source: 'merge' },
    ]);
  }
  const told = await ws.as('owner').call(privacyApi.previewErasure, { params: { contact_id: twin } });
  expect(told.body).toMatchObject({ name: 'Zenobia Quill', consent_events: 3 });
});
