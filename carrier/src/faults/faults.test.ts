import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestCarrier } from '../../test-support/open-carrier.ts';
import { accountSid, authToken, basic, openCarrier, ownNumber, phone } from '../../test-support/open-carrier.ts';
import { createManualClock } from '../clock.ts';
import { createSeededRandom } from '../random.ts';

let carrier: TestCarrier;
beforeAll(async () => {
  carrier = await openCarrier({ random: createSeededRandom(7) });
});
afterAll(() => carrier.running.close());
beforeEach(async () => {
  await setFaults([]);
  await carrier.control('DELETE', `/accounts/${accountSid}/messages`);
});

const setFaults = async (faults: object[]) => {
  const answer = await carrier.control('PUT', `/accounts/${accountSid}/faults`, { faults });
  expect(answer.status).toBe(200);
};
const fetchMessage = async (sid: string) => (await carrier.twilio('GET', `/Messages/${sid}.json`)).json;
const stored = async () => (await carrier.twilio('GET', '/Messages.json')).json.messages.length;

/** Sends, and waits for the end of the connection, or until the carrier has dealt with it without answering. */
const sendAndGiveUp = async (to: string, dealtWith?: () => Promise<boolean>): Promise<string> => {
  const stop = new AbortController();
  const ended = fetch(`${carrier.running.url}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
    method: 'POST',
    headers: { authorization: basic(accountSid, authToken) },
    body: new URLSearchParams({ To: to, From: ownNumber, Body: 'x' }),
    signal: stop.signal,
  }).then(
    ({ status }) => `answered ${status}`,
    () => (stop.signal.aborted ? 'gave up' : 'connection broke'),
  );
  if (dealtWith) {
    while (!(await dealtWith()));
    stop.abort();
  }
  return ended;
};
const isStored = async () => (await stored()) === 1;
const isInFlight = async () => (await carrier.control('GET', `/accounts/${accountSid}/stats`)).json['in_flight_requests'] === 1;

describe('magic numbers', () => {
  test.each([
    ['0191', 'undelivered', 30003],
    ['0192', 'undelivered', 30005],
    ['0193', 'undelivered', 30006],
    ['0195', 'undelivered', 30007],
    ['0197', 'undelivered', 30008],
    ['0190', 'delivered', null],
    ['0100', 'delivered', null],
    ['0150', 'delivered', null],
  ])('555-%s ends %s with %s', async (digits, status, code) => {
    const { json } = await carrier.send({ To: `+1415555${digits}` });
    expect(await fetchMessage(json.sid)).toMatchObject({ status, error_code: code });
  });

  test.each([
    ['0194', 400, 21610],
    ['0196', 400, 21211],
  ])('555-%s is refused at once with %i, code %i', async (digits, status, code) => {
    const answer = await carrier.send({ To: `+1415555${digits}` });
    expect([answer.status, answer.json.code, await stored()]).toEqual([status, code, 0]);
  });

  test('555-0198 is accepted and never answered', async () => {
    expect(await sendAndGiveUp('+14155550198', isStored)).toBe('gave up');
    expect((await carrier.twilio('GET', '/Messages.json')).json.messages).toMatchObject([
      { to: '+14155550198', status: 'delivered' },
    ]);
  });

  test('555-0199 breaks the server, which says so in HTML', async () => {
    const answer = await carrier.send({ To: '+14155550199' });
    expect(answer.status).toBe(500);
    expect(answer.json).toContain('<html>');
    expect(await stored()).toBe(0);
  });

  test('the same last digits elsewhere mean nothing', async () => {
    const { json } = await carrier.send({ To: '+442079460191' });
    expect(await fetchMessage(json.sid)).toMatchObject({ status: 'delivered' });
  });
});

describe('switches', () => {
  test.each([20003, 20429, 20500, 21408, 21610, 21614, 21703, 30610, 35125, 63018])(
    'any code at the request: %i',
    async (code) => {
      await setFaults([{ kind: 'request_error', code, status: 422, message: 'No' }]);
      expect(await carrier.send()).toMatchObject({ status: 422, json: { code, status: 422, message: 'No' } });
      expect(await stored()).toBe(0);
    },
  );

  test.each([
    [30001, 'failed'],
    [30002, 'failed'],
    [30003, 'undelivered'],
    [30007, 'undelivered'],
    [30022, 'undelivered'],
    [30034, 'failed'],
    [30410, 'undelivered'],
  ])('any code after it: %i ends %s', async (code, status) => {
    await setFaults([{ kind: 'delivery_error', code }]);
    const { json } = await carrier.send();
    expect(await fetchMessage(json.sid)).toMatchObject({ status, error_code: code });
  });

  test('429 with Retry-After', async () => {
    await setFaults([{ kind: 'rate_limited', retry_after_seconds: 3 }]);
    const { status, json, headers } = await carrier.send();
    expect([status, json.code, headers.get('retry-after')]).toEqual([429, 20429, '3']);
  });

  test.each([
    ['auth_failure', 401, 20003],
    ['suspended', 403, 20005],
  ])('%s', async (kind, status, code) => {
    await setFaults([{ kind }]);
    expect(await carrier.send()).toMatchObject({ status, json: { code } });
  });

  test('a server error without JSON', async () => {
    await setFaults([{ kind: 'server_error', status: 503 }]);
    expect(await carrier.send()).toMatchObject({ status: 503, json: expect.stringContaining('503') });
  });

  test.each([
    ['timeout_after_accept', 'gave up', 1, isStored],
    ['reset_after_accept', 'connection broke', 1, undefined],
    ['timeout_before_accept', 'gave up', 0, isInFlight],
    ['reset_before_accept', 'connection broke', 0, undefined],
  ])('%s: the client sees "%s", the carrier has %i message', async (kind, outcome, messages, dealtWith) => {
    await setFaults([{ kind }]);
    expect(await sendAndGiveUp(phone, dealtWith)).toBe(outcome);
    expect(await stored()).toBe(messages);
  });

  test('a switch can hold for some phones, some times, and by chance', async () => {
    await setFaults([{ kind: 'request_error', code: 21614, to: ['+14155550111'] }]);
    expect((await carrier.send({ To: '+14155550111' })).status).toBe(400);
    expect((await carrier.send()).status).toBe(201);
    await setFaults([{ kind: 'rate_limited', remaining: 2 }]);
    expect([(await carrier.send()).status, (await carrier.send()).status, (await carrier.send()).status]).toEqual([
      429, 429, 201,
    ]);
    await setFaults([{ kind: 'rate_limited', probability: 0.5 }]);
    const answers = [];
    for (let i = 0; i < 40; i++) answers.push((await carrier.send()).status);
    const refused = answers.filter((status) => status === 429).length;
    expect(refused).toBeGreaterThan(8);
    expect(refused).toBeLessThan(32);
  });

  test('a switch can hold for reading, for calls, or for everything', async () => {
    await setFaults([{ kind: 'server_error', scope: 'read_messages' }]);
    expect((await carrier.send()).status).toBe(201);
    expect((await carrier.twilio('GET', '/Messages.json')).status).toBe(500);
    await setFaults([{ kind: 'server_error', scope: 'all' }]);
    expect((await carrier.twilio('GET', '.json')).status).toBe(500);
    await setFaults([]);
  });

  test('a suspended account is refused everywhere', async () => {
    await carrier.control('PUT', `/accounts/${accountSid}`, { status: 'suspended' });
    expect(await carrier.send()).toMatchObject({ status: 403, json: { code: 20005 } });
    await carrier.control('PUT', `/accounts/${accountSid}`, { status: 'active' });
    expect((await carrier.send()).status).toBe(201);
  });

  test.each([
    ['an unknown kind', { kind: 'gremlins' }],
    ['an unknown field', { kind: 'slow', latency: 3 }],
    ['a probability over 1', { kind: 'rate_limited', probability: 2 }],
  ])('%s is refused', async (_name, fault) => {
    const answer = await carrier.control('PUT', `/accounts/${accountSid}/faults`, { faults: [fault] });
    expect(answer.status).toBe(400);
    expect(answer.json['problems']).not.toEqual([]);
  });
});

describe('slowness', () => {
  const clock = createManualClock(Date.UTC(2026, 10, 18, 12));
  let slow: TestCarrier;
  const inFlight = async (count: number) => {
    while ((await slow.control('GET', `/accounts/${accountSid}/stats`)).json['in_flight_requests'] !== count);
  };
  beforeAll(async () => {
    slow = await openCarrier(
      { clock },
      { faults: [{ kind: 'slow', latency_ms: 1000 }], settings: { max_concurrent_requests: 2 } },
    );
  });
  afterAll(() => slow.running.close());

  test('holds back the answer, and more requests at once than allowed are 429', async () => {
    const waiting = [slow.send({ Body: '1' }), slow.send({ Body: '2' })];
    await inFlight(2);
    const refused = await slow.send({ Body: '3' });
    expect([refused.status, refused.json.code, refused.headers.get('twilio-concurrent-requests')]).toEqual([429, 20429, '3']);
    clock.advance(999);
    await inFlight(2);
    clock.advance(1);
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([201, 201]);
  });
});
