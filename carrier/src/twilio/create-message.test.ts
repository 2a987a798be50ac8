import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract, contractProblems } from '../../test-support/contract.ts';
import type { TestCarrier } from '../../test-support/open-carrier.ts';
import {
  accountSid,
  authToken,
  basic,
  openCarrier,
  ownNumber,
  phone,
  secondNumber,
  serviceSid,
} from '../../test-support/open-carrier.ts';

const emptyService = `MG${'c3'.repeat(16)}`;
const voiceOnly = '+12025550102';
const otherAccount = `AC${'d4'.repeat(16)}`;
const template = `HX${'e5'.repeat(16)}`;
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
let carrier: TestCarrier;

beforeAll(async () => {
  carrier = await openCarrier(
    {},
    {
      api_keys: [{ sid: `SK${'f6'.repeat(16)}`, secret: 'key-secret' }],
      numbers: [{ phone_number: ownNumber }, { phone_number: secondNumber, mms: false }, { phone_number: voiceOnly, sms: false }],
      messaging_services: [
        { sid: serviceSid, numbers: [ownNumber] },
        { sid: emptyService, numbers: [] },
      ],
    },
  );
  await carrier.control('PUT', `/accounts/${otherAccount}`, { auth_token: 'other', numbers: [{ phone_number: '+14155550150' }] });
});
afterAll(() => carrier.running.close());

test('answers 201 with every field of the description, and nothing else', async () => {
  const { status, json } = await carrier.send();
  expect(status).toBe(201);
  expect(contractProblems('message', json)).toEqual([]);
  expect(json).toMatchObject({
    status: 'queued',
    direction: 'outbound-api',
    from: ownNumber,
    to: phone,
    body: 'Hello',
    num_segments: '1',
    num_media: '0',
    error_code: null,
    date_sent: null,
    messaging_service_sid: null,
    account_sid: accountSid,
  });
});

test('with a messaging service it is accepted first, sender and segments being open', async () => {
  const { status, json } = await carrier.twilio('POST', '/Messages.json', {
    To: phone,
    MessagingServiceSid: serviceSid,
    Body: 'Hi',
  });
  expect(status).toBe(201);
  expect(contractProblems('message', json)).toEqual([]);
  expect(json).toMatchObject({ status: 'accepted', from: null, num_segments: '0', messaging_service_sid: serviceSid });
  const fetched = await carrier.twilio('GET', `/Messages/${json.sid}.json`);
  expect(fetched.json).toMatchObject({ from: ownNumber, num_segments: '1', status: 'delivered' });
});

test('a picture message gets an MM sid', async () => {
  const form: [string, string][] = [
    ['To', phone],
    ['From', ownNumber],
    ['MediaUrl', 'https://media.example.com/1.png'],
    ['MediaUrl', 'https://media.example.com/2.png'],
  ];
  const { status, json } = await carrier.twilio('POST', '/Messages.json', form);
  expect(status).toBe(201);
  expect(json.sid).toMatch(/^MM/);
  expect(json).toMatchObject({ num_media: '2', body: '' });
});

test('counts segments itself', async () => {
  expect((await carrier.send({ Body: 'a'.repeat(161) })).json).toMatchObject({ num_segments: '2' });
  expect((await carrier.send({ Body: 'á'.repeat(135) })).json).toMatchObject({ num_segments: '3' });
});

test('keeps text exactly as it was sent', async () => {
  const body = ' a&b=c+d 100% é \u{1F600}\r\nend ';
  const { json } = await carrier.send({ Body: body });
  expect((await carrier.twilio('GET', `/Messages/${json.sid}.json`)).json.body).toBe(body);
});

test('an API key of the account is as good as its token', async () => {
  const auth = basic(`SK${'f6'.repeat(16)}`, 'key-secret');
  expect((await carrier.twilio('POST', '/Messages.json', { To: phone, From: ownNumber, Body: 'x' }, auth)).status).toBe(201);
});

test.each([
  ['a wrong token', basic(accountSid, 'wrong')],
  ['a wrong key secret', basic(`SK${'f6'.repeat(16)}`, 'wrong')],
  ['an unknown key', basic(`SK${'00'.repeat(16)}`, 'key-secret')],
  ["another account's token", basic(otherAccount, 'other')],
  ['no colon', `Basic ${Buffer.from(accountSid).toString('base64')}`],
  ['a bearer token', `Bearer ${authToken}`],
])('%s is refused with 20003', async (_name, auth) => {
  const { status, json } = await carrier.twilio('POST', '/Messages.json', { To: phone, From: ownNumber, Body: 'x' }, auth);
  expect([status, json.code]).toEqual([401, 20003]);
});

describe('accepts every parameter of the description', () => {
  const values: Record<string, string> = {
    StatusCallback: 'https://app.example.com/cb?m=1#rc=3',
    ApplicationSid: `AP${'0'.repeat(32)}`,
    MaxPrice: '0.5',
    ProvideFeedback: 'true',
    Attempt: '1',
    ValidityPeriod: '36000',
    ForceDelivery: 'false',
    ContentRetention: 'discard',
    AddressRetention: 'obfuscate',
    SmartEncoded: 'true',
    PersistentAction: 'geo:1,2',
    TrafficType: 'free',
    ShortenUrls: 'false',
    ScheduleType: 'fixed',
    SendAt: inMinutes(60),
    SendAsMms: 'true',
    RiskCheck: 'disable',
    FallbackFrom: secondNumber,
    MediaUrl: 'https://media.example.com/1.png',
    ContentSid: template,
    ContentVariables: '{"1":"Ann"}',
    To: phone,
    From: ownNumber,
    MessagingServiceSid: serviceSid,
    Body: 'Hello',
  };
  test('the list of this test is the description’s', () => expect(Object.keys(values).sort()).toEqual(contract.createMessage));
  const together: Record<string, string[]> = {
    SendAt: ['ScheduleType', 'MessagingServiceSid'],
    ScheduleType: ['SendAt', 'MessagingServiceSid'],
    ContentVariables: ['ContentSid'],
  };
  test.each(contract.createMessage)('%s', async (name) => {
    const form: Record<string, string> = { To: phone, From: ownNumber };
    if (!name.startsWith('Content') || name === 'ContentRetention') form['Body'] = 'Hello';
    for (const needed of [name, ...(together[name] ?? [])]) form[needed] = values[needed]!;
    expect((await carrier.twilio('POST', '/Messages.json', form)).json).toMatchObject({ account_sid: accountSid });
  });
});

const refusals: [string, number, Record<string, string | undefined>][] = [
  ['no To', 21604, { To: undefined }],
  ['To without country', 21211, { To: '2025550123' }],
  ['To too short for +1', 21211, { To: '+1202555012' }],
  ['To with an area code that cannot be', 21211, { To: '+11025550123' }],
  ['To that is a word', 21211, { To: 'Ann' }],
  ['no sender', 21603, { From: undefined }],
  ['From that is no number', 21212, { From: 'Clinic' }],
  ['From that nobody owns', 21659, { From: '+14155550199' }],
  ['From of another account', 21660, { From: '+14155550150' }],
  ['From that cannot text', 21606, { From: voiceOnly }],
  ['From and To on different channels', 21910, { To: `whatsapp:${phone}` }],
  ['an unknown service', 21701, { From: undefined, MessagingServiceSid: `MG${'0'.repeat(32)}` }],
  ['a service without numbers', 21704, { From: undefined, MessagingServiceSid: emptyService }],
  ['From that is not in the service', 21712, { From: secondNumber, MessagingServiceSid: serviceSid }],
  ['no content', 21602, { Body: undefined }],
  ['empty content', 21602, { Body: '' }],
  ['1601 characters', 21617, { Body: 'a'.repeat(1601) }],
  ['a media URL that is none', 21620, { MediaUrl: 'picture.png' }],
  ['media from a number without MMS', 21621, { From: secondNumber, MediaUrl: 'https://media.example.com/1.png' }],
  ['a template sid that is none', 21655, { Body: undefined, ContentSid: 'HX1' }],
  ['a template and a body', 21655, { ContentSid: template }],
  ['variables without a template', 21654, { ContentVariables: '{}' }],
  ['variables that are no JSON', 21656, { Body: undefined, ContentSid: template, ContentVariables: '{1}' }],
  ['variables that are no object', 21656, { Body: undefined, ContentSid: template, ContentVariables: '[1]' }],
  ['a relative callback', 21609, { StatusCallback: '/receipts' }],
  ['a callback over another protocol', 21609, { StatusCallback: 'ftp://a.example.com/' }],
  ['a callback host with an underscore', 21609, { StatusCallback: 'https://my_host.example.com/' }],
  ['ValidityPeriod 0', 21624, { ValidityPeriod: '0' }],
  ['ValidityPeriod over ten hours', 21624, { ValidityPeriod: '36001' }],
  ['ValidityPeriod that is no number', 21624, { ValidityPeriod: 'soon' }],
  ['SendAt without ScheduleType', 35111, { SendAt: inMinutes(60) }],
  ['ScheduleType without service', 35118, { ScheduleType: 'fixed', SendAt: inMinutes(60) }],
  ['ScheduleType without SendAt', 35111, { From: undefined, MessagingServiceSid: serviceSid, ScheduleType: 'fixed' }],
  ['SendAt too soon', 35114, { From: undefined, MessagingServiceSid: serviceSid, ScheduleType: 'fixed', SendAt: inMinutes(14) }],
  [
    'SendAt too late',
    35114,
    { From: undefined, MessagingServiceSid: serviceSid, ScheduleType: 'fixed', SendAt: inMinutes(36 * 1440) },
  ],
  ['a boolean that is none', 20422, { SmartEncoded: 'yes' }],
  ['a choice that does not exist', 20422, { RiskCheck: 'maybe' }],
  ['an unknown parameter', 20001, { Boddy: 'x' }],
  ['a parameter in the wrong case', 20001, { to: phone }],
];

test.each(refusals)('refuses %s with %i', async (_name, code, change) => {
  const before = (await carrier.control('GET', `/accounts/${accountSid}/stats`)).json['messages'];
  const form = { To: phone, From: ownNumber, Body: 'Hello', ...change };
  const given = Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const { status, json } = await carrier.twilio('POST', '/Messages.json', given);
  expect(json).toEqual({
    code,
    status: 400,
    message: expect.stringMatching(/.{10}/),
    more_info: `https://www.twilio.com/docs/errors/${code}`,
  });
  expect(status).toBe(400);
  expect((await carrier.control('GET', `/accounts/${accountSid}/stats`)).json['messages']).toBe(before);
});

test('refuses eleven pictures and a parameter given twice', async () => {
  const base: [string, string][] = [
    ['To', phone],
    ['From', ownNumber],
  ];
  const pictures = Array.from({ length: 11 }, (_, i): [string, string] => ['MediaUrl', `https://media.example.com/${i}.png`]);
  expect((await carrier.twilio('POST', '/Messages.json', [...base, ...pictures])).json.code).toBe(21623);
  expect((await carrier.twilio('POST', '/Messages.json', [...base, ['Body', 'a'], ['Body', 'b']])).json.code).toBe(20001);
});

test('refuses JSON, broken encoding and a body without end', async () => {
  const post = async (type: string, body: string) => {
    const response = await fetch(`${carrier.running.url}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
      method: 'POST',
      headers: { authorization: basic(accountSid, authToken), 'content-type': type },
      body,
    });
    return response.status;
  };
  expect(await post('application/json', '{"To":"+13125550123"}')).toBe(415);
  expect(await post('application/x-www-form-urlencoded', 'To=%2B1&Body=100%')).toBe(400);
  expect(await post('application/x-www-form-urlencoded', `Body=${'a'.repeat(300_000)}`)).toBe(413);
});

test('knows neither other resources nor other methods', async () => {
  expect((await carrier.twilio('GET', '/Recordings.json')).json.code).toBe(20404);
  expect((await carrier.twilio('PUT', '/Messages.json')).json.code).toBe(20004);
  expect((await carrier.twilio('GET', `/Messages/SM${'0'.repeat(32)}.json`)).status).toBe(404);
});
