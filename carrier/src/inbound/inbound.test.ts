import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TestCarrier } from '../../test-support/open-carrier.ts';
import {
  accountSid,
  authToken,
  openCarrier,
  ownNumber,
  phone,
  secondNumber,
  serviceSid,
} from '../../test-support/open-carrier.ts';
import type { Receiver } from '../../test-support/receiver.ts';
import { expectedSignature, openReceiver } from '../../test-support/receiver.ts';

let receiver: Receiver;
let carrier: TestCarrier;

beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  await carrier.running.close();
  await receiver.close();
});

const open = async (account: object = {}) => {
  const numbers = [
    { phone_number: ownNumber, sms_url: `${receiver.url}/inbound?c=1#rc=2&rp=5xx` },
    { phone_number: secondNumber },
  ];
  carrier = await openCarrier({}, { numbers, ...account });
};
const reply = (body: string, more: object = {}) =>
  carrier.control('POST', `/accounts/${accountSid}/phones/${encodeURIComponent(phone)}/reply`, { body, ...more });
const settled = async () => {
  while ((await carrier.control('GET', `/accounts/${accountSid}/stats`)).json['callbacks_pending'] !== 0);
};
const alerts = async () => (await carrier.control('GET', `/accounts/${accountSid}/alerts`)).json['alerts'];

test('a reply is listed as received and posted, signed, to the number it was written to', async () => {
  await open();
  const { status, json } = await reply('Yes, see you! ');
  expect([status, json.status]).toEqual([201, 'received']);
  const [webhook] = await receiver.waitFor(1);
  expect(webhook!.path).toBe('/inbound?c=1');
  expect(webhook!.headers['x-twilio-signature']).toBe(expectedSignature(authToken, `${receiver.url}/inbound?c=1`, webhook!.form));
  expect(Object.fromEntries(webhook!.form)).toEqual({
    MessageSid: json.sid,
    SmsSid: json.sid,
    SmsMessageSid: json.sid,
    AccountSid: accountSid,
    From: phone,
    To: ownNumber,
    Body: 'Yes, see you! ',
    NumMedia: '0',
    NumSegments: '1',
    SmsStatus: 'received',
    ApiVersion: '2010-04-01',
    FromCity: 'CHICAGO',
    FromState: 'IL',
    FromZip: '60601',
    FromCountry: 'US',
    ToCity: 'WASHINGTON',
    ToState: 'DC',
    ToZip: '20001',
    ToCountry: 'US',
  });
  const listed = await carrier.twilio('GET', `/Messages.json?To=${encodeURIComponent(ownNumber)}`);
  expect(listed.json.messages).toMatchObject([
    { sid: json.sid, direction: 'inbound', status: 'received', from: phone, to: ownNumber },
  ]);
});

test('pictures come with their URLs and types', async () => {
  await open();
  await reply('', { media_urls: ['https://media.example.com/a.png', 'https://media.example.com/b.jpg'] });
  const [webhook] = await receiver.waitFor(1);
  expect(Object.fromEntries(webhook!.form)).toMatchObject({
    MessageSid: expect.stringMatching(/^MM/),
    NumMedia: '2',
    MediaUrl0: 'https://media.example.com/a.png',
    MediaContentType0: 'image/png',
    MediaContentType1: 'image/jpeg',
  });
});

test('goes to the number that wrote last, or the one it is told', async () => {
  await open();
  await carrier.send({ From: secondNumber });
  expect((await reply('to whom?')).json['own_number']).toBe(secondNumber);
  expect((await reply('to you', { to: ownNumber })).json['own_number']).toBe(ownNumber);
  expect((await reply('to nobody', { to: '+14155550199' })).status).toBe(400);
});

test('a service with its own URL gets what its numbers receive', async () => {
  await open({ messaging_services: [{ sid: serviceSid, numbers: [ownNumber], inbound_request_url: `${receiver.url}/service` }] });
  await reply('Hi');
  const [webhook] = await receiver.waitFor(1);
  expect([webhook!.path, webhook!.form.get('MessagingServiceSid')]).toEqual(['/service', serviceSid]);
});

test('is repeated as the fragment says, then goes to the fallback URL', async () => {
  await open({
    numbers: [
      { phone_number: ownNumber, sms_url: `${receiver.url}/first#rc=2&rp=5xx`, sms_fallback_url: `${receiver.url}/fallback` },
    ],
  });
  receiver.respond = (response, { path }) => response.writeHead(path === '/first' ? 503 : 204).end();
  await reply('Hi');
  await receiver.waitFor(4);
  expect(receiver.received.map(({ path }) => path)).toEqual(['/first', '/first', '/first', '/fallback']);
  expect(await alerts()).toMatchObject([{ code: 11200 }]);
});

test('TwiML answers become texts to the phone', async () => {
  await open();
  receiver.respond = (response) => {
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end('<Response><Message>You are unsubscribed &amp; gone.</Message></Response>');
  };
  await reply('STOP');
  await receiver.waitFor(1);
  await settled();
  const listed = await carrier.twilio('GET', `/Messages.json?To=${encodeURIComponent(phone)}`);
  expect(listed.json.messages).toMatchObject([
    { direction: 'outbound-reply', from: ownNumber, to: phone, body: 'You are unsubscribed & gone.', status: 'delivered' },
  ]);
});

test('a JSON answer is not TwiML, and an alert says so', async () => {
  await open();
  receiver.respond = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  await reply('Hi');
  await receiver.waitFor(1);
  await settled();
  expect(await alerts()).toMatchObject([{ code: 12300 }]);
});

test('by default the carrier leaves STOP to the product', async () => {
  await open();
  await reply('STOP');
  const [webhook] = await receiver.waitFor(1);
  expect(webhook!.form.has('OptOutType')).toBe(false);
  expect((await carrier.send()).status).toBe(201);
});

test('with its own handling on, STOP blocks the number until START', async () => {
  await open({ settings: { opt_out_handling: 'default' } });
  const types: (string | null)[] = [];
  for (const [index, word] of ['please STOP', ' stop ', 'HELP', 'UNSTOP'].entries()) {
    await reply(word, { to: ownNumber });
    await receiver.waitFor(index + 1);
    types.push(receiver.received[index]!.form.get('OptOutType'));
    const expected = word === ' stop ' || word === 'HELP' ? 21610 : undefined;
    expect((await carrier.send()).json.code).toBe(expected);
    expect((await carrier.send({ From: secondNumber })).status).toBe(201);
  }
  expect(types).toEqual([null, 'STOP', 'HELP', 'START']);
});
