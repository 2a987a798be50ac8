import { contactsApi } from '@tidings/core/contract/contacts';
import { listsApi } from '@tidings/core/contract/lists';
import { beforeEach, describe, expect, it } from 'vitest';
import { joinList } from '../compliance/join-list.ts';
import { as, ask, asked, contact, goLive, here, lane, ledger, questions, says } from './opt-in-testing.ts';

/* Anybody may type a number into a form. */

const phone = '+12025550101';
const no = { consent: 'no', method: 'told us at the desk' } as const;

async function person(change: object): Promise<string> {
  const body = { full_name: 'Ann Arbor', phones: [phone], allow_shared: true, ...change };
  const made = await as().call(contactsApi.createContact, { body });
  if (made.status !== 201) throw new Error(made.text);
  return made.body.id;
}

async function typedIn(contactId: string, asksYes: boolean) {
  const listId = (await as().call(listsApi.createList, { body: { name: 'Gala' } })).body.id;
  const wording = 'I agree to get texts';
  const how = { source: 'form', purpose: 'all', wording, method: 'Form “Gala”', evidence: {}, sandbox: false } as const;
  return here((tx) => joinList(tx, { ...how, workspaceId: lane.workspaceId, contactId, address: phone, listId, asksYes }));
}

const sayNo = (id: string) =>
  as().call(contactsApi.changeContacts, { body: { target: { ids: [id] }, action: { kind: 'set_consent', ...no } } });

describe.each([true, false])('a number of somebody who said no, typed into a form that asks for a YES: %s', (asksYes) => {
  it('is asked, and the no stands until their own YES', async () => {
    await goLive();
    const id = await person({ sms_consent: no });
    expect(await typedIn(id, asksYes)).toBe('asked');
    await asked();
    await asked();
    expect(await questions()).toHaveLength(1);
    expect(await contact(id)).toMatchObject({ sms_consent: 'no', opt_in_pending: true });
    expect((await ledger(id)).map((one) => one.consent)).toEqual(['no']);
    await says(phone, 'YES');
    expect(await contact(id)).toMatchObject({ sms_consent: 'yes', sms_agreed_for: [{ phone }], opt_in_pending: false });
  });
});

describe('a question to somebody who said no before', () => {
  let id: string;
  beforeEach(async () => {
    id = await person({ sms_consent: no });
    await typedIn(id, true);
  });

  it('leaves', async () => {
    await ask();
    expect(await lane.lease()).toMatchObject([{ contactId: id, body: expect.stringContaining('Reply YES') }]);
  });

  it('does not leave when they say no again, and a YES counts no more', async () => {
    await goLive();
    await ask();
    await sayNo(id);
    expect(await contact(id)).toMatchObject({ sms_consent: 'no', opt_in_pending: false });
    expect(await lane.lease()).toEqual([]);
    expect(await questions()).toMatchObject([{ state: 'skipped', reason: 'consent_refused' }]);
    await says(phone, 'YES');
    expect(await contact(id)).toMatchObject({ sms_consent: 'no' });
  });

  it('ends with STOP', async () => {
    await goLive();
    await says(phone, 'STOP');
    await ask();
    expect(await questions()).toEqual([]);
    expect(await contact(id)).toMatchObject({ sms_consent: 'no', opt_in_pending: false });
  });
});

it('a form without a YES asks for one where somebody else of the number said no', async () => {
  await person({ sms_consent: no });
  const other = await person({ full_name: 'Mallory Mall' });
  expect(await typedIn(other, false)).toBe('asked');
  expect(await contact(other)).toMatchObject({ sms_consent: 'unknown', opt_in_pending: true });
});
