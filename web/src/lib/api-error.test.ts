import { expect, test } from 'vitest';
import { errorWords, problemFrom, unreachable } from './api-error.ts';

test('reads problem details, with the fields named as on the form', () => {
  const body = {
    type: '',
    title: '',
    status: 400,
    code: 'invalid_request',
    detail: 'No.',
    errors: [{ field: 'body.phones.0', message: 'is wrong' }],
  };
  const error = problemFrom(400, JSON.stringify(body), null);
  expect(error).toMatchObject({ status: 400, code: 'invalid_request', detail: 'No.', unavailable: false });
  expect(error.fields).toEqual([{ field: 'phones.0', message: 'is wrong' }]);
});

test('shows the fields at fault in words, and not the sentence with their paths', () => {
  const detail = 'body.name: is needed';
  const errors = [{ field: 'body.name', message: 'is needed' }];
  const error = problemFrom(400, JSON.stringify({ code: 'invalid_request', detail, errors }), null);
  expect(errorWords(error)).toBe('Name is needed.');
});

test('takes the seconds to wait from Retry-After', () => {
  expect(problemFrom(429, '{"code":"locked_out","detail":"Locked."}', '600').retryAfter).toBe(600);
  expect(
    problemFrom(429, '{"code":"locked_out","detail":"Locked."}', 'Wed, 21 Oct 2026 07:28:00 GMT').retryAfter,
  ).toBeUndefined();
});

test("takes a proxy's page for an absent server", () => {
  expect(problemFrom(502, '<html>Bad gateway</html>', null)).toMatchObject({ code: 'unavailable', unavailable: true });
  expect(problemFrom(500, 'oops', null)).toMatchObject({ code: 'internal', unavailable: false });
  expect(unreachable().unavailable).toBe(true);
});
