import { afterAll, beforeAll, expect, test } from 'vitest';
import { contract, contractProblems } from '../../test-support/contract.ts';
import type { AnswerJson, TestCarrier } from '../../test-support/open-carrier.ts';
import { accountSid, openCarrier, ownNumber, phone, secondNumber } from '../../test-support/open-carrier.ts';
import { createManualClock } from '../clock.ts';

const otherPhone = '+13125550124';
const day = 86_400_000;
const clock = createManualClock(Date.UTC(2026, 10, 18, 12));
let carrier: TestCarrier;

beforeAll(async () => {
  carrier = await openCarrier({ clock });
  // Three days, each with one text to either phone; the last is held in the queue and has no date_sent.
  for (let i = 0; i < 3; i++) {
    await carrier.send({ Body: `day ${i}` });
    await carrier.send({ To: otherPhone, From: secondNumber, Body: `other ${i}` });
    clock.advance(day);
  }
  await carrier.control('PUT', `/accounts/${accountSid}`, { settings: { profile: 'realistic' } });
  await carrier.send({ Body: 'waiting' });
});
afterAll(() => carrier.running.close());

const list = async (query: Record<string, string> = {}) =>
  (await carrier.twilio('GET', `/Messages.json?${new URLSearchParams(query)}`)).json;
const bodies = async (query: Record<string, string>) => (await list(query)).messages.map(({ body }) => body);

test('lists newest first, in the shape of the description', async () => {
  const page = await list();
  expect(Object.keys(page).sort()).toEqual(contract.listEnvelope);
  expect(page.messages.flatMap((message) => contractProblems('message', message))).toEqual([]);
  expect(page.messages.map(({ body }) => body)).toEqual(['waiting', 'other 2', 'day 2', 'other 1', 'day 1', 'other 0', 'day 0']);
  expect(page).toMatchObject({ page: 0, page_size: 50, start: 0, end: 6, next_page_uri: null, previous_page_uri: null });
});

test.each([
  ['To', { To: phone }, ['waiting', 'day 2', 'day 1', 'day 0']],
  ['From', { From: secondNumber }, ['other 2', 'other 1', 'other 0']],
  ['To and From', { To: phone, From: ownNumber }, ['waiting', 'day 2', 'day 1', 'day 0']],
  ['To and From that never met', { To: phone, From: secondNumber }, []],
  ['a day', { DateSent: '2026-11-19' }, ['other 1', 'day 1']],
  ['from a day on', { 'DateSent>': '2026-11-19' }, ['other 2', 'day 2', 'other 1', 'day 1']],
  ['up to a midnight', { 'DateSent<': '2026-11-19' }, ['other 0', 'day 0']],
  ['between two instants', { 'DateSent>': '2026-11-19T00:00:00Z', 'DateSent<': '2026-11-19T23:00:00Z', To: phone }, ['day 1']],
])('filters by %s', async (_name, query, expected) => {
  expect(await bodies(query)).toEqual(expected);
});

test('follows next_page_uri to the end, without loss or repetition while new messages arrive', async () => {
  const seen: string[] = [];
  let uri: string | null = `/2010-04-01/Accounts/${accountSid}/Messages.json?From=${encodeURIComponent(secondNumber)}&PageSize=2`;
  let pages = 0;
  while (uri !== null) {
    const page: AnswerJson = (await carrier.twilio('GET', uri)).json;
    seen.push(...page.messages.map(({ body }) => body));
    expect(page['page']).toBe(pages++);
    await carrier.send({ To: otherPhone, From: secondNumber, Body: 'arrived meanwhile' });
    uri = page.next_page_uri;
  }
  expect(seen).toEqual(['other 2', 'other 1', 'other 0']);
  expect(pages).toBe(2);
});

test.each([
  ['an unknown parameter', { Body: 'x' }, 20001],
  ['a page size of 0', { PageSize: '0' }, 20422],
  ['a page without its token', { Page: '1' }, 20422],
  ['a token of one’s own making', { PageToken: 'abc' }, 20422],
  ['a date that is none', { DateSent: 'yesterday' }, 20422],
])('refuses %s', async (_name, query, code) => {
  expect((await list(query)).code).toBe(code);
});
