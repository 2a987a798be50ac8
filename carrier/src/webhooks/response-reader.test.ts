import { expect, test } from 'vitest';
import { ResponseReader } from './response-reader.ts';

const plain = 'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 11\r\n\r\n<Response/>';

test('reads an answer in one piece', () => {
  expect(new ResponseReader().add(plain)).toEqual({ status: 200, contentType: 'text/xml', body: '<Response/>', closes: false });
});

test('reads an answer cut into single bytes', () => {
  const reader = new ResponseReader();
  const results = [...plain].map((letter) => reader.add(letter));
  expect(results.slice(0, -1).every((result) => result === undefined)).toBe(true);
  expect(results.at(-1)).toMatchObject({ status: 200, body: '<Response/>' });
});

test('reads chunks, and text that is not ASCII', () => {
  const body = Buffer.from('é').toString('latin1');
  const text = `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n${body}\r\n1\r\n!\r\n0\r\n\r\n`;
  expect(new ResponseReader().add(text)).toMatchObject({ body: 'é!' });
});

test('an answer without a length ends when the receiver closes', () => {
  const reader = new ResponseReader();
  expect(reader.add('HTTP/1.1 200 OK\r\n\r\nhello')).toBeUndefined();
  expect(reader.end()).toMatchObject({ body: 'hello', closes: true });
});

test('passes over 100 Continue and notices Connection: close', () => {
  const text = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n';
  expect(new ResponseReader().add(text)).toMatchObject({ status: 204, body: '', closes: true });
});

test('says so when it is not HTTP', () => {
  expect(new ResponseReader().add('SSH-2.0-server\r\n\r\n')).toBeInstanceOf(Error);
});
