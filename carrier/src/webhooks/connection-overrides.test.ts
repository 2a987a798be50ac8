import { expect, test } from 'vitest';
import { splitOverrides } from './connection-overrides.ts';

test('without a fragment Twilio waits 5 s for a connection, 15 s for the answer, and retries a failed connection once', () => {
  expect(splitOverrides('https://a.example/x?m=1')).toEqual({
    url: 'https://a.example/x?m=1',
    overrides: { connectTimeoutMs: 5000, readTimeoutMs: 15_000, totalTimeoutMs: 15_000, retries: 1, retryOn: new Set(['ct']) },
  });
});

test('the fragment sets time-outs and retries and is not part of the URL', () => {
  const { url, overrides } = splitOverrides('https://a.example/x#ct=1000&rt=2000&tt=9000&rc=3&rp=5xx,rt');
  expect(url).toBe('https://a.example/x');
  expect(overrides).toEqual({
    connectTimeoutMs: 1000,
    readTimeoutMs: 2000,
    totalTimeoutMs: 9000,
    retries: 3,
    retryOn: new Set(['5xx', 'rt']),
  });
});

test('rp=all means every kind of failure', () => {
  expect(splitOverrides('https://a.example/#rp=all').overrides.retryOn).toEqual(new Set(['4xx', '5xx', 'ct', 'rt']));
});

test('values out of range leave the default', () => {
  const { overrides } = splitOverrides('https://a.example/#ct=50&rt=99999&tt=x&rc=6');
  expect(overrides).toMatchObject({ connectTimeoutMs: 5000, readTimeoutMs: 15_000, totalTimeoutMs: 15_000, retries: 1 });
});
