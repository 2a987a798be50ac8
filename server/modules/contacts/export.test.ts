import { contactsApi } from '@tidings/core/contract/contacts';
import { fieldsApi } from '@tidings/core/contract/fields';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
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

const read = (text: string): Record<string, string>[] => parse(text, { columns: true, bom: true });

test('exports what a spreadsheet would run as harmless text, and numbers with their plus', async () => {
  await ws.as('manager').call(fieldsApi.createField, { body: { label: 'Remark', type: 'text' } });
  const body = {
    first_name: '=HYPERLINK("https://example.com")',
    last_name: '@SUM(1)',
    company: '+cmd|calc',
    phones: ['2025550101', '2025550102'],
    notes: '-2+3\nsecond "line"',
    custom: { remark: '=1+1' },
    sms_consent: { consent: 'yes' as const },
  };
  const contact = (await ws.as('agent').call(contactsApi.createContact, { body })).body;
  const answer = await ws.as('manager').call(contactsApi.exportContacts, { query: {} });
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(String(answer.headers['content-disposition'])).toMatch(/attachment; filename="contacts-\d{4}-\d\d-\d\d\.csv"/);
  expect(answer.text.startsWith('\uFEFFFirst name,')).toBe(true);
  expect(read(answer.text)).toEqual([
    expect.objectContaining({
      'First name': `'=HYPERLINK("https://example.com")`,
      'Last name': `'@SUM(1)`,
      Company: `'+cmd|calc`,
      Phone: '+12025550101',
      'Other phones': '+12025550102',
      Notes: `'-2+3\nsecond "line"`,
      Remark: `'=1+1`,
      'Consent to texts': 'yes',
      Id: contact.id,
    }),
  ]);
});

test('exports every match once over many pages, and only the people chosen', async () => {
  const church = await product.workspace();
  const ids = await product.ctx.db.workspace(church.id, async (tx) => {
    const { rows } = await sql<{ id: string }>`insert into contacts (workspace_id, full_name, search)
      select ${church.id}, 'Person ' || n, 'person ' || n from generate_series(1, 4500) n returning id`.execute(tx);
    return rows.map((row) => row.id);
  });
  const all = await church.as('manager').call(contactsApi.exportContacts, { query: {} });
  expect(new Set(read(all.text).map((row) => row['Id'])).size).toBe(4500);
  const some = await church.as('manager').call(contactsApi.exportContacts, { query: { search: 'person 449' } });
  expect(read(some.text)).toHaveLength(15);
  const chosen = await church.as('manager').call(contactsApi.exportChosenContacts, {
    body: { target: { filter: { search: 'person 449' }, except_ids: ids.slice(4490, 4492) } },
  });
  expect(read(chosen.text)).toHaveLength(13);
  const others = await ws.as('manager').call(contactsApi.exportChosenContacts, { body: { target: { ids: ids.slice(0, 3) } } });
  expect(read(others.text)).toEqual([]);
});

test('says what is wrong before a download begins', async () => {
  const answer = await ws.as('manager').call(contactsApi.exportContacts, { query: { list_id: newId() } });
  expect(answer.problem).toMatchObject({ status: 400, errors: [{ field: 'query.list_id' }] });
  expect((await ws.as('agent').call(contactsApi.exportContacts, { query: {} })).status).toBe(403);
});
