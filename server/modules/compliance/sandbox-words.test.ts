import { contactsApi } from '@tidings/core/contract/contacts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beforeModeChange } from '../../registry/mode-changes.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { listConsentEvents } from '../contacts/memberships-store.ts';
import { insertContact } from '../contacts/store.ts';
import { optIn, optOut } from './opt-out.ts';
import { suppress } from './suppress.ts';
import { findActiveSuppression } from './suppressions-store.ts';

let product: TestProduct;
let ws: TestWorkspace;
beforeAll(async () => {
  product = await testProduct();
  ws = await product.workspace();
});
afterAll(() => product.close());

async function person(phone: string): Promise<string> {
  return product.ctx.db.workspace(ws.id, async (tx) => {
    const id = await insertContact(tx, ws.id, 'import', {
      columns: {},
      phones: [{ value: phone, label: null, preferred: true }],
    });
    await tx.updateTable('contacts').set({ sms_consent: 'yes' }).where('id', '=', id).execute();
    return id;
  });
}
const says = (kind: 'stop' | 'start', address: string, sandbox: boolean) =>
  product.ctx.db.workspace(ws.id, async (tx): Promise<object> => {
    const word = { workspaceId: ws.id, address, source: 'keyword' as const, words: kind, sandbox };
    return kind === 'stop' ? optOut(tx, word) : optIn(tx, word);
  });
const standing = (address: string) => product.ctx.db.workspace(ws.id, (tx) => findActiveSuppression(tx, ws.id, 'sms', address));
const consentOf = (id: string) =>
  product.ctx.db.workspace(ws.id, (tx) =>
    tx.selectFrom('contacts').select('sms_consent').where('id', '=', id).executeTakeFirstOrThrow(),
  );

test('START on a sandbox phone never lifts what a person really said', async () => {
  const phone = '+12025550131';
  const id = await person(phone);
  await says('stop', phone, false);
  expect(await says('start', phone, true)).toMatchObject({ lifted: false, stillSuppressed: { kind: 'opt_out' } });
  expect(await standing(phone)).toMatchObject({ kind: 'opt_out', sandbox: false });
  expect(await consentOf(id)).toEqual({ sms_consent: 'no' });
});

test('STOP on a sandbox phone holds in the sandbox, changes no consent, and is undone by START there', async () => {
  const phone = '+12025550132';
  const id = await person(phone);
  await says('stop', phone, true);
  expect(await standing(phone)).toMatchObject({ kind: 'opt_out', sandbox: true });
  expect(await consentOf(id)).toEqual({ sms_consent: 'yes' });
  expect(await says('start', phone, true)).toMatchObject({ lifted: true });
  expect(await standing(phone)).toBeUndefined();
});

test('what was played stands in the list of words on consent, marked, and in no download', async () => {
  const phone = '+12025550139';
  const id = await person(phone);
  await says('stop', phone, true);
  const list = async (limit: number, cursor?: string) =>
    (
      await ws
        .as('viewer')
        .call(contactsApi.listConsent, { params: { contact_id: id }, query: { limit, ...(cursor ? { cursor } : {}) } })
    ).body;
  expect((await list(20)).items).toMatchObject([
    { consent: 'no', sandbox: true, source: 'keyword', wording: 'stop', address: phone },
  ]);
  await says('start', phone, true);
  // A real word comes later, and is listed before it, page by page.
  await says('stop', phone, false);
  const first = await list(1);
  expect(first.items).toMatchObject([{ consent: 'no', sandbox: false }]);
  const second = await list(1, first.next_cursor ?? '');
  expect(second.items).toMatchObject([{ sandbox: true, evidence: { lifted_at: expect.any(String) } }]);
  expect(second.next_cursor).toBeNull();
  const events = await product.ctx.db.workspace(ws.id, (tx) => listConsentEvents(tx, ws.id, id, { limit: 9, before: null }));
  expect(events.map((one) => one.sandbox)).toEqual([false]);
});

test('a real word takes the place of a played one, whatever its kind', async () => {
  const phone = '+12025550133';
  await says('stop', phone, true);
  await product.ctx.db.workspace(ws.id, (tx) =>
    suppress(tx, { workspaceId: ws.id, channel: 'sms', address: phone, kind: 'manual', source: 'member' }),
  );
  expect(await standing(phone)).toMatchObject({ kind: 'manual', sandbox: false });
  await says('stop', phone, true);
  expect(await standing(phone)).toMatchObject({ kind: 'manual', sandbox: false });
});

test('going live ends what was played, and nothing else', async () => {
  await says('stop', '+12025550134', true);
  await says('stop', '+12025550135', false);
  await product.ctx.db.workspace(ws.id, async (tx) => {
    for (const prepare of beforeModeChange) await prepare(tx, ws.id);
  });
  expect(await standing('+12025550134')).toBeUndefined();
  expect(await standing('+12025550135')).toMatchObject({ kind: 'opt_out' });
});
