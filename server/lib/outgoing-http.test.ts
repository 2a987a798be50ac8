import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isPrivateAddress, OutgoingHttp } from './outgoing-http.ts';

let server: Server;
let url: string;
let handle: RequestListener = (_, response) => void response.end('ok');
const open = new OutgoingHttp({ allowPrivate: true, always: [] });
const guarded = new OutgoingHttp({ allowPrivate: false, always: [] });

beforeAll(async () => {
  server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await Promise.all([open.close(), guarded.close()]);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('an address', () => {
  it.each([
    ['127.0.0.1', true],
    ['10.1.2.3', true],
    ['100.64.0.1', true],
    ['169.254.169.254', true],
    ['172.31.255.255', true],
    ['172.32.0.1', false],
    ['192.168.0.1', true],
    ['0.0.0.0', true],
    ['8.8.8.8', false],
    ['::1', true],
    ['fd00::1', true],
    ['fe80::1', true],
    ['::ffff:127.0.0.1', true],
    ['::ffff:7f00:1', true],
    ['2606:4700::1111', false],
  ])('%s is private: %s', (address, expected) => expect(isPrivateAddress(address)).toBe(expected));
});

describe('the way out', () => {
  it('gives every HTTP status as an answer', async () => {
    handle = (_, response) => void response.writeHead(503, { 'retry-after': '3' }).end('busy');
    expect(await open.send({ method: 'GET', url })).toMatchObject({ status: 503, text: 'busy', headers: { 'retry-after': '3' } });
  });

  it.each(['http://127.0.0.1', 'http://[::1]', 'http://[::ffff:127.0.0.1]', 'http://localhost', 'http://2130706433'])(
    'does not lead to %s when private addresses are closed',
    async (base) => {
      handle = (_, response) => void response.end('reached');
      const failed = guarded.send({ method: 'GET', url: `${base}:${new URL(url).port}` });
      await expect(failed).rejects.toMatchObject({ name: 'NoAnswer', kind: 'refused_address' });
    },
  );

  it('always leads to what it was told to always reach', async () => {
    handle = (_, response) => void response.end('reached');
    const known = new OutgoingHttp({ allowPrivate: false, always: [`${url}/path`] });
    expect((await known.send({ method: 'GET', url: `${url}/other` })).text).toBe('reached');
    await known.close();
  });

  it('does not follow a redirect, which could lead inside', async () => {
    handle = (_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    expect((await open.send({ method: 'GET', url })).status).toBe(302);
  });

  it('tells what was never sent from what may have been received', async () => {
    handle = (request) => void request.socket.resetAndDestroy();
    await expect(open.send({ method: 'POST', url, body: 'x' })).rejects.toMatchObject({ kind: 'maybe_received' });
    handle = () => undefined;
    await expect(open.send({ method: 'POST', url, body: 'x', timeoutMs: 200 })).rejects.toMatchObject({ kind: 'maybe_received' });
    handle = (_, response) => void response.end('x'.repeat(4_100_000));
    await expect(open.send({ method: 'POST', url })).rejects.toMatchObject({ kind: 'maybe_received' });
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const gone = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
    await new Promise((resolve) => closed.close(resolve));
    await expect(open.send({ method: 'POST', url: gone })).rejects.toMatchObject({ kind: 'not_sent' });
    await expect(open.send({ method: 'POST', url: 'http://nowhere.invalid' })).rejects.toMatchObject({ kind: 'not_sent' });
  });
});
