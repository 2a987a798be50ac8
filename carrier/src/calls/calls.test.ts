import { afterEach, beforeEach, expect, test } from 'vitest';
import { contract, contractProblems } from '../../test-support/contract.ts';
import type { TestCarrier } from '../../test-support/open-carrier.ts';
import { authToken, openCarrier, ownNumber, phone } from '../../test-support/open-carrier.ts';
import type { Receiver } from '../../test-support/receiver.ts';
import { expectedSignature, openReceiver } from '../../test-support/receiver.ts';

let receiver: Receiver;
let carrier: TestCarrier;
beforeEach(async () => {
  receiver = await openReceiver();
  carrier = await openCarrier();
});
afterEach(async () => {
  await carrier.running.close();
  await receiver.close();
});

const base = { To: phone, From: ownNumber, Url: 'https://app.example.com/voice' };

test('a call gets a sid and goes from initiated to completed, with a signed callback for each event asked for', async () => {
  const form = [...Object.entries(base), ['StatusCallback', `${receiver.url}/call`] as [string, string]];
  for (const event of ['initiated', 'ringing', 'answered', 'completed']) form.push(['StatusCallbackEvent', event]);
  const { status, json } = await carrier.twilio('POST', '/Calls.json', form);
  expect([status, contractProblems('call', json)]).toEqual([201, []]);
  expect(json.status).toBe('queued');
  await receiver.waitFor(4);
  expect(receiver.received.map((call) => [call.form.get('CallStatus'), call.form.get('SequenceNumber')])).toEqual([
    ['initiated', '0'],
    ['ringing', '1'],
    ['in-progress', '2'],
    ['completed', '3'],
  ]);
  const last = receiver.received[3]!;
  expect(last.form.get('CallDuration')).toBe('0');
  expect(last.headers['x-twilio-signature']).toBe(expectedSignature(authToken, `${receiver.url}/call`, last.form));
  const fetched = await carrier.twilio('GET', `/Calls/${json.sid}.json`);
  expect([fetched.json.status, contractProblems('call', fetched.json)]).toEqual(['completed', []]);
});

test('only the end is reported when no event is named', async () => {
  await carrier.twilio('POST', '/Calls.json', { ...base, StatusCallback: receiver.url });
  await receiver.waitFor(1);
  expect(receiver.received.map(({ form }) => form.get('CallStatus'))).toEqual(['completed']);
});

test('every parameter of the description is known', async () => {
  for (const name of contract.createCall) {
    const { json } = await carrier.twilio('POST', '/Calls.json', { ...base, [name]: base[name as keyof typeof base] ?? '1' });
    expect(json.code, name).not.toBe(20001);
  }
});

test.each([
  ['no To', 21201, { To: '' }],
  ['a bad To', 21211, { To: '555' }],
  ['no From', 21213, { From: '' }],
  ['a bad From', 21212, { From: 'me' }],
  ['From of somebody else', 21210, { From: '+14155550150' }],
  ['two sources of instructions', 21205, { Twiml: '<Response/>' }],
  ['a Url that is none', 21205, { Url: 'voice' }],
  ['a relative callback', 21609, { StatusCallback: '/call' }],
  ['an unknown event', 21626, { StatusCallbackEvent: 'hung-up' }],
  ['a time-out over 600 s', 20422, { Timeout: '601' }],
  ['an unknown parameter', 20001, { Body: 'x' }],
])('refuses %s with %i', async (_name, code, change) => {
  expect((await carrier.twilio('POST', '/Calls.json', { ...base, ...change })).json.code).toBe(code);
});

test('refuses TwiML over 4000 characters', async () => {
  const form = { To: phone, From: ownNumber, Twiml: 'x'.repeat(4001) };
  expect((await carrier.twilio('POST', '/Calls.json', form)).json.code).toBe(32018);
});
