import { describe, expect, it } from 'vitest';
import type { OutgoingSms } from '../contract.ts';
import { accountSid, fakeForTests, fakeTwilio, html, json, refusal } from './fake-twilio.testing.ts';
import { requestProblems } from './openapi-requests.testing.ts';
import { send } from './send.ts';

const { fake, outgoing } = await fakeForTests();

const sms: OutgoingSms = {
  to: '+12025550123',
  from: { kind: 'number', address: '+12025550100' },
  body: 'Hi Ana & Bo + 100 % 😀\nSee you',
  statusUrl: 'https://mycompany.example/hooks/twilio/0192/status?m=abc#rc=5&rp=all',
  validitySeconds: undefined,
};

const sid = 'SM0123456789abcdef0123456789abcdef';
const taken = json(201, { sid, status: 'queued' });

describe('what handing over comes to', () => {
  it.each([
    ['201 with an id', taken, { kind: 'accepted', providerId: sid }],
    ['201 without an id', json(201, { status: 'queued' }), { kind: 'unknown', words: 'The answer had no message id.' }],
    ['201 with an HTML page', html(201), { kind: 'unknown', words: 'The answer had no message id.' }],
    ['400 of a suppressed number', refusal(21610), { kind: 'refused', code: 21610, words: 'The request was refused.' }],
    ['400 of passing trouble', refusal(30001), { kind: 'refused', code: 30001, words: 'The request was refused.' }],
    ['400 of a wrong message', refusal(21617), { kind: 'refused', code: 21617, words: 'The request was refused.' }],
    ['400 of a wrong account', refusal(21606), { kind: 'refused', code: 21606, words: 'The request was refused.' }],
    ['400 with a code nobody knows', refusal(99999), { kind: 'refused', code: 99999, words: 'The request was refused.' }],
    ['400 without a code', html(400), { kind: 'refused', code: undefined, words: 'HTTP 400' }],
    ['401', refusal(20003, 401, 'Authenticate'), { kind: 'refused', code: 20003, words: 'Authenticate' }],
    ['401 of a gateway', html(401), { kind: 'refused', code: 20003, words: 'HTTP 401' }],
    ['403 of a gateway', html(403), { kind: 'refused', code: 20006, words: 'HTTP 403' }],
    ['404', refusal(20404, 404), { kind: 'refused', code: 20404, words: 'The request was refused.' }],
    ['404 of another server', html(404), { kind: 'refused', code: 20404, words: 'HTTP 404' }],
    ['429', refusal(20429, 429), { kind: 'busy', code: 20429, retryAfterMs: undefined, words: 'The request was refused.' }],
    [
      '429 with Retry-After',
      json(429, { code: 20429, message: 'Slower' }, { 'retry-after': '7' }),
      { kind: 'busy', code: 20429, retryAfterMs: 7_000, words: 'Slower' },
    ],
    [
      '429 with a Retry-After that is a date',
      json(
        429,
        { code: 20429, message: 'Slower' },
        { 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT', date: 'Sat, 21 Nov 2026 12:00:00 GMT' },
      ),
      { kind: 'busy', code: 20429, retryAfterMs: 30_000, words: 'Slower' },
    ],
    [
      '429 with a Retry-After that has passed',
      json(
        429,
        { code: 20429, message: 'Slower' },
        { 'retry-after': 'Sat, 21 Nov 2026 11:59:30 GMT', date: 'Sat, 21 Nov 2026 12:00:00 GMT' },
      ),
      { kind: 'busy', code: 20429, retryAfterMs: undefined, words: 'Slower' },
    ],
    [
      '429 with a Retry-After that is no number',
      json(429, { code: 20429, message: 'Slower' }, { 'retry-after': 'soon' }),
      { kind: 'busy', code: 20429, retryAfterMs: undefined, words: 'Slower' },
    ],
    ['500 with an HTML page', html(500), { kind: 'unknown', words: 'HTTP 500' }],
    ['503', refusal(20500, 503), { kind: 'unknown', words: 'HTTP 503' }],
    ['408', html(408), { kind: 'unknown', words: 'HTTP 408' }],
  ])('%s', async (_, answer, expected) => {
    fake.answer = answer;
    const { answer: kept, ...result } = { answer: undefined, ...(await send(outgoing, fake.connection, sms)) };
    expect(result).toEqual(expected);
    // What explains it is kept, of everything but the plain success.
    expect(kept === undefined).toBe(expected.kind === 'accepted');
    expect(fake.requests).toHaveLength(1);
  });

  it.each([
    ['the plain success', {}, undefined],
    ['that a messaging service counts no segments yet', { num_segments: '0', status: 'accepted' }, undefined],
    ['segments as we count them', { num_segments: '1' }, undefined],
    ['segments that are counted otherwise', { num_segments: '2' }, { num_segments: '2', status: 'queued' }],
    ['a price that is told at once', { price: '-0.0083', price_unit: 'USD' }, { price: '-0.0083', price_unit: 'USD' }],
    ['an error although it was taken', { error_code: 30034, status: 'failed' }, { error_code: '30034', status: 'failed' }],
  ])('keeps what is not the plain success: %s', async (_, fields, kept) => {
    fake.answer = json(201, {
      sid,
      status: 'queued',
      num_segments: '1',
      price: null,
      error_code: null,
      account_sid: accountSid,
      ...fields,
    });
    const result = await send(outgoing, fake.connection, { ...sms, segments: 1 });
    expect(result).toMatchObject({ kind: 'accepted', providerId: sid });
    if (kept === undefined) expect(result).not.toHaveProperty('answer');
    else expect(result).toMatchObject({ answer: { httpStatus: 201, fields: kept } });
    expect(JSON.stringify(result)).not.toContain(accountSid);
  });

  it('keeps of a refusal its status, code and words, and neither the text nor the account', async () => {
    const said = { code: 20429, message: 'Slower', account_sid: accountSid, body: sms.body, to: sms.to };
    fake.answer = json(429, said, { 'retry-after': '7' });
    expect(await send(outgoing, fake.connection, sms)).toMatchObject({
      answer: { httpStatus: 429, fields: { code: '20429', message: 'Slower', 'retry-after': '7' } },
    });
    expect(JSON.stringify(await send(outgoing, fake.connection, sms))).not.toMatch(/AC[0-9a-f]{10}|Ana & Bo|2025550123/);
  });

  it('a connection that breaks once the request was read is unknown', async () => {
    fake.answer = (response) => void response.socket?.resetAndDestroy();
    expect(await send(outgoing, fake.connection, sms)).toMatchObject({ kind: 'unknown' });
    expect(fake.requests).toHaveLength(1);
  });

  it('a connection that breaks in the middle of the answer is unknown', async () => {
    fake.answer = (response) => {
      response.writeHead(201, { 'content-length': '1000' });
      response.write('{"sid":');
      setTimeout(() => response.socket?.resetAndDestroy(), 20);
    };
    expect(await send(outgoing, fake.connection, sms)).toMatchObject({ kind: 'unknown' });
  });

  it('an answer that never comes is unknown', async () => {
    fake.answer = () => undefined;
    expect(await send(outgoing, fake.connection, sms)).toMatchObject({ kind: 'unknown' });
  });

  it('an answer without an end is given up', async () => {
    fake.answer = (response) => void response.writeHead(200).end('x'.repeat(5_000_000));
    expect(await send(outgoing, fake.connection, sms)).toMatchObject({ kind: 'unknown' });
  });

  it('a server that does not listen never had it', async () => {
    const gone = await fakeTwilio();
    await gone.close();
    expect(await send(outgoing, gone.connection, sms)).toMatchObject({ kind: 'not_sent' });
  });
});

describe('the request', () => {
  const asked = async (change: Partial<OutgoingSms>) => {
    fake.answer = taken;
    await send(outgoing, fake.connection, { ...sms, ...change });
    const [request] = fake.requests;
    if (!request) throw new Error('Nothing was asked.');
    expect(requestProblems(request)).toEqual([]);
    return request;
  };

  it('from a number satisfies Twilio’s description, and carries text and addresses unchanged', async () => {
    const request = await asked({});
    expect(Object.fromEntries(request.form)).toEqual({
      To: sms.to,
      From: '+12025550100',
      Body: sms.body,
      StatusCallback: sms.statusUrl,
    });
    expect(request.headers.authorization).toBe(`Basic ${Buffer.from(`${accountSid}:12345`).toString('base64')}`);
  });

  it('from a messaging service satisfies it, too, and leaves the number to Twilio', async () => {
    const service = 'MG0123456789abcdef0123456789abcdef';
    const request = await asked({ from: { kind: 'messaging_service', address: service } });
    expect(request.form.get('MessagingServiceSid')).toBe(service);
    expect(request.form.has('From')).toBe(false);
  });

  it('from a short code satisfies it', async () => {
    await asked({ from: { kind: 'number', address: '24273' } });
  });

  it.each([
    [1, '6'],
    [90.7, '90'],
    [1_000_000, '36000'],
  ])('with %s seconds of use gives Twilio %s', async (seconds, expected) => {
    expect((await asked({ validitySeconds: seconds })).form.get('ValidityPeriod')).toBe(expected);
  });

  it('is signed with the API key where there is one', async () => {
    fake.answer = taken;
    const { settings, secrets } = fake.connection;
    const key = 'SK0123456789abcdef0123456789abcdef';
    await send(outgoing, { settings: { ...settings, api_key_sid: key }, secrets: { ...secrets, api_key_secret: 'hidden' } }, sms);
    expect(fake.requests[0]?.headers.authorization).toBe(`Basic ${Buffer.from(`${key}:hidden`).toString('base64')}`);
    expect(fake.requests[0]?.path).toContain(accountSid);
  });

  it('is found wrong by the description when it is wrong', () => {
    const form = new URLSearchParams({ From: '12-34', Text: 'x', ValidityPeriod: 'long' });
    const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
    expect(requestProblems({ method: 'POST', path, query: new URLSearchParams(), form, headers: {} })).toEqual([
      'To is missing',
      'From is 12-34',
      'Text is unknown',
      'ValidityPeriod is long',
    ]);
  });
});
