import { describe, expect, it } from 'vitest';
import { NoAnswer, type OutgoingAnswer, type OutgoingHttp } from '../../../lib/outgoing-http.ts';
import { lookupBase, twilioLookup } from './twilio-lookup.ts';

const connection = {
  settings: { account_sid: `AC${'a'.repeat(32)}`, base_url: 'https://api.twilio.com' },
  secrets: { auth_token: 'token-of-tests' },
};

/** Answers once, and keeps what was asked. */
function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const asked: { url: string; headers?: Readonly<Record<string, string>> }[] = [];
  const outgoing = {
    send: async (request: { url: string; headers?: Readonly<Record<string, string>> }): Promise<OutgoingAnswer> => {
      asked.push(request);
      return { status, text: typeof body === 'string' ? body : JSON.stringify(body), headers } as OutgoingAnswer;
    },
  } as unknown as OutgoingHttp;
  return { outgoing, asked };
}

const line = (type: unknown, more: object = {}) => ({
  valid: true,
  line_type_intelligence: { type, carrier_name: 'Prairie Telecom', error_code: null, ...more },
});

describe('looking a number up at Twilio', () => {
  it('asks the lookup host for the line type, with the account’s credentials', async () => {
    const { outgoing, asked } = answering(200, line('mobile'));
    expect(await twilioLookup.lookUp(outgoing, connection, '+12025550123')).toEqual({
      kind: 'found',
      lineType: 'mobile',
      carrier: 'Prairie Telecom',
    });
    expect(asked[0]?.url).toBe('https://lookups.twilio.com/v2/PhoneNumbers/%2B12025550123?Fields=line_type_intelligence');
    expect(asked[0]?.headers?.['authorization']).toMatch(/^Basic /);
  });

  it.each([
    ['landline', 'landline'],
    ['fixedVoip', 'voip'],
    ['nonFixedVoip', 'voip'],
    ['tollFree', 'toll_free'],
    ['something new', 'unknown'],
    [null, 'unknown'],
  ])('takes %s for %s', async (type, lineType) => {
    const { outgoing } = answering(200, line(type));
    expect(await twilioLookup.lookUp(outgoing, connection, '+12025550123')).toMatchObject({ kind: 'found', lineType });
  });

  it.each([
    ['no approval for Canada', 200, line(null, { error_code: 60601 }), { kind: 'found', lineType: 'unknown' }],
    ['a number nobody can have', 404, { code: 20404 }, { kind: 'found', lineType: 'unknown' }],
    ['wrong credentials', 401, { code: 20003 }, { kind: 'refused' }],
    ['an account without lookups', 400, { code: 60600 }, { kind: 'refused' }],
    ['a page of a proxy', 502, '<html>', { kind: 'failed' }],
    ['an answer without a line', 200, { valid: true }, { kind: 'found', lineType: 'unknown' }],
    ['no JSON', 200, 'OK', { kind: 'failed' }],
  ])('makes sense of %s', async (_, status, body, expected) => {
    const { outgoing } = answering(status, body);
    expect(await twilioLookup.lookUp(outgoing, connection, '+12025550123')).toMatchObject(expected);
  });

  it('waits as long as it is asked to', async () => {
    const { outgoing } = answering(429, { code: 20429 }, { 'retry-after': '3' });
    expect(await twilioLookup.lookUp(outgoing, connection, '+12025550123')).toEqual({ kind: 'busy', retryAfterMs: 3_000 });
  });

  it('does not throw when nobody answers', async () => {
    const outgoing = {
      send: () => Promise.reject(new NoAnswer('maybe_received', 'timed out')),
    } as unknown as OutgoingHttp;
    expect(await twilioLookup.lookUp(outgoing, connection, '+12025550123')).toMatchObject({ kind: 'failed' });
  });

  it.each([
    ['https://api.twilio.com', 'https://lookups.twilio.com'],
    ['https://api.dublin.ie1.twilio.com', 'https://lookups.dublin.ie1.twilio.com'],
    ['http://127.0.0.1:3001', 'http://127.0.0.1:3001'],
    ['https://gateway.example.com/twilio/', 'https://gateway.example.com/twilio'],
  ])('finds its address beside %s', (base, expected) => expect(lookupBase(base)).toBe(expected));
});
