import { contactsApi } from '@tidings/core/contract/contacts';
import { importsApi } from '@tidings/core/contract/imports';
import { joinKeywordsApi } from '@tidings/core/contract/join-keywords';
import { messagesApi } from '@tidings/core/contract/messages';
import { peopleApi } from '@tidings/core/contract/people';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { joinList } from '../compliance/join-list.ts';
import { optIn, optOut } from '../compliance/opt-out.ts';
import { importCsv, mappingOf } from '../imports/testing.ts';
import { runUndo } from '../imports/undo.ts';
import { ConsentLane } from './consent-testing.ts';

/* A yes is for the number that it was given for: nobody is planned, or leased, to another. */

let product: TestProduct;
let lane: ConsentLane;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());
beforeEach(async () => {
  lane = await ConsentLane.open(product);
});

const [one, two, three] = ['+12025550111', '+12025550112', '+12025550113'] as const;
const yes = { consent: 'yes' as const, method: 'signed card' };
const update = (contact_id: string, body: object) =>
  lane.as('manager').call(contactsApi.updateContact, { params: { contact_id }, body });
const prefer = (contact_id: string, value: string) =>
  lane.as('manager').call(peopleApi.preferAddress, { params: { contact_id }, body: { kind: 'phone', value } });

describe('a yes', () => {
  it('does not go along with a number that is changed, and counts again where the old one comes back', async () => {
    const id = await lane.person([one], yes);
    expect(await lane.reached(id)).toEqual({ planned: one, leased: [one] });
    const changed = await update(id, { phones: [two] });
    expect(changed.body).toMatchObject({ sms_consent: 'unknown', sms_agreed_for: [{ phone: one, purpose: 'all' }] });
    expect(changed.body.sms_agreed_for[0]?.since).not.toBeNull();
    expect(await lane.reached(id)).toEqual({ planned: null, leased: [] });
    await update(id, { phones: [two, one] });
    expect(await lane.reached(id)).toEqual({ planned: null, leased: [one] });
    expect((await prefer(id, one)).body).toMatchObject({ sms_consent: 'yes' });
    expect(await lane.reached(id)).toEqual({ planned: one, leased: [one] });
    expect((await prefer(id, two)).body).toMatchObject({ sms_consent: 'unknown' });
  });

  it('keeps what each number was agreed for: information here, everything there', async () => {
    const id = await lane.person([one, two], { ...yes, purpose: 'informational' });
    await update(id, { sms_consent: { ...yes, phone: '(202) 555-0112' } });
    expect(await lane.contact(id)).toMatchObject({ sms_consent: 'yes', sms_consent_purpose: 'informational' });
    expect((await prefer(id, two)).body).toMatchObject({ sms_consent: 'yes', sms_consent_purpose: 'all' });
    expect((await prefer(id, one)).body).toMatchObject({ sms_consent: 'yes', sms_consent_purpose: 'informational' });
  });

  it('goes along where a member says how they know, with who and why in the ledger', async () => {
    const id = await lane.person([one], { ...yes, purpose: 'informational' });
    const changed = await update(id, { phones: [two], consent_goes_along: { reason: 'Told us at the desk' } });
    expect(changed.body).toMatchObject({ sms_consent: 'yes', sms_consent_purpose: 'informational' });
    const [line] = (await lane.as('viewer').call(contactsApi.listConsent, { params: { contact_id: id }, query: {} })).body.items;
    expect(line).toMatchObject({ address: two, method: 'Told us at the desk', source: 'api', evidence: { moved_from: one } });
    expect(line?.actor_name).not.toBeNull();
    expect(await lane.reached(id)).toMatchObject({ planned: two });
    const stays = await update(id, { city: 'Dover', consent_goes_along: { reason: 'x' } });
    expect(stays.problem).toMatchObject({ errors: [{ field: 'body.consent_goes_along' }] });
    const never = await lane.person([three]);
    const none = await update(never, { phones: [one], consent_goes_along: { reason: 'x' } });
    expect(none.problem).toMatchObject({ status: 400, errors: [{ field: 'body.consent_goes_along' }] });
    expect(await lane.contact(never)).toMatchObject({ phone: three, sms_consent: 'unknown' });
    const blank = await update(id, { phones: [three], consent_goes_along: { reason: ' ' } });
    expect(blank.problem).toMatchObject({ errors: [{ field: 'body.consent_goes_along.reason' }] });
  });

  it('is recorded for one of their own numbers only, and a no for all of them', async () => {
    const id = await lane.person([one, two], yes);
    for (const [sms_consent, words] of [
      [{ ...yes, phone: three }, 'not one of'],
      [{ ...yes, phone: '12' }, ''],
      [{ consent: 'no', phone: two }, 'all their numbers'],
    ] as const) {
      const refused = await update(id, { sms_consent });
      expect(refused.problem).toMatchObject({ status: 400, errors: [{ field: 'body.sms_consent.phone' }] });
      expect(refused.problem.detail).toContain(words);
    }
    await update(id, { sms_consent: { ...yes, phone: two } });
    expect(await lane.reached(id)).toEqual({ planned: one, leased: [one, two] });
    await update(id, { sms_consent: { consent: 'no' } });
    for (const number of [two, one]) {
      await prefer(id, number);
      expect(await lane.reached(id)).toEqual({ planned: null, leased: [] });
    }
    // What they say after it is for the number that they say it for.
    await update(id, { sms_consent: { ...yes, phone: two } });
    expect(await lane.reached(id)).toEqual({ planned: null, leased: [two] });
    expect(await lane.contact(id)).toMatchObject({ sms_consent: 'unknown' });
  });

  it('without any number is for none that comes later', async () => {
    const id = await lane.person([], yes);
    expect(await lane.contact(id)).toMatchObject({ sms_consent: 'yes', sms_agreed_for: [{ phone: null }] });
    expect((await update(id, { phones: [one] })).body).toMatchObject({ sms_consent: 'unknown' });
    expect(await lane.reached(id)).toEqual({ planned: null, leased: [] });
  });

  it('is gone for what waits when it is withdrawn, and stays with the number when another is preferred between planning and lease', async () => {
    const id = await lane.person([one, two], yes);
    const planned = await lane.queued(id, one);
    const foreign = await lane.queued(id, two);
    await prefer(id, two);
    expect((await lane.lease()).map((message) => message.messageId)).toEqual([planned]);
    expect(await lane.message(foreign)).toMatchObject({ state: 'skipped', reason: 'no_consent' });
    const late = await lane.queued(id, one);
    await update(id, { phones: [two] });
    expect(await lane.lease()).toEqual([]);
    expect(await lane.message(late)).toMatchObject({ state: 'skipped', reason: 'address_changed' });
  });

  it('for another number is told by the message that was left out', async () => {
    const id = await lane.person([one], yes);
    await update(id, { phones: [two] });
    const messageId = await lane.leftOut(id);
    const trail = await lane.as('viewer').call(messagesApi.getMessageTrail, { params: { message_id: messageId } });
    const details = trail.body.entries.flatMap((entry) => entry.details);
    expect(details).toContainEqual(expect.objectContaining({ value: '+1 202 555 0111, not for this number' }));
    expect(details).toContainEqual(expect.objectContaining({ value: 'none on record' }));
  });
});

describe('who agrees from another number', () => {
  const join = (contactId: string, address: string, asksYes = false) =>
    lane.here((tx) =>
      joinList(tx, {
        workspaceId: lane.workspaceId,
        contactId,
        address,
        listId: lane.listId,
        source: 'keyword',
        purpose: 'all',
        wording: 'Text GALA',
        method: 'Texted “GALA”',
        evidence: {},
        asksYes,
        sandbox: false,
      }),
    );

  it('by a keyword agrees for that number', async () => {
    const id = await lane.person([one, two]);
    await lane.as('owner').call(joinKeywordsApi.createJoinKeyword, {
      body: { word: 'Gala', list_id: lane.listId, wording: 'Text GALA to get news of the gala.' },
    });
    await lane.says(two, 'Gala');
    expect(await lane.contact(id)).toMatchObject({ phone: one, sms_consent: 'unknown', sms_agreed_for: [{ phone: two }] });
    expect(await lane.reached(id)).toEqual({ planned: null, leased: [two] });
  });

  it('by a question agrees for the number that was asked', async () => {
    const id = await lane.person([one, two], yes);
    expect(await join(id, two, true)).toBe('asked');
    expect(await lane.openRequest(id)).toBe(two);
    // A word for another number leaves the question open.
    await update(id, { sms_consent: { ...yes, phone: one } });
    expect(await lane.openRequest(id)).toBe(two);
    expect(await join(id, one, true)).toBe('agreed');
  });

  it('by START agrees for that number, and for no more than before', async () => {
    const id = await lane.person([one, two], { ...yes, purpose: 'informational' });
    await update(id, { sms_consent: { ...yes, purpose: 'informational', phone: two } });
    const said = { workspaceId: lane.workspaceId, address: two, source: 'keyword', words: 'STOP' } as const;
    await lane.here((tx) => optOut(tx, said));
    expect(await lane.reached(id)).toEqual({ planned: null, leased: [] });
    await lane.here((tx) => optIn(tx, { ...said, words: 'START' }));
    expect(await lane.contact(id)).toMatchObject({
      sms_consent: 'unknown',
      sms_agreed_for: [{ phone: two, purpose: 'informational' }],
    });
  });

  it('by an imported row agrees for its number, whichever is preferred, and its undoing takes back that only', async () => {
    const id = await lane.person([one]);
    await update(id, { first_name: 'Ana', external_id: 'A-1' });
    const consent = { kind: 'column', yes_values: ['yes'], no_values: ['no'] } as const;
    const mapping = mappingOf(['external_id', 'phone', 'consent'], {
      consent,
      existing: 'fill_gaps',
      match_by: ['external_id'],
    } as never);
    const done = await importCsv(product, lane.ws, `Id,Phone,OK\nA-1,${two},yes\n`, mapping);
    expect(done.counts).toMatchObject({ updated: 1 });
    expect(await lane.contact(id)).toMatchObject({ phone: one, sms_consent: 'unknown', sms_agreed_for: [{ phone: two }] });
    await update(id, { sms_consent: yes });
    expect((await lane.contact(id)).sms_agreed_for).toHaveLength(2);
    const params = { import_id: done.id };
    expect((await lane.as('manager').call(importsApi.undoImport, { params })).status).toBe(202);
    await runUndo(product.ctx, { workspaceId: lane.workspaceId, importId: done.id }, new AbortController().signal);
    expect(await lane.contact(id)).toMatchObject({ sms_consent: 'yes', sms_agreed_for: [{ phone: one }] });
    const over = { ...mapping, existing: 'update' } as typeof mapping;
    await importCsv(product, lane.ws, `Id,Phone,OK\nA-1,${two},yes\n`, over);
    expect(await lane.contact(id)).toMatchObject({ phone: two, sms_consent: 'yes' });
    await importCsv(product, lane.ws, `Id,Phone,OK\nA-1,${three},\n`, over);
    expect(await lane.contact(id)).toMatchObject({ phone: three, sms_consent: 'unknown' });
  });
});

describe('the database', () => {
  it('keeps the consent on the contact to what was agreed for its number, whoever writes', async () => {
    const id = await lane.person([one], yes);
    const read = () =>
      lane.here(async (tx) => {
        const { rows } =
          await sql`select phone, sms_consent, sms_consent_purpose, sms_agreed from contacts where id = ${id}`.execute(tx);
        return rows[0];
      });
    const write = (change: ReturnType<typeof sql>) =>
      lane.here((tx) => sql`update contacts set ${change} where id = ${id}`.execute(tx));
    await write(sql`phone = ${two}`);
    expect(await read()).toMatchObject({ sms_consent: 'unknown', sms_agreed: { [one]: 'all' } });
    await write(sql`sms_consent = 'yes', sms_consent_purpose = 'informational'`);
    expect(await read()).toMatchObject({ sms_agreed: { [one]: 'all', [two]: 'informational' } });
    await write(sql`phone = ${one}`);
    expect(await read()).toMatchObject({ sms_consent: 'yes', sms_consent_purpose: 'all' });
    await write(sql`sms_consent = 'no', phone = ${two}`);
    expect(await read()).toMatchObject({ sms_consent: 'no', sms_agreed: {} });
    await write(sql`phone = ${one}`);
    expect(await read()).toMatchObject({ sms_consent: 'no' });
    await write(sql`sms_agreed = ${JSON.stringify({ [two]: 'all' })}::jsonb`);
    expect(await read()).toMatchObject({ sms_consent: 'unknown', sms_agreed: { [two]: 'all' } });
    await write(sql`sms_consent = 'unknown', sms_agreed = '{}'`);
    expect(await read()).toMatchObject({ sms_consent: 'unknown', sms_agreed: {} });
  });
});
