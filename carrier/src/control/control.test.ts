import { afterEach, beforeEach, expect, test } from 'vitest';
import { contractProblems } from '../../test-support/contract.ts';
import type { TestCarrier } from '../../test-support/open-carrier.ts';
import { accountSid, openCarrier, ownNumber, phone, secondNumber } from '../../test-support/open-carrier.ts';

let carrier: TestCarrier;
beforeEach(async () => {
  carrier = await openCarrier();
});
afterEach(() => carrier.running.close());

const at = (path: string) => `/accounts/${accountSid}${path}`;
const phones = async (query = '') => (await carrier.control('GET', at(`/phones${query}`))).json;

test('only health answers without the token', async () => {
  const get = async (path: string, token?: string) =>
    (await fetch(`${carrier.running.url}/_control${path}`, token ? { headers: { authorization: `Bearer ${token}` } } : {}))
      .status;
  expect(await get('/health')).toBe(200);
  expect(await get(at(''))).toBe(401);
  expect(await get(at(''), 'wrong')).toBe(401);
  expect(await get(at(''), carrier.running.controlToken)).toBe(200);
});

test('an account can be put again and again; what is not given stays', async () => {
  const first = await carrier.control('PUT', at(''), { friendly_name: 'Clinic' });
  expect(first.status).toBe(200);
  const second = await carrier.control('PUT', at(''), { settings: { repeat_probability: 0.1 } });
  expect(second.json).toMatchObject({
    friendly_name: 'Clinic',
    auth_token: '12345',
    settings: { profile: 'instant', repeat_probability: 0.1 },
  });
  expect((await carrier.control('GET', at(''))).json).toEqual(second.json);
});

test('the account and its numbers show in the Twilio API', async () => {
  const account = await carrier.twilio('GET', '.json');
  expect([account.status, contractProblems('account', account.json)]).toEqual([200, []]);
  const { json } = await carrier.twilio('GET', '/IncomingPhoneNumbers.json');
  expect(json.incoming_phone_numbers.flatMap((number) => contractProblems('incoming_phone_number', number))).toEqual([]);
  expect(json.incoming_phone_numbers.map((number) => number['phone_number'])).toEqual([ownNumber, secondNumber]);
  const paged = await carrier.twilio('GET', '/IncomingPhoneNumbers.json?PageSize=1');
  expect(paged.json.incoming_phone_numbers).toHaveLength(1);
  const next = await carrier.twilio('GET', paged.json.next_page_uri!);
  expect(next.json.incoming_phone_numbers.map((number) => number['phone_number'])).toEqual([secondNumber]);
  expect(next.json.next_page_uri).toBeNull();
  const found = await carrier.twilio('GET', '/IncomingPhoneNumbers.json?PhoneNumber=%2B1202555010*');
  expect(found.json.incoming_phone_numbers).toHaveLength(2);
});

test.each([
  ['a new account without token', `/accounts/AC${'9'.repeat(32)}`, {}, 'auth_token'],
  ['an unknown field', at(''), { colour: 'red' }, ''],
  ['a number that is none', at(''), { numbers: [{ phone_number: '555' }] }, 'numbers.0.phone_number'],
  ['a webhook that is no URL', at(''), { numbers: [{ phone_number: ownNumber, sms_url: 'inbound' }] }, 'numbers.0.sms_url'],
  ['a profile that does not exist', at(''), { settings: { profile: 'slow' } }, 'settings.profile'],
])('refuses %s and names the field', async (_name, path, body, field) => {
  const { status, json } = await carrier.control('PUT', path, body);
  expect(status).toBe(400);
  expect(json['problems']).toMatchObject([{ field, problem: expect.any(String) }]);
});

test('unknown paths, methods and accounts are told apart', async () => {
  expect((await carrier.control('GET', '/nothing')).status).toBe(404);
  expect((await carrier.control('POST', at('/stats'), {})).status).toBe(405);
  expect((await carrier.control('GET', `/accounts/AC${'9'.repeat(32)}`)).status).toBe(404);
  expect((await carrier.control('GET', '/%E0%A4%A')).status).toBe(400);
  const notJson = await fetch(`${carrier.running.url}/_control${at('')}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${carrier.running.controlToken}` },
    body: '{',
  });
  expect(notJson.status).toBe(400);
});

test('phones are listed by their last message, paged, and found by number', async () => {
  for (const last of ['23', '24', '25', '23']) await carrier.send({ To: `+131255501${last}`, Body: `to ${last}` });
  expect((await phones()).phones).toMatchObject([
    {
      phone_number: '+13125550123',
      unread: 2,
      messages: 2,
      last_message: { body: 'to 23', direction: 'to_phone', status: 'delivered' },
    },
    { phone_number: '+13125550125', unread: 1 },
    { phone_number: '+13125550124', unread: 1 },
  ]);
  const first = await phones('?limit=2');
  const second = await phones(`?limit=2&cursor=${first.next_cursor}`);
  expect([...first.phones, ...second.phones].map((one) => one['phone_number'])).toEqual([
    '+13125550123',
    '+13125550125',
    '+13125550124',
  ]);
  expect(second.next_cursor).toBeNull();
  expect((await phones('?search=50124')).phones).toMatchObject([{ phone_number: '+13125550124' }]);
  expect((await carrier.control('GET', at('/phones?limit=0'))).status).toBe(400);
  expect((await carrier.control('GET', at('/phones?cursor=x'))).status).toBe(400);
});

test('a phone shows both directions; reading and replying clear what is unread', async () => {
  const own = at(`/phones/${encodeURIComponent(phone)}`);
  await carrier.send({ Body: '1' });
  await carrier.send({ Body: '2' });
  await carrier.control('POST', `${own}/read`, {});
  expect((await phones()).phones).toMatchObject([{ unread: 0 }]);
  await carrier.send({ Body: '3' });
  expect((await phones()).phones).toMatchObject([{ unread: 1 }]);
  await carrier.control('POST', `${own}/reply`, { body: '4' });
  expect((await phones()).phones).toMatchObject([{ unread: 0, last_message: { body: '4', direction: 'from_phone' } }]);
  const seen: unknown[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Awaited<ReturnType<TestCarrier['control']>> = await carrier.control(
      'GET',
      `${own}/messages?limit=3${cursor && `&cursor=${cursor}`}`,
    );
    seen.push(...page.json.messages.map(({ body }) => body));
    cursor = page.json.next_cursor;
  }
  expect(seen).toEqual(['4', '3', '2', '1']);
  expect((await carrier.control('POST', `${own}/reply`, { body: '' })).status).toBe(400);
});

test('counts by status and finds who got the same text twice', async () => {
  for (const body of ['a', 'b', 'a']) await carrier.send({ Body: body });
  await carrier.send({ To: '+13125550191' });
  await carrier.send({ To: '+13125550196' });
  expect((await carrier.control('GET', at('/stats'))).json).toMatchObject({
    messages: 4,
    outbound: 4,
    inbound: 0,
    phones: 2,
    by_status: { delivered: 3, undelivered: 1 },
    by_error_code: { '30003': 1 },
    since_start: { accepted: 4, refused: 1 },
  });
  const duplicates = (await carrier.control('GET', at('/stats/duplicates'))).json;
  expect(duplicates).toMatchObject({ considered: 4, distinct: 3, total: 1, duplicates: [{ to: phone, body: 'a', count: 2 }] });
});

test('deleting the messages leaves the account', async () => {
  await carrier.send();
  expect((await carrier.control('DELETE', at('/messages'))).json).toEqual({ deleted: 1 });
  expect((await phones()).phones).toEqual([]);
  expect((await carrier.send()).status).toBe(201);
});
