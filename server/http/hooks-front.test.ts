import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../testing/product.ts';
import { hooksPart } from './hooks.ts';
import { hooksFront } from './hooks-front.ts';
import { createServer } from './server.ts';

let product: TestProduct;
let port: number;
let close: () => Promise<void>;

beforeAll(async () => {
  product = await testProduct();
  const anonymous = async () => ({ user: undefined, workspace: undefined, byCookie: false });
  const { ctx } = product;
  const app = await createServer(ctx, { routes: [], parts: [hooksPart], authenticate: anonymous, front: hooksFront(ctx) });
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as AddressInfo).port;
  close = () => app.close();
});
afterAll(async () => {
  await close();
  await product.close();
});

const form = 'application/x-www-form-urlencoded';
const nobodys = '/hooks/twilio/0199aaaa-0000-7000-8000-000000000000/status';

function post(path: string, body: string, headers: Record<string, string>): Promise<{ status: number; code: string }> {
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, code: text === '' ? '' : JSON.parse(text).code }));
    });
    call.on('error', reject);
    call.end(body);
  });
}

test.each([
  ['a connection that does not exist', nobodys, 'MessageSid=SM1&MessageStatus=sent', { 'content-type': form }, 404, 'not_found'],
  ['a provider that does not exist', nobodys.replace('twilio', 'nobody'), 'a=1', { 'content-type': form }, 404, 'not_found'],
  ['an id that is none', '/hooks/twilio/nothing/status', 'a=1', { 'content-type': form }, 404, 'not_found'],
  ['an escaped path', '/hooks/twilio/%2e%2e/status', 'a=1', { 'content-type': form }, 404, 'not_found'],
  ['a body of another kind', nobodys, '{}', { 'content-type': 'application/json' }, 415, 'unsupported_media_type'],
  ['no kind of body', nobodys, 'a=1', {}, 415, 'unsupported_media_type'],
  ['a body that is too large', nobodys, `a=${'x'.repeat(300_000)}`, { 'content-type': form }, 413, 'too_large'],
  ['a body of unknown length', nobodys, 'a=1', { 'content-type': form, 'transfer-encoding': 'chunked' }, 404, 'not_found'],
])('refuses %s in words', async (_, path, body, headers, status, code) => {
  const length = 'transfer-encoding' in headers ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  expect(await post(path, body, { ...headers, ...length } as Record<string, string>)).toEqual({ status, code });
});

test('a call that is cut off leaves the next ones alone', async () => {
  const cut = request({
    host: '127.0.0.1',
    port,
    path: nobodys,
    method: 'POST',
    headers: { 'content-type': form, 'content-length': '100' },
  });
  const gone = new Promise((resolve) => cut.on('close', resolve));
  cut.on('error', () => undefined);
  cut.write('MessageSid=');
  await new Promise((resolve) => setTimeout(resolve, 20));
  cut.destroy();
  await gone;
  expect((await post(nobodys, 'a=1', { 'content-type': form, 'content-length': '3' })).status).toBe(404);
});
