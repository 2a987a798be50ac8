import { describe, expect, it } from 'vitest';
import { OutgoingHttp } from '../../../lib/outgoing-http.ts';
import { type Answer, fakeForTests, fakeTwilio, html, json, refusal } from './fake-twilio.testing.ts';
import { requestProblems } from './openapi-requests.testing.ts';
import { testConnection } from './test-connection.ts';

const { fake, outgoing } = await fakeForTests();

/** An account and its numbers. */
const account =
  (more: object, numbers: readonly object[] = [{ phone_number: '+12025550100', friendly_name: 'Front desk' }]): Answer =>
  (response, request) =>
    request.path.endsWith('IncomingPhoneNumbers.json')
      ? json(200, { incoming_phone_numbers: numbers })(response, request)
      : json(200, { friendly_name: 'Example Church', status: 'active', type: 'Full', ...more })(response, request);

describe('testing a connection', () => {
  it('names the account and its numbers, with requests that satisfy Twilio’s description', async () => {
    fake.answer = account({});
    expect(await testConnection(outgoing, fake.connection)).toEqual({
      ok: true,
      words: 'Connected to “Example Church”, which has one number.',
      senders: [{ kind: 'number', address: '+12025550100', name: 'Front desk' }],
    });
    expect(fake.requests).toHaveLength(2);
    expect(fake.requests.flatMap(requestProblems)).toEqual([]);
  });

  it('says what a trial account cannot do', async () => {
    fake.answer = account({ type: 'Trial' }, []);
    const { ok, words } = await testConnection(outgoing, fake.connection);
    expect(ok).toBe(true);
    expect(words).toBe(
      'Connected to “Example Church”, which has 0 numbers. It is a trial account: it reaches verified numbers only, and adds a line to each text.',
    );
  });

  it.each<[string, Answer, RegExp]>([
    ['a wrong token', refusal(20003, 401, 'Authenticate'), /does not accept these credentials/],
    ['a wrong token, said by a status alone', html(401), /does not accept these credentials/],
    ['test credentials', refusal(20008, 403), /test credentials, which send nothing/],
    ['a key that may not', refusal(20006, 403), /may not read the account/],
    ['an unknown account', refusal(20404, 404), /does not know this account SID/],
    ['a closed account', refusal(20005, 403), /is not active/],
    ['a suspended account', account({ status: 'suspended' }), /This Twilio account is suspended/],
    ['an HTML page instead of JSON', html(200), /Something answered \(HTTP 200\), but not as Twilio does. Check the API address/],
    ['another server', html(404), /Something answered \(HTTP 404\), but not as Twilio does/],
    ['trouble at Twilio', json(503, { message: 'Try later' }), /Twilio answered HTTP 503: Try later/],
  ])('says in words what is wrong: %s', async (_, answer, words) => {
    fake.answer = answer;
    const result = await testConnection(outgoing, fake.connection);
    expect(result).toMatchObject({ ok: false, words: expect.stringMatching(words) });
    expect(result.words).not.toContain('12345');
  });

  it('says that nobody answers', async () => {
    fake.answer = () => undefined;
    expect(await testConnection(outgoing, fake.connection)).toMatchObject({
      ok: false,
      words: expect.stringMatching(/could not be reached .* Check the API address/),
    });
  });

  it('says that nobody is there', async () => {
    const gone = await fakeTwilio();
    await gone.close();
    expect((await testConnection(outgoing, gone.connection)).words).toMatch(/could not be reached/);
  });

  it('says why a private address is refused, and how to allow it', async () => {
    const guarded = new OutgoingHttp({ allowPrivate: false, always: [] });
    const { ok, words } = await testConnection(guarded, fake.connection);
    await guarded.close();
    expect(ok).toBe(false);
    expect(words).toMatch(/private address.*TIDINGS_ALLOW_PRIVATE_ADDRESSES=true/);
  });
});
