import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { announce } from '../events/realtime.ts';
import { eventually, type TestProduct, testProduct } from '../testing/product.ts';

let product: TestProduct;
let url: string;
let closed = false;
beforeAll(async () => {
  product = await testProduct();
  await product.ctx.realtime.start();
  url = await product.listen();
});
afterAll(async () => {
  if (!closed) await product.close();
});

interface Stream {
  readonly status: number;
  readonly events: unknown[];
  readonly ended: Promise<void>;
}

/** Follows the changes of a workspace with an API key. */
function follow(key: string, headers: Record<string, string> = {}): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const call = request(`${url}/api/v1/events`, { headers: { authorization: `Bearer ${key}`, ...headers } }, (response) => {
      const events: unknown[] = [];
      const ended = new Promise<void>((end) => response.on('close', () => end()));
      response.on('data', (chunk) => {
        for (const [, data] of String(chunk).matchAll(/^data: (.+)$/gm)) events.push(JSON.parse(data ?? ''));
      });
      response.on('error', () => undefined);
      resolve({ status: response.statusCode ?? 0, events, ended });
    });
    call.on('error', reject);
    call.end();
  });
}

const change = (workspaceId: string, ids: readonly string[]) =>
  product.ctx.db.workspace(workspaceId, async (tx) => {
    for (const id of ids) await announce(tx, workspaceId, { topic: 'broadcasts', id });
  });

test('tells the changes of its own workspace, equal ones once, and of no other', async () => {
  const [mine, other] = [await product.workspace(), await product.workspace()];
  const stream = await follow(mine.keys.viewer);
  expect(stream.status).toBe(200);
  await eventually(() => stream.events.length === 1, 'it is open');
  expect(stream.events).toEqual([{ open: true }]);
  await change(other.id, ['theirs']);
  await change(mine.id, ['a', 'a', 'a', 'b']);
  await change(mine.id, ['a']);
  await eventually(() => stream.events.some((one) => (one as { id?: string }).id === 'b'), 'the change comes');
  const ids = stream.events.slice(1).map((one) => (one as { id: string }).id);
  expect(new Set(ids)).toEqual(new Set(['a', 'b']));
  expect(ids.length).toBeLessThanOrEqual(4);
});

test('tells one that resumes to fetch anew', async () => {
  const stream = await follow((await product.workspace()).keys.viewer, { 'last-event-id': '1' });
  await eventually(() => stream.events.length === 1, 'it is open');
  expect(stream.events).toEqual([{ resync: true }]);
});

test('is for those who are signed in', async () => {
  expect((await follow('not a key')).status).toBe(401);
});

test('ends when the process stops, which does not wait for it', async () => {
  const stream = await follow((await product.workspace()).keys.viewer);
  closed = true;
  await product.close();
  await stream.ended;
});
