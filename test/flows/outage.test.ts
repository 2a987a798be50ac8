import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { eventually } from '../../server/testing/product.ts';
import { closeDatabase } from '../support/closed-database.ts';
import { type LiveProduct, liveProduct, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { countLedger, phonesTextedTwice, progressOf, sendToEveryone, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct({ TIDINGS_UNKNOWN_RESEND_SECONDS: '6' });
  await product.startWorker();
});
afterAll(() => product.close());

test('the database goes away while a broadcast runs: nothing is lost, nothing sent twice, and the API says so', async () => {
  const workspace = await product.sandboxWorkspace({ rate: 40 });
  await whenProvisioned(workspace);
  const people = Array.from({ length: 250 }, (_, index) => ({ name: `Person ${index}`, phone: fictitiousNumber(index) }));
  await addPeople(product.ctx, workspace.id, people);
  // The carrier repeats its hooks long enough to find the database again.
  await workspace.control('PUT', '', { settings: { retry_delay_ms: 700 } });
  await workspace.control('PUT', '/faults', { faults: [{ kind: 'slow', latency_ms: 80, jitter_ms: 60 }] });
  const id = await sendToEveryone(workspace, 'Hi {{ contact.first_name }}, we meet at nine.');
  await eventually(async () => (await progressOf(workspace, id)).counts.delivered > 5, 'the broadcast runs');
  const reopen = await closeDatabase(product);
  const answer = await workspace.as('viewer').call(broadcastsApi.getBroadcastProgress, { params: { broadcast_id: id } });
  expect(answer.status).toBe(503);
  expect(answer.problem).toMatchObject({ code: 'unavailable', status: 503 });
  expect(answer.headers).toMatchObject({ 'content-type': expect.stringContaining('application/problem+json') });
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  await wait(4_000);
  await reopen();
  const counts = await whenOver(workspace, id, people.length);
  expect(counts).toMatchObject({ delivered: people.length, planned: people.length });
  expect(await phonesTextedTwice(workspace)).toEqual([]);
  expect(await countLedger(product, workspace, id)).toEqual({ delivered: people.length });
});
