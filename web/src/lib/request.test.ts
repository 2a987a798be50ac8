import { sessionApi } from '@tidings/core/contract/session';
import { expect, test } from 'vitest';
import { endpointUrl, fillPath, queryString } from './request.ts';

test('fills parameters into the path and escapes them', () => {
  expect(fillPath('/contacts/{contact_id}/tags/{tag}', { contact_id: 'a', tag: 'a/b c' })).toBe('/contacts/a/tags/a%2Fb%20c');
});

test('refuses a path whose parameter is missing, instead of asking for the whole list', () => {
  expect(() => fillPath('/contacts/{contact_id}', {})).toThrow('needs contact_id');
});

test('repeats the key of a list and leaves out what is empty', () => {
  expect(queryString({ tag: ['a', 'b'], q: '', cursor: undefined, all: false, limit: 0 })).toBe('tag=a&tag=b&all=false&limit=0');
});

test('gives the address of an endpoint', () => {
  expect(endpointUrl(sessionApi.getSession)).toBe('/api/v1/session');
  expect(endpointUrl(sessionApi.getSession, {}, { workspace: 'w' })).toBe('/api/v1/session?workspace=w');
});
