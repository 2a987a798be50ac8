import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isSignedByTwilio, sign } from './signature.ts';
import { twilio } from './twilio.ts';

// Known answers, computed with Twilio's own library for the auth token 12345.
const token = '12345';
const form = {
  To: '+18005551212',
  From: '+14158675309',
  Body: 'Hi there ',
  MessageSid: 'SM0123456789abcdef0123456789abcdef',
};
const bodyHash = createHash('sha256').update('{"a":1,"b":"x"}').digest('hex');
const known = [
  ['a form, with a trailing space', 'https://mycompany.example/sms?m=abc-1', form, 'BJr790Yf4OlApTrvKdaEAIC/VNA='],
  ['the hash of a JSON body', `https://mycompany.example/json?bodySHA256=${bodyHash}`, {}, 'E4yz43xjqG+1jFmmWpBGGmuP7q0='],
  ['a WebSocket', 'wss://mycompany.example/relay', {}, '8Auqlw7/752NprTKpwboVsvflW4='],
  ['a repeated field', 'https://mycompany.example/m', { MediaUrl: ['b', 'a', 'a'] }, 'xvifj4JER8ZyHNS6gr59EEKOSBQ='],
] as const;

const request = (url: string, fields: Record<string, string | string[]>, signature: string | undefined) => ({
  url,
  form: fields,
  headers: signature === undefined ? {} : { 'x-twilio-signature': signature },
});

describe('the signature of a hook', () => {
  it.each(known)('of %s is the known one, and is accepted', (_, url, fields, expected) => {
    const mutable = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value as string | string[]]));
    expect(sign(token, url, mutable)).toBe(expected);
    expect(isSignedByTwilio(token, request(url, mutable, expected))).toBe(true);
  });

  it('made for an address with its default port holds for the address without', () => {
    const signature = sign(token, 'https://mycompany.example:443/sms', form);
    expect(isSignedByTwilio(token, request('https://mycompany.example/sms', form, signature))).toBe(true);
  });

  it.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['is another', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
    ['is cut short', 'BJr790Yf4OlApTrvKdaEAIC/VN'],
    ['is not base64', 'ünïcode'],
  ])('is refused when it %s', (_, signature) => {
    expect(isSignedByTwilio(token, request('https://mycompany.example/sms?m=abc-1', form, signature))).toBe(false);
  });

  it.each([
    ['another token', '54321', 'https://mycompany.example/sms?m=abc-1', form],
    ['an empty token', '', 'https://mycompany.example/sms?m=abc-1', form],
    ['another address', token, 'https://mycompany.example/sms?m=abc-2', form],
    ['a field more', token, 'https://mycompany.example/sms?m=abc-1', { ...form, Extra: '1' }],
    ['a trimmed text', token, 'https://mycompany.example/sms?m=abc-1', { ...form, Body: 'Hi there' }],
  ])('does not hold for %s', (_, key, url, fields) => {
    expect(isSignedByTwilio(key, request(url, fields, 'BJr790Yf4OlApTrvKdaEAIC/VNA='))).toBe(false);
  });

  it('is checked with the auth token, also where an API key sends', () => {
    const connection = { settings: { api_key_sid: 'SK1' }, secrets: { auth_token: token, api_key_secret: 'other' } };
    expect(
      twilio.verify(connection, request('https://mycompany.example/sms?m=abc-1', form, 'BJr790Yf4OlApTrvKdaEAIC/VNA=')),
    ).toBe(true);
  });
});
