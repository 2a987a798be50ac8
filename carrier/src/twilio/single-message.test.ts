import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractProblems } from '../../test-support/contract.ts';
import type { TestCarrier } from '../../test-support/open-carrier.ts';
import { openCarrier, ownNumber, phone, serviceSid } from '../../test-support/open-carrier.ts';
import { createManualClock } from '../clock.ts';

const clock = createManualClock(Date.UTC(2026, 10, 18, 12));
let carrier: TestCarrier;

beforeAll(async () => {
  carrier = await openCarrier(
    { clock },
    { settings: { profile: 'realistic' }, messaging_services: [{ sid: serviceSid, numbers: [ownNumber] }] },
  );
});
afterAll(() => carrier.running.close());

const schedule = () =>
  carrier.twilio('POST', '/Messages.json', {
    To: phone,
    MessagingServiceSid: serviceSid,
    Body: 'Later',
    ScheduleType: 'fixed',
    SendAt: new Date(clock.now() + 3_600_000).toISOString(),
  });
const at = (sid: string) => `/Messages/${sid}.json`;

test('a scheduled message waits for its time', async () => {
  const { json } = await schedule();
  expect(json.status).toBe('scheduled');
  clock.advance(3_599_000);
  expect((await carrier.twilio('GET', at(json.sid))).json.status).toBe('scheduled');
  clock.advance(10_000);
  expect((await carrier.twilio('GET', at(json.sid))).json.status).toBe('delivered');
});

test('a canceled message is never sent', async () => {
  const { json } = await schedule();
  const canceled = await carrier.twilio('POST', at(json.sid), { Status: 'canceled' });
  expect(contractProblems('message', canceled.json)).toEqual([]);
  expect(canceled.json.status).toBe('canceled');
  clock.advance(7_200_000);
  expect((await carrier.twilio('GET', at(json.sid))).json).toMatchObject({ status: 'canceled', date_sent: null });
});

test('what was sent can be redacted and deleted, but not canceled', async () => {
  const { json } = await carrier.send({ Body: 'Secret' });
  expect((await carrier.twilio('DELETE', at(json.sid))).json.code).toBe(20009);
  expect((await carrier.twilio('POST', at(json.sid), { Body: '' })).json.code).toBe(20009);
  clock.advance(10_000);
  expect((await carrier.twilio('POST', at(json.sid), { Status: 'canceled' })).json.code).toBe(30409);
  expect((await carrier.twilio('POST', at(json.sid), { Body: '' })).json.body).toBe('');
  expect((await carrier.twilio('DELETE', at(json.sid))).status).toBe(204);
  expect((await carrier.twilio('GET', at(json.sid))).status).toBe(404);
  expect(
    (await carrier.twilio('GET', `/Messages.json?To=${encodeURIComponent(phone)}`)).json.messages.map(({ sid }) => sid),
  ).not.toContain(json.sid);
});

test.each([
  ['another text', { Body: 'Changed' }, 20422],
  ['another status', { Status: 'delivered' }, 20422],
  ['nothing', {}, 20001],
  ['an unknown parameter', { To: phone }, 20001],
])('refuses to change it to %s', async (_name, form, code) => {
  const { json } = await carrier.send();
  expect((await carrier.twilio('POST', at(json.sid), form)).json.code).toBe(code);
});
