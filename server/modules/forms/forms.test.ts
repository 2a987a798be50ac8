import { contactsApi } from '@tidings/core/contract/contacts';
import { formsApi } from '@tidings/core/contract/forms';
import { listsApi } from '@tidings/core/contract/lists';
import { privacyApi } from '@tidings/core/contract/privacy';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Tx } from '../../db/database.ts';
import type { Clock } from '../../lib/clock.ts';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { awaitedYes, takeYes } from '../compliance/opt-in.ts';
import { optOut } from '../compliance/opt-out.ts';
import { askForOptIn } from '../messages/ask-opt-in.ts';
import { type Lane, testLane } from '../messages/testing.ts';
import { solves } from './puzzle.ts';

let product: TestProduct;
let lane: Lane;
let listId: string;
/** Milliseconds that people take. */
let later = 0;
const clock: Clock = { now: () => new Date(Date.now() + later) };
beforeAll(async () => {
  product = await testProduct({ overrides: { clock } });
});
afterAll(() => product.close());
let count = 0;
beforeEach(async () => {
  lane = await testLane(product);
  listId = (await as().call(listsApi.createList, { body: { name: 'Gala' } })).body.id;
  count += 1;
  later = 0;
});

const phone = '+12025550142';
const wording = 'I agree to get texts about the gala. Reply STOP to opt out.';
const here = <T>(work: (tx: Tx) => Promise<T>) => product.ctx.db.workspace(lane.workspaceId, work);
const as = () => lane.as('owner');
const slug = () => `gala-${count}`;
const params = () => ({ list_id: listId });
async function form(change: object = {}) {
  const body = {
    slug: slug(),
    title: 'Gala <news>',
    wording,
    open: true,
    fields: [{ key: 'first_name' as const, required: true }],
    ...change,
  };
  return as().call(formsApi.saveForm, { params: params(), body });
}
const page = (which = slug()) => product.app.inject({ method: 'GET', url: `/f/${which}` });
/** What the script of the page finds. */
function solve(token: string): string {
  const [, , bits = '', challenge = ''] = token.split('.');
  for (let answer = 0; ; answer += 1) if (solves(challenge, String(answer), Number(bits))) return String(answer);
}
async function tokenOf(): Promise<string> {
  const token = /name="token" value="([^"]+)"/.exec((await page()).body)?.[1] ?? '';
  later += 10_000;
  return token;
}
const post = (values: Record<string, string>, ip = `192.0.2.${count}`) =>
  product.app.inject({
    method: 'POST',
    url: `/f/${slug()}`,
    remoteAddress: ip,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Example 1' },
    payload: new URLSearchParams(values).toString(),
  });
const send = async (values: Record<string, string> = {}, ip?: string) => {
  const token = await tokenOf();
  return post({ token, proof: solve(token), phone: '(202) 555-0142', first_name: 'Ana', consent: 'yes', ...values }, ip);
};
async function people() {
  const found = await as().call(contactsApi.listContacts, { query: {} });
  return Promise.all(
    found.body.items.map(async ({ id }) => ({
      ...(await as().call(contactsApi.getContact, { params: { contact_id: id } })).body,
      ledger: (await as().call(contactsApi.listConsent, { params: { contact_id: id }, query: {} })).body.items,
    })),
  );
}
const requests = () => here((tx) => tx.selectFrom('opt_in_requests').selectAll().execute());

describe('a sign-up page', () => {
  it('puts somebody on the list and asks for their YES, with the exact wording as proof', async () => {
    await form();
    const empty = await page();
    expect(empty.body).toContain('Gala &lt;news&gt;');
    expect(empty.body).toContain(wording);
    expect(empty.body).not.toContain(' checked');
    const sent = await send();
    expect(sent.statusCode).toBe(200);
    expect(sent.body).toContain('Reply YES');
    expect(await people()).toMatchObject([
      { first_name: 'Ana', phone, origin: 'form', sms_consent: 'unknown', opt_in_pending: true, lists: [{ id: listId }] },
    ]);
    expect(await requests()).toMatchObject([
      {
        source: 'form',
        wording,
        purpose: 'all',
        evidence: { ip: `192.0.2.${count}`, browser: 'Example 1', form_id: expect.any(String) },
      },
    ]);
    await askForOptIn(product.ctx, new AbortController().signal);
    expect((await requests())[0]?.asked_at).not.toBeNull();
  });

  it('counts at once where no YES is asked for, with what was seen', async () => {
    await form({ asks_yes: false, purpose: 'informational' });
    await send();
    const [person] = await people();
    expect(person).toMatchObject({ sms_consent: 'yes', sms_consent_purpose: 'informational' });
    expect(person?.ledger).toMatchObject([{ source: 'form', wording, evidence: { page: expect.stringContaining(slug()) } }]);
  });

  it('says the same to whoever is on the list, opted out, deleted for privacy or asked too often, and changes nothing of theirs', async () => {
    await form();
    const first = await send();
    const [ana] = await people();
    const second = await send({ first_name: 'Ana Mallory' });
    await here((tx) => optOut(tx, { workspaceId: lane.workspaceId, address: phone, source: 'member', words: 'said so' }));
    const third = await send();
    const tooOften = await send();
    for (const one of [second, third, tooOften]) expect([one.statusCode, one.body]).toEqual([200, first.body]);
    expect(await people()).toMatchObject([{ id: ana?.id, first_name: 'Ana', sms_consent: expect.not.stringMatching('yes') }]);
    await askForOptIn(product.ctx, new AbortController().signal);
    expect((await lane.lease()).filter((one) => one.contactId === ana?.id)).toEqual([]);
    await as().call(privacyApi.erasePerson, { params: { contact_id: ana?.id ?? '' }, body: { irreversible: true } });
    expect((await send({ phone: '+1 202 555 0142' })).body).toEqual(first.body);
  });

  it('takes another of the household as a contact of their own, and one YES of the phone is for both', async () => {
    await form();
    await here((tx) => tx.updateTable('workspaces').set({ mode: 'live' }).where('id', '=', lane.workspaceId).execute());
    await here((tx) => tx.updateTable('senders').set({ sandbox: false }).where('id', '=', lane.senderId).execute());
    const first = await send();
    await askForOptIn(product.ctx, new AbortController().signal);
    await here((tx) => sql`update outbox set attempts = 1, status = 'leased'`.execute(tx));
    const second = await send({ first_name: 'Ben' });
    expect(second.body).toBe(first.body);
    const both = await people();
    expect(both.map((one) => [one.first_name, one.phone, one.opt_in_pending, one.lists.length])).toEqual(
      expect.arrayContaining([
        ['Ana', phone, true, 1],
        ['Ben', phone, true, 1],
      ]),
    );
    // The phone was asked in the last day, so it is not asked once more: the question was the same.
    await askForOptIn(product.ctx, new AbortController().signal);
    const said = { workspaceId: lane.workspaceId, address: phone, at: clock.now(), sandbox: false };
    await here(async (tx) => takeYes(tx, { ...said, words: 'YES', evidence: {} }, await awaitedYes(tx, said)));
    for (const one of await people()) {
      expect(one).toMatchObject({ sms_consent: 'yes', sms_agreed_for: [{ phone }], opt_in_pending: false });
      expect(one.ledger[0]).toMatchObject({ source: 'double_opt_in', wording: expect.stringContaining('Reply YES') });
    }
    await here((tx) => optOut(tx, { workspaceId: lane.workspaceId, address: phone, source: 'member', words: 'STOP' }));
    for (const one of await people()) expect(one).toMatchObject({ sms_consent: 'no', do_not_text: { kind: 'opt_out' } });
  });

  it.each([
    ['the same name', { first_name: 'ana' }, 1],
    ['the short form of it', { first_name: 'An' }, 1],
    ['the name of the second', { first_name: 'Ben' }, 2],
    ['no name', { first_name: '' }, 1],
  ])('knows who it is by %s, where several have the number', async (_, values, whose) => {
    await form({ asks_yes: false, fields: [{ key: 'first_name', required: false }], consent_required: false });
    const ids: string[] = [];
    for (const first_name of ['Ana', 'Ben']) {
      const body = { first_name, phones: [phone], allow_shared: true };
      ids.push((await as().call(contactsApi.createContact, { body })).body.id);
    }
    await send(values);
    const listed = (await people()).filter((one) => one.lists.length > 0);
    expect(listed.map((one) => one.id)).toEqual([ids[whose - 1]]);
    expect(listed[0]).toMatchObject({ sms_consent: 'yes' });
  });

  it('gives consent for the number typed in, not for the preferred one', async () => {
    await form({ asks_yes: false });
    const body = { first_name: 'Ana', phones: ['+12025550141', phone] };
    const { id } = (await as().call(contactsApi.createContact, { body })).body;
    await send();
    expect(await people()).toMatchObject([
      { id, phone: '+12025550141', sms_consent: 'unknown', sms_agreed_for: [{ phone }], lists: [{ id: listId }] },
    ]);
  });

  it('says what is wrong beside each input, and keeps what was typed and the untouched box', async () => {
    await form({
      fields: [
        { key: 'first_name', required: true },
        { key: 'email', required: false },
        { key: 'birthday', required: false },
      ],
    });
    const bad = await send({ phone: '555-0142', first_name: ' ', email: 'nobody', birthday: '2999-01-01', consent: '' });
    expect(bad.statusCode).toBe(422);
    for (const name of ['phone', 'first_name', 'email', 'consent']) expect(bad.body).toContain(`id="${name}-error"`);
    expect(bad.body).toContain('value="555-0142"');
    expect(bad.body).not.toContain(' checked');
    expect(bad.body).not.toContain('undefined');
    const hostile = await send({ phone: '"><script>alert(1)</script>' });
    expect(hostile.body).not.toContain('<script>alert');
    expect((await send({ first_name: 'x'.repeat(5_000) })).statusCode).toBe(422);
    expect(await people()).toEqual([]);
  });

  it('puts whoever did not agree on the list without consent, where that is allowed', async () => {
    await form({ consent_required: false, questions: [{ label: 'Table', required: false }] });
    await send({ consent: '', question_0: '12' });
    expect(await people()).toMatchObject([{ sms_consent: 'unknown', opt_in_pending: false, lists: [{ id: listId }] }]);
    const entries = await here((tx) => tx.selectFrom('list_entries').select('details').execute());
    expect(entries).toEqual([{ details: { table: '12' } }]);
    expect(await requests()).toEqual([]);
  });

  it('is closed when it is off, its list archived, or not there', async () => {
    await form({ open: false, closed_words: 'See you next year.' });
    expect((await page()).body).toContain('See you next year.');
    expect((await post({ phone, consent: 'yes' })).body).toContain('See you next year.');
    await form();
    await as().call(listsApi.archiveList, { params: params() });
    expect((await page()).statusCode).toBe(404);
    expect((await page('no-such-form')).statusCode).toBe(404);
    expect(await people()).toEqual([]);
  });
});

describe('programs', () => {
  it('get nowhere with a page that they did not fetch, was fetched just now, long ago, or for another form', async () => {
    await form();
    const values = { phone, first_name: 'Ana', consent: 'yes' };
    const token = await tokenOf();
    later -= 9_000;
    expect((await post({ ...values, token })).body).toContain('very quick');
    for (const wrong of ['', 'x.y.z', `${token}x`, token.replace(/^\d+/, '1')]) {
      const answer = await post({ ...values, token: wrong });
      expect(answer.statusCode).toBe(422);
    }
    later += 13 * 3_600_000;
    expect((await post({ ...values, token })).body).toContain('open for a long time');
    expect(await people()).toEqual([]);
  });

  it('that fill in the hidden input are thanked and forgotten; a page counts once', async () => {
    await form();
    expect((await send({ website: 'https://example.com' })).statusCode).toBe(200);
    expect(await people()).toEqual([]);
    const token = await tokenOf();
    await post({ phone, first_name: 'Ana', consent: 'yes', token });
    await post({ phone: '+12025550143', first_name: 'Ben', consent: 'yes', token });
    expect(await people()).toHaveLength(1);
  });

  it('are stopped after twenty from one address', async () => {
    await form();
    const statuses: number[] = [];
    for (let at = 0; at < 21; at += 1)
      statuses.push((await send({ phone: `+1212555${String(100 + at).padStart(4, '0')}` }, '198.51.100.7')).statusCode);
    expect(statuses.filter((one) => one === 429)).toHaveLength(1);
    expect(statuses.at(-1)).toBe(429);
  });

  it('may put this page into a frame, and only this page', async () => {
    await form();
    const answer = await page();
    expect(answer.headers['x-frame-options']).toBeUndefined();
    expect(answer.headers['content-security-policy']).toContain('frame-ancestors *');
    expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
    const other = await product.app.inject({ method: 'GET', url: '/api/v1/session' });
    expect(other.headers['x-frame-options']).toBe('SAMEORIGIN');
    const large = await post({ phone: 'x'.repeat(40_000) });
    expect(large.statusCode).toBe(413);
  });
});

describe('writing a form', () => {
  it('suggests a first one, refuses what cannot be, and shows how it will look', async () => {
    const suggested = await as().call(formsApi.getForm, { params: params() });
    expect(suggested.body.form).toBeNull();
    expect(suggested.body.suggestion.wording).toContain('STOP');
    const saved = await as().call(formsApi.saveForm, { params: params(), body: suggested.body.suggestion });
    expect(saved.body).toMatchObject({ open: false, taken: 0, url: expect.stringContaining(`/f/${saved.body.slug}`) });
    const preview = await as().call(formsApi.previewForm, {
      params: params(),
      body: { ...suggested.body.suggestion, title: 'New & old' },
    });
    expect(preview.body.html).toContain('New &amp; old');
    for (const [change, field] of [
      [{ slug: 'Bad Slug' }, 'body.slug'],
      [{ wording: 'ok' }, 'body.wording'],
      [{ fields: [{ key: 'email' }, { key: 'email' }] }, 'body.fields'],
      [{ fields: [{ key: 'ssn' }] }, 'body.fields.0.key'],
    ] as const) {
      const answer = await form(change);
      expect(answer.status).toBe(400);
      expect(answer.problem.errors?.[0]?.field).toBe(field);
    }
  });

  it('keeps an address for one form of the installation, and others out', async () => {
    await form();
    const other = await product.workspace();
    const theirList = (await other.as('owner').call(listsApi.createList, { body: { name: 'Theirs' } })).body.id;
    const body = { slug: slug(), title: 'Mine', wording };
    const taken = await other.as('owner').call(formsApi.saveForm, { params: { list_id: theirList }, body });
    expect(taken.status).toBe(409);
    expect((await other.as('owner').call(formsApi.saveForm, { params: params(), body })).status).toBe(404);
    expect((await other.as('owner').call(formsApi.getForm, { params: params() })).status).toBe(404);
    expect((await lane.as('agent').call(formsApi.saveForm, { params: params(), body })).status).toBe(403);
  });
});
