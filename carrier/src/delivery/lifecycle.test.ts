import { afterEach, expect, test } from 'vitest';
import type { TestCarrier } from '../../test-support/open-carrier.ts';
import { accountSid, openCarrier, ownNumber, phone, secondNumber, serviceSid } from '../../test-support/open-carrier.ts';
import type { ManualClock } from '../clock.ts';
import { createManualClock } from '../clock.ts';

let clock: ManualClock;
let carrier: TestCarrier;
afterEach(() => carrier.running.close());

const open = async (account: object) => {
  clock = createManualClock(Date.UTC(2026, 10, 18, 12));
  carrier = await openCarrier({ clock, random: () => 0.5 }, { ...account });
  return carrier;
};
const status = async (sid: string) => (await carrier.twilio('GET', `/Messages/${sid}.json`)).json.status;

test('passes queued, sending, sent and delivered, each in its time', async () => {
  const { send } = await open({
    settings: { profile: 'realistic', timing: { sending_ms: [100, 100], sent_ms: [500, 500], delivered_ms: [2000, 2000] } },
  });
  const { json } = await send();
  const seen: unknown[] = [];
  for (const wait of [0, 99, 1, 499, 1, 1999, 1]) {
    clock.advance(wait);
    seen.push(await status(json.sid));
  }
  expect(seen).toEqual(['queued', 'queued', 'sending', 'sending', 'sent', 'sent', 'delivered']);
});

test('carriers without receipts leave a message at sent', async () => {
  const { send } = await open({ settings: { profile: 'realistic', no_receipt_probability: 1 } });
  const { json } = await send();
  clock.advance(60_000);
  expect(await status(json.sid)).toBe('sent');
});

test('a number lets only so many segments pass per second', async () => {
  const { send } = await open({ numbers: [{ phone_number: ownNumber, mps: 2 }] });
  const sids: string[] = [];
  for (const body of ['one', 'a'.repeat(400), 'last']) sids.push((await send({ Body: body })).json.sid);
  const all = () => Promise.all(sids.map(status));
  expect(await all()).toEqual(['delivered', 'queued', 'queued']);
  clock.advance(500);
  expect(await all()).toEqual(['delivered', 'delivered', 'queued']);
  clock.advance(1499);
  expect(await all()).toEqual(['delivered', 'delivered', 'queued']);
  clock.advance(1);
  expect(await all()).toEqual(['delivered', 'delivered', 'delivered']);
});

test('a message whose validity ends in the queue fails with 30036 and takes nobody’s turn', async () => {
  const { send } = await open({ numbers: [{ phone_number: ownNumber, mps: 0.1 }] });
  await send();
  const expiring = (await send({ ValidityPeriod: '5' })).json.sid;
  const next = (await send()).json.sid;
  clock.advance(5000);
  expect((await carrier.twilio('GET', `/Messages/${expiring}.json`)).json).toMatchObject({
    status: 'failed',
    error_code: 30036,
    date_sent: null,
  });
  clock.advance(5000);
  expect(await status(next)).toBe('delivered');
});

test('a full queue is 21611 at the request, or 30001 afterwards with a service', async () => {
  const { send, twilio } = await open({
    numbers: [{ phone_number: ownNumber, mps: 1 }],
    messaging_services: [{ sid: serviceSid, numbers: [ownNumber] }],
    settings: { max_queue_seconds: 2 },
  });
  for (let i = 0; i < 3; i++) expect((await send({ Body: `${i}` })).status).toBe(201);
  expect((await send({ Body: 'too many' })).json.code).toBe(21611);
  const accepted = await twilio('POST', '/Messages.json', { To: phone, MessagingServiceSid: serviceSid, Body: 'too many' });
  expect(accepted.json.status).toBe('accepted');
  expect((await twilio('GET', `/Messages/${accepted.json.sid}.json`)).json).toMatchObject({
    status: 'failed',
    error_code: 30001,
  });
});

test('a service spreads its traffic and keeps the sender of each phone', async () => {
  const { twilio } = await open({
    numbers: [{ phone_number: ownNumber }, { phone_number: secondNumber }],
    messaging_services: [{ sid: serviceSid, numbers: [ownNumber, secondNumber] }],
  });
  const sendTo = async (to: string) => {
    const { json } = await twilio('POST', '/Messages.json', { To: to, MessagingServiceSid: serviceSid, Body: 'Hi' });
    return (await twilio('GET', `/Messages/${json.sid}.json`)).json['from'];
  };
  const first = await sendTo('+13125550123');
  const second = await sendTo('+13125550124');
  expect(new Set([first, second])).toEqual(new Set([ownNumber, secondNumber]));
  for (let i = 0; i < 3; i++) expect([await sendTo('+13125550123'), await sendTo('+13125550124')]).toEqual([first, second]);
});

test('keeps the last messages of an account and forgets older ones', async () => {
  clock = createManualClock(Date.UTC(2026, 10, 18, 12));
  carrier = await openCarrier({ clock, keep: 3 });
  const sids: string[] = [];
  for (let i = 0; i < 5; i++) sids.push((await carrier.send({ Body: `${i}` })).json.sid);
  expect((await carrier.twilio('GET', '/Messages.json')).json.messages.map(({ body }) => body)).toEqual(['4', '3', '2']);
  expect((await carrier.twilio('GET', `/Messages/${sids[0]}.json`)).status).toBe(404);
  expect((await carrier.control('GET', `/accounts/${accountSid}/phones`)).json.phones).toMatchObject([
    { phone_number: phone, messages: 3 },
  ]);
});
