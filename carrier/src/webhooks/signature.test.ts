import { expect, test } from 'vitest';
import { encodeForm, signWebhook } from './signature.ts';

// Computed with Twilio's own library, twilio 6.2.0.
test('signs a form, keeping a space at the end of a value', () => {
  const form = [
    ['To', '+18005551212'],
    ['From', '+14158675309'],
    ['Body', 'Hi there '],
    ['MessageSid', 'SM0123456789abcdef0123456789abcdef'],
  ] as const;
  expect(signWebhook('12345', 'https://mycompany.example/sms?m=abc-1', form)).toBe('BJr790Yf4OlApTrvKdaEAIC/VNA=');
});

test('signs a URL alone', () => {
  const hash = 'ecf9e98ec0641e23113ff3ce8bdc78d0ddd249886517fd4a7f68cc83d4e65667';
  expect(signWebhook('12345', `https://mycompany.example/json?bodySHA256=${hash}`, [])).toBe('E4yz43xjqG+1jFmmWpBGGmuP7q0=');
  expect(signWebhook('12345', 'wss://mycompany.example/relay', [])).toBe('8Auqlw7/752NprTKpwboVsvflW4=');
});

test('takes each value of a repeated name once, in order', () => {
  const form = [
    ['MediaUrl', 'b'],
    ['MediaUrl', 'a'],
    ['MediaUrl', 'a'],
  ] as const;
  expect(signWebhook('12345', 'https://mycompany.example/m', form)).toBe('xvifj4JER8ZyHNS6gr59EEKOSBQ=');
});

test('encodes what a form decoder gives back unchanged', () => {
  const body = 'a&b=c+d 100% é \u{1F600}\r\n';
  expect(new URLSearchParams(encodeForm([['Body', body]])).get('Body')).toBe(body);
});
