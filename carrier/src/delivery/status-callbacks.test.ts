import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TestCarrier } from '../../test-support/open-carrier.ts';
import { accountSid, authToken, openCarrier, ownNumber, phone, serviceSid } from '../../test-support/open-carrier.ts';
import type { Receiver } from '../../test-support/receiver.ts';
import { expectedSignature, openReceiver } from '../../test-support/receiver.ts';
import { createSeededRandom } from '../random.ts';

let receiver: Receiver;
let carrier: TestCarrier | undefined;

beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  await carrier?.running.close();
  await receiver.close();
});

const open = async (settings: object = {}, seed = 1) => {
  carrier = await openCarrier(
    { random: createSeededRandom(seed) },
    { settings, messaging_services: [{ sid: serviceSid, numbers: [ownNumber], status_callback: `${receiver.url}/service` }] },
  );
  return carrier;
};
const stats = async () => (await carrier!.control('GET', `/accounts/${accountSid}/stats`)).json;
/** Every callback that is owed has been sent and settled. */
const settled = async () => {
  while ((await stats())['callbacks_pending'] !== 0) await new Promise((resolve) => setImmediate(resolve));
};

test('sends sent, then delivered, signed for the URL without its fragment', async () => {
  const { send } = await open();
  const { json } = await send({ StatusCallback: `${receiver.url}/receipt?m=7#rc=2&rp=all` });
  await receiver.waitFor(2);
  expect(receiver.statuses()).toEqual(['sent', 'delivered']);
  for (const { path, headers, form } of receiver.received) {
    expect(path).toBe('/receipt?m=7');
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(headers['x-twilio-signature']).toBe(expectedSignature(authToken, `${receiver.url}/receipt?m=7`, form));
    expect(Object.fromEntries(form)).toMatchObject({
      MessageSid: json.sid,
      SmsSid: json.sid,
      SmsStatus: form.get('MessageStatus'),
      AccountSid: accountSid,
      From: ownNumber,
      To: phone,
      ApiVersion: '2010-04-01',
    });
    expect(form.has('ErrorCode')).toBe(false);
  }
});

test('uses the callback of the service, and names the service', async () => {
  const { twilio } = await open();
  await twilio('POST', '/Messages.json', { To: phone, MessagingServiceSid: serviceSid, Body: 'Hi' });
  const [first] = await receiver.waitFor(2);
  expect(first!.path).toBe('/service');
  expect(first!.form.get('MessagingServiceSid')).toBe(serviceSid);
  expect(first!.form.get('From')).toBe(ownNumber);
});

test('says why a message failed', async () => {
  const { send } = await open();
  await send({ To: '+13125550191', StatusCallback: receiver.url });
  await receiver.waitFor(2);
  expect(receiver.statuses()).toEqual(['sent', 'undelivered']);
  expect(receiver.received.map(({ form }) => form.get('ErrorCode'))).toEqual([null, '30003']);
});

test('sends queued and sending too where they are wanted, never the initial status', async () => {
  const { send, twilio } = await open({ callback_statuses: ['queued', 'sending', 'sent', 'delivered'] });
  await send({ StatusCallback: receiver.url });
  await receiver.waitFor(3);
  expect(receiver.statuses()).toEqual(['sending', 'sent', 'delivered']);
  await twilio('POST', '/Messages.json', { To: phone, MessagingServiceSid: serviceSid, Body: 'Hi' });
  await receiver.waitFor(7);
  expect(receiver.statuses().slice(3)).toEqual(['queued', 'sending', 'sent', 'delivered']);
});

test('repeats, loses and turns around as often as told', async () => {
  const { send, control } = await open({ repeat_probability: 1 });
  await send({ StatusCallback: receiver.url });
  await receiver.waitFor(4);
  expect(receiver.statuses().sort()).toEqual(['delivered', 'delivered', 'sent', 'sent']);
  receiver.received.length = 0;
  await control('PUT', `/accounts/${accountSid}`, { settings: { repeat_probability: 0, reorder_probability: 1 } });
  await send({ StatusCallback: receiver.url });
  await receiver.waitFor(2);
  expect(receiver.statuses()).toEqual(['delivered', 'sent']);
  receiver.received.length = 0;
  await control('PUT', `/accounts/${accountSid}`, { settings: { reorder_probability: 0, lose_probability: 1 } });
  await send({ StatusCallback: receiver.url });
  await settled();
  expect(receiver.received).toEqual([]);
  expect((await stats())['since_start']).toMatchObject({ callbacks_lost: 2 });
});

test('the same seed loses the same receipts', async () => {
  const run = async () => {
    const { send } = await open({ lose_probability: 0.5 }, 42);
    for (let i = 0; i < 20; i++) await send({ Body: `${i}`, StatusCallback: `${receiver.url}/?m=${i}` });
    await settled();
    await carrier!.running.close();
    return receiver.received
      .splice(0)
      .map(({ path, form }) => `${path} ${form.get('MessageStatus')}`)
      .sort();
  };
  const first = await run();
  expect(first.length).toBeGreaterThan(10);
  expect(first.length).toBeLessThan(30);
  expect(await run()).toEqual(first);
});

test('does not repeat an answer of 500 unless the fragment asks for it', async () => {
  const { send } = await open();
  receiver.respond = (response) => response.writeHead(500).end();
  await send({ StatusCallback: receiver.url });
  await settled();
  expect(receiver.statuses()).toEqual(['sent', 'delivered']);
  expect((await carrier!.control('GET', `/accounts/${accountSid}/alerts`)).json['alerts']).toMatchObject([
    { code: 11200 },
    { code: 11200 },
  ]);
});

test.each([
  ['5xx', 503],
  ['4xx', 404],
  ['all', 500],
])('repeats as rp=%s says until it is answered, with one idempotency token', async (policy, status) => {
  const { send } = await open();
  let left = 2;
  receiver.respond = (response) => response.writeHead(left-- > 0 ? status : 204).end();
  await send({ StatusCallback: `${receiver.url}/#rc=5&rp=${policy}` });
  await receiver.waitFor(4);
  expect(receiver.statuses()).toEqual(['sent', 'sent', 'sent', 'delivered']);
  const tokens = receiver.received.map(({ headers }) => headers['i-twilio-idempotency-token']);
  expect(new Set(tokens.slice(0, 3)).size).toBe(1);
  expect(tokens[3]).not.toBe(tokens[0]);
});

test('gives up after rc retries', async () => {
  const { send } = await open();
  receiver.respond = (response) => response.writeHead(500).end();
  await send({ StatusCallback: `${receiver.url}/#rc=2&rp=all` });
  await settled();
  expect(receiver.statuses()).toEqual(['sent', 'sent', 'sent', 'delivered', 'delivered', 'delivered']);
});

test('an answer that does not come in time is a read time-out', async () => {
  const { send } = await open();
  let silent = 1;
  receiver.respond = (response) => {
    if (silent-- <= 0) response.writeHead(204).end();
  };
  await send({ StatusCallback: `${receiver.url}/#rt=100&rc=1&rp=rt` });
  await receiver.waitFor(3);
  expect(receiver.statuses()).toEqual(['sent', 'sent', 'delivered']);
});

test('a broken connection is retried once by default', async () => {
  const { send } = await open();
  let breaks = 1;
  receiver.respond = (response, _received, request) => {
    if (breaks-- > 0) request.socket.destroy();
    else response.writeHead(204).end();
  };
  await send({ StatusCallback: receiver.url });
  await receiver.waitFor(3);
  expect(receiver.statuses()).toEqual(['sent', 'sent', 'delivered']);
});

test('nobody listening is an alert, not an obstacle', async () => {
  const { send } = await open();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await send({ StatusCallback: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/` });
  await settled();
  expect((await carrier!.control('GET', `/accounts/${accountSid}/alerts`)).json['alerts']).toMatchObject([
    { code: 11200, message: expect.stringContaining('ECONNREFUSED') },
    { code: 11200 },
  ]);
});

test('user and password in the URL become basic authentication, and stay in what is signed', async () => {
  const { send } = await open();
  const url = `${receiver.url.replace('//', '//ann:p%40ss@')}/receipt`;
  await send({ StatusCallback: url });
  const [first] = await receiver.waitFor(2);
  expect(first!.headers.authorization).toBe(`Basic ${Buffer.from('ann:p@ss').toString('base64')}`);
  expect(first!.headers['x-twilio-signature']).toBe(expectedSignature(authToken, url, first!.form));
});

test('sends many receipts over few connections, those of each message in order', async () => {
  const { send } = await open();
  await Promise.all(Array.from({ length: 200 }, (_, i) => send({ Body: `${i}`, StatusCallback: `${receiver.url}/?m=${i}` })));
  await receiver.waitFor(400);
  await settled();
  const each = Map.groupBy(receiver.received, ({ path }) => path);
  expect(each.size).toBe(200);
  for (const calls of each.values()) expect(calls.map(({ form }) => form.get('MessageStatus'))).toEqual(['sent', 'delivered']);
});
