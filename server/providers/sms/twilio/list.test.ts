import { expect, test } from 'vitest';
import { NoAnswer } from '../../../lib/outgoing-http.ts';
import { ProviderTrouble } from '../contract.ts';
import { fakeForTests, html, json, refusal } from './fake-twilio.testing.ts';
import { parseInbound } from './hooks.ts';
import { find, list, listPage } from './list.ts';
import { requestProblems } from './openapi-requests.testing.ts';

const { fake, outgoing } = await fakeForTests();

const since = new Date('2026-11-20T12:00:00Z');
const row = (sid: string, minute: number, more: object = {}) => ({
  sid,
  direction: 'outbound-api',
  from: '+12025550100',
  to: '+12025550123',
  body: 'Hello',
  status: 'delivered',
  error_code: null,
  date_created: new Date(since.getTime() + minute * 60_000).toUTCString(),
  date_sent: null,
  ...more,
});
const next = (page: number) =>
  `/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json?PageSize=100&Page=${page}&PageToken=PA${page}`;

test('reads page after page until there is no more, and every request satisfies Twilio’s description', async () => {
  fake.answer = (response, request) => {
    const page = Number(request.query.get('Page') ?? 0);
    const messages = [row(`SM${page}a`, 9 - page), row(`SM${page}b`, 9 - page)];
    json(200, { messages, next_page_uri: page < 2 ? next(page + 1) : null })(response, request);
  };
  const found = await list(outgoing, fake.connection, { to: '+12025550123', since });
  expect(found.map((one) => one.providerId)).toEqual(['SM0a', 'SM0b', 'SM1a', 'SM1b', 'SM2a', 'SM2b']);
  expect(fake.requests).toHaveLength(3);
  expect(fake.requests.flatMap(requestProblems)).toEqual([]);
  expect(fake.requests[0]?.query.get('To')).toBe('+12025550123');
});

test('stops at what is older than asked for', async () => {
  fake.answer = json(200, { messages: [row('SM1', 1), row('SM2', 0), row('SM3', -1)], next_page_uri: next(1) });
  const found = await list(outgoing, fake.connection, { from: '+12025550100', since });
  expect(found.map((one) => one.providerId)).toEqual(['SM1', 'SM2']);
  expect(fake.requests).toHaveLength(1);
});

test('reads statuses as receipts, and what came in as in', async () => {
  fake.answer = json(200, {
    messages: [
      row('SM1', 1, { status: 'undelivered', error_code: 30005 }),
      row('SM2', 1, { direction: 'inbound', status: 'received', from: '+12025550123', to: '+12025550100' }),
      row('SM3', 1, { direction: 'outbound-reply', status: 'queued', from: null, body: null }),
    ],
    next_page_uri: null,
  });
  expect(await list(outgoing, fake.connection, { since })).toMatchObject([
    { direction: 'out', receipt: { state: 'failed', errorCode: 30005 } },
    { direction: 'in', from: '+12025550123' },
    { direction: 'out', from: '', body: '', receipt: { state: 'accepted' } },
  ]);
  expect(fake.requests.flatMap(requestProblems)).toEqual([]);
});

test.each([
  ['429', refusal(20429, 429)],
  ['500 with an HTML page', html(500)],
  ['200 with an HTML page', html(200)],
  ['200 with something else', json(200, { message: 'Welcome' })],
  ['401', refusal(20003, 401)],
])('%s is trouble, not an empty list', async (_, answer) => {
  fake.answer = answer;
  await expect(list(outgoing, fake.connection, { to: '+12025550123', since })).rejects.toThrow(ProviderTrouble);
});

test('a list that does not end is trouble: a part must not be taken for the whole', async () => {
  fake.answer = json(200, { messages: [row('SM1', 1)], next_page_uri: next(1) });
  await expect(list(outgoing, fake.connection, { to: '+12025550123', since })).rejects.toThrow(ProviderTrouble);
  expect(fake.requests).toHaveLength(20);
});

test('a list that does not answer is no list', async () => {
  fake.answer = () => undefined;
  await expect(list(outgoing, fake.connection, { to: '+12025550123', since })).rejects.toThrow(NoAnswer);
});

test('a page of a period is asked for from below only, and says where it goes on', async () => {
  fake.answer = json(200, {
    messages: [row('SM1', 1, { date_sent: since.toUTCString() }), row('SM2', 0)],
    next_page_uri: next(1),
  });
  const page = await listPage(outgoing, fake.connection, { since, to: '+12025550100' });
  expect(page.messages).toMatchObject([
    { providerId: 'SM1', sentAt: since, hook: undefined },
    { providerId: 'SM2', sentAt: null },
  ]);
  expect(Object.fromEntries(fake.requests[0]?.query ?? [])).toEqual({
    PageSize: '300',
    'DateSent>': '2026-11-20T12:00:00Z',
    To: '+12025550100',
  });
  await listPage(outgoing, fake.connection, { since, page: page.next ?? '' });
  expect(fake.requests[1]?.query.get('PageToken')).toBe('PA1');
  expect(fake.requests.flatMap(requestProblems)).toEqual([]);
});

test('a listed text that came in reads like its hook', async () => {
  const listed = {
    direction: 'inbound',
    status: 'received',
    from: '+12025550123',
    to: '+12025550100',
    body: 'STOP',
    num_segments: '1',
  };
  fake.answer = json(200, { messages: [row('SM1', 0, listed)], next_page_uri: null });
  const { messages } = await listPage(outgoing, fake.connection, { since });
  expect(parseInbound(messages[0]?.hook ?? {})).toEqual({
    providerId: 'SM1',
    from: '+12025550123',
    to: '+12025550100',
    body: 'STOP',
    segments: 1,
    media: [],
    answeredKeyword: undefined,
  });
});

test('one message is found by its id, or is not there; everything else is trouble, with the wait that was asked for', async () => {
  fake.answer = json(200, row('SM1', 0, { status: 'undelivered', error_code: 30005 }));
  expect(await find(outgoing, fake.connection, 'SM1')).toMatchObject({ receipt: { state: 'failed', errorCode: 30005 } });
  expect(fake.requests[0]?.path).toMatch(/\/Messages\/SM1\.json$/);
  fake.answer = refusal(20404, 404);
  expect(await find(outgoing, fake.connection, 'SM1')).toBeUndefined();
  fake.answer = json(429, { code: 20429 }, { 'retry-after': '7' });
  await expect(find(outgoing, fake.connection, 'SM1')).rejects.toMatchObject({ name: 'ProviderTrouble', retryAfterMs: 7_000 });
  fake.answer = html(200);
  await expect(find(outgoing, fake.connection, 'SM1')).rejects.toThrow(ProviderTrouble);
});
