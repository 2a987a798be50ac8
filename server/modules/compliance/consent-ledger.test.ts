import { randomUUID } from 'node:crypto';
import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { consentApi, defaultDoubleOptIn } from '@tidings/core/contract/consent';
import { contactsApi } from '@tidings/core/contract/contacts';
import { optOutsApi } from '@tidings/core/contract/opt-outs';
import { sendMessagesApi } from '@tidings/core/contract/send-messages';
import { suppressionsApi } from '@tidings/core/contract/suppressions';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { addPeople, addSender } from '../broadcasts/testing.ts';
import { importCsv, mappingOf } from '../imports/testing.ts';
import { askForOptIn } from '../messages/ask-opt-in.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const phone = '+12025550101';
const ledgerOf = async (ws: TestWorkspace, id: string) =>
  (await ws.as('owner').call(contactsApi.listConsent, { params: { contact_id: id }, query: {} })).body.items;
async function person(ws: TestWorkspace, consent: object | undefined = undefined, number = phone): Promise<string> {
  const made = await ws.as('owner').call(contactsApi.createContact, {
    body: { full_name: 'Ana Example', phones: [number], ...(consent ? { sms_consent: { consent: 'yes', ...consent } } : {}) },
  });
  if (made.status !== 201) throw new Error(made.text);
  return made.body.id;
}

describe('the ledger', () => {
  it('refuses to be changed, emptied or cut short, but for a deletion for privacy', async () => {
    const ws = await product.workspace();
    const id = await person(ws, { method: 'signed card' });
    const attempt = (statement: string) =>
      product.ctx.db
        .workspace(ws.id, (tx) => sql.raw(statement).execute(tx))
        .then(
          () => 'done',
          (error: Error) => error.message,
        );
    for (const statement of [
      `update consent_events set consent = 'no'`,
      `update consent_events set wording = 'other' where contact_id = '${id}'`,
      `delete from consent_events where contact_id = '${id}'`,
      'delete from consent_events',
      'truncate consent_events',
    ])
      expect(await attempt(statement)).toMatch(/only ever added to|permission denied/);
    expect(await ledgerOf(ws, id)).toHaveLength(1);
    await product.ctx.db.workspace(ws.id, async (tx) => {
      await sql`select set_config('tidings.privacy_deletion', 'on', true)`.execute(tx);
      await sql`delete from consent_events where contact_id = ${id}`.execute(tx);
    });
    expect(await ledgerOf(ws, id)).toHaveLength(0);
    expect(await attempt('delete from consent_events')).toMatch(/only ever added to/);
  });

  it('outlives the person’s record, without their name on it', async () => {
    const ws = await product.workspace();
    const id = await person(ws, { method: 'signed card' });
    await product.ctx.db.workspace(ws.id, (tx) => tx.deleteFrom('contacts').where('id', '=', id).execute());
    const rows = await product.ctx.db.workspace(ws.id, (tx) => tx.selectFrom('consent_events').selectAll().execute());
    expect(rows).toMatchObject([{ contact_id: null, address: phone, consent: 'yes' }]);
  });

  it('has each grant and withdrawal with purpose, source, who, and what proves it', async () => {
    const ws = await product.workspace();
    const owner = ws.as('owner');
    await addSender(product, ws);
    const id = await person(ws);
    const params = { contact_id: id };
    const set = (sms_consent: object) => owner.call(contactsApi.updateContact, { params, body: { sms_consent } as never });
    await set({ consent: 'yes', purpose: 'informational', method: 'welcome card', wording: 'Text me changes' });
    await owner.call(contactsApi.changeContacts, {
      body: { target: { ids: [id] }, action: { kind: 'set_consent', consent: 'yes', method: 'list of the fair' } },
    });
    await owner.call(optOutsApi.optOutContact, { params, body: { reason: 'Said so on the phone' } });
    const events = (await ledgerOf(ws, id)).toReversed();
    expect(events).toMatchObject([
      {
        consent: 'yes',
        purpose: 'informational',
        method: 'welcome card',
        wording: 'Text me changes',
        evidence: { method: 'welcome card' },
      },
      { consent: 'yes', purpose: 'all', method: 'list of the fair' },
      { consent: 'no', purpose: 'all', wording: 'Said so on the phone', evidence: { contact_id: id } },
    ]);
    for (const event of events)
      expect(event).toMatchObject({ channel: 'sms', source: 'api', address: phone, actor_name: expect.any(String) });
  });

  it('names the file and line of an import, with its purpose; for all adds to information, never the other way', async () => {
    const ws = await product.workspace();
    const columns = ['full_name', 'phone', 'consent'] as const;
    const consent = { kind: 'column', yes_values: [], no_values: [] } as const;
    const file = 'N,P,C\nAnn,202-555-0101,yes\nBob,202-555-0102,no\n';
    const run = (consent_purpose: 'informational' | 'all') =>
      importCsv(
        product,
        ws,
        file,
        mappingOf(columns, { consent: { ...consent, yes_values: [], no_values: [] }, consent_purpose }),
      );
    const purposes = () =>
      product.ctx.db.workspace(ws.id, (tx) =>
        tx.selectFrom('contacts').select(['sms_consent', 'sms_consent_purpose']).orderBy('full_name').execute(),
      );
    const first = await run('informational');
    expect(await purposes()).toMatchObject([{ sms_consent: 'yes', sms_consent_purpose: 'informational' }, { sms_consent: 'no' }]);
    expect((await run('all')).counts).toMatchObject({ updated: 1, consents: 1 });
    expect(await purposes()).toMatchObject([{ sms_consent: 'yes', sms_consent_purpose: 'all' }, { sms_consent: 'no' }]);
    expect((await run('informational')).counts).toMatchObject({ updated: 0, consents: 0 });
    const rows = await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('consent_events').select(['consent', 'purpose', 'evidence']).orderBy('id').execute(),
    );
    expect(rows).toMatchObject([
      { consent: 'yes', purpose: 'informational', evidence: { import_id: first.id, file: 'people.csv', line: 2 } },
      { consent: 'no', purpose: 'all', evidence: { line: 3 } },
      { consent: 'yes', purpose: 'all', evidence: { line: 2 } },
    ]);
  });

  it('is exported for one person, as JSON and as CSV, by those who may export', async () => {
    const ws = await product.workspace();
    const id = await person(ws, { method: 'signed card', wording: '=cmd()' });
    const params = { contact_id: id };
    const json = await ws.as('owner').call(consentApi.exportConsent, { params, query: { format: 'json' } });
    expect(JSON.parse(json.text)).toMatchObject({
      person: { id, phones: [phone] },
      now: { consent: 'yes', purpose: 'all' },
      events: [{ consent: 'yes', evidence: { method: 'signed card' } }],
      opt_in_requests: [],
    });
    const csv = await ws.as('owner').call(consentApi.exportConsent, { params, query: { format: 'csv' } });
    expect(csv.text).toContain("'=cmd()");
    expect((await ws.as('agent').call(consentApi.exportConsent, { params, query: {} })).status).toBe(403);
    const other = await product.workspace();
    expect((await other.as('owner').call(consentApi.exportConsent, { params, query: {} })).status).toBe(404);
  });

  it('is counted by consent, purpose and source, and shows whose consent nothing proves', async () => {
    const ws = await product.workspace();
    await person(ws, { method: 'card' }, '+12025550101');
    await person(ws, { purpose: 'informational', wording: 'Yes' }, '+12025550102');
    const bare = await person(ws, {}, '+12025550103');
    await person(ws, undefined, '+12025550104');
    const [silent] = await addPeople(product, ws, [{ phone: '+12025550105', consent: 'yes' }]);
    const report = await ws.as('owner').call(consentApi.getConsentReport);
    expect(report.body.pending).toBe(0);
    const line = (consent: string, purpose: string | null, source: string | null) =>
      report.body.counts.find((one) => one.consent === consent && one.purpose === purpose && one.source === source);
    expect(line('yes', 'all', 'api')).toMatchObject({ n: 2, without_evidence: 1 });
    expect(line('yes', 'informational', 'api')).toMatchObject({ n: 1, without_evidence: 0 });
    expect(line('yes', 'all', null)).toMatchObject({ n: 1, without_evidence: 1 });
    expect(line('unknown', null, null)).toMatchObject({ n: 1 });
    const found = await ws.as('owner').call(contactsApi.listContacts, { query: { consent_proven: 'false' } });
    expect(found.body.items.map((one) => one.id).sort()).toEqual([bare, silent].sort());
    const informed = await ws.as('owner').call(contactsApi.listContacts, { query: { consent_purpose: 'informational' } });
    expect(informed.body.items).toHaveLength(1);
  });
});

describe('a purpose', () => {
  it('keeps marketing from those who agreed to information, in the estimate, in a direct send and at the lease', async () => {
    const ws = await product.workspace();
    const owner = ws.as('owner');
    await addSender(product, ws);
    await person(ws, { purpose: 'informational', method: 'card' }, '+12025550101');
    await person(ws, { method: 'card' }, '+12025550102');
    const audience = { include: [{ kind: 'everyone' as const }], exclude: [] };
    for (const [purpose, willGet] of [
      [null, 1],
      ['marketing', 1],
      ['informational', 2],
      ['patient', 2],
    ] as const) {
      const made = await owner.call(broadcastsApi.createBroadcast, { body: { body: 'Hello', audience, purpose } });
      expect(made.body.purpose).toBe(purpose);
      const estimate = await owner.call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: made.body.id } });
      expect(estimate.body).toMatchObject({ will_get: willGet, purpose: purpose ?? 'marketing' });
      if (willGet === 1) expect(estimate.body.skipped).toMatchObject([{ reason: 'consent_other_purpose', n: 1 }]);
    }
    const to = [{ phone: '+12025550101' }, { phone: '+12025550102' }];
    const direct = await owner.call(sendMessagesApi.sendMessages, { body: { to, body: 'Sale' } });
    expect(direct.body.results).toMatchObject([{ reason: 'consent_other_purpose' }, { outcome: 'accepted' }]);
    const news = await owner.call(sendMessagesApi.sendMessages, { body: { to, body: 'Moved', purpose: 'informational' } });
    expect(news.body).toMatchObject({ accepted: 2 });
    const bad = await owner.call(sendMessagesApi.sendMessages, { body: { to, body: 'Sale', purpose: 'spam' as never } });
    expect(bad.status).toBe(400);
  });
});

describe('a file of many people', () => {
  it('asks all of them in portions when their YES is wanted, once however often it is imported', async () => {
    const ws = await product.workspace();
    await addSender(product, ws);
    const settings = { ...defaultDoubleOptIn, import: true };
    expect((await ws.as('owner').call(consentApi.updateDoubleOptIn, { body: settings })).status).toBe(200);
    const areas = [202, 212, 213, 312, 404, 415, 503, 512, 602, 617, 702, 713, 808];
    const file = `N,P,C\n${areas.flatMap((area) => Array.from({ length: 100 }, (_, n) => `P ${area} ${n},+1${area}55501${String(n).padStart(2, '0')},yes`)).join('\n')}\n`;
    const consent = { kind: 'column' as const, yes_values: [], no_values: [] };
    const mapping = mappingOf(['full_name', 'phone', 'consent'], { consent, consent_purpose: 'informational' });
    await importCsv(product, ws, file, mapping, 500);
    await importCsv(product, ws, file, mapping, 500);
    const signal = new AbortController().signal;
    await Promise.all([askForOptIn(product.ctx, signal), askForOptIn(product.ctx, signal)]);
    await askForOptIn(product.ctx, signal);
    const [counts] = await product.ctx.db.workspace(ws.id, async (tx) => {
      const { rows } = await sql<Record<string, number>>`
        select (select count(*)::int from messages where source = 'opt_in' and priority = 2) as questions,
          (select count(distinct address)::int from messages where source = 'opt_in') as phones,
          (select count(*)::int from outbox) as queued, (select sum(n)::int from hour_counts where state = 'queued') as counted,
          (select count(*)::int from contacts where sms_consent = 'yes') as agreed,
          (select count(*)::int from consent_events) as events,
          (select count(*)::int from opt_in_requests where asked_at is not null and purpose = 'informational') as asked`.execute(
        tx,
      );
      return rows;
    });
    expect(counts).toEqual({
      questions: 1_300,
      phones: 1_300,
      queued: 1_300,
      counted: 1_300,
      agreed: 0,
      events: 0,
      asked: 1_300,
    });
    const pending = await ws.as('owner').call(contactsApi.countContacts, { query: { opt_in_pending: 'true' } });
    expect(pending.body.count).toBe(1_300);
  });
});

it('a suppression by hand keeps its reason in the ledger', async () => {
  const ws = await product.workspace();
  const id = await person(ws, { method: 'card' });
  const reason = `Asked in person ${randomUUID()}`;
  await ws
    .as('owner')
    .call(suppressionsApi.addSuppression, { body: { address: phone, channel: 'sms', kind: 'opt_out', reason } });
  expect((await ledgerOf(ws, id))[0]).toMatchObject({ consent: 'no', wording: reason, source: 'api' });
});
