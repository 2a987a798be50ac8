import { Writable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { createLogger } from '../../server/lib/logger.ts';
import { openConnection } from '../../server/modules/connections/open-connection.ts';
import { eventually } from '../../server/testing/product.ts';
import { closeDatabase } from '../support/closed-database.ts';
import { type LiveProduct, liveProduct, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { sendToEveryone, whenOver } from '../support/send-broadcast.ts';

const lines: string[] = [];
let product: LiveProduct;
beforeAll(async () => {
  const sink = new Writable({
    write: (chunk, _, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  product = await liveProduct({ TIDINGS_UNKNOWN_RESEND_SECONDS: '2' }, { log: createLogger('trace', 'test', sink) });
  await product.startWorker();
});
afterAll(() => product.close());

test('no level of the log holds numbers, texts, names or secrets, whatever goes wrong while sending', async () => {
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  const people = Array.from({ length: 40 }, (_, index) => ({ name: `Zephyrine${index}`, phone: fictitiousNumber(index) }));
  await addPeople(product.ctx, workspace.id, [...people, { name: 'Zephyrine Dead', phone: '+19995550192' }]);
  await workspace.control('PUT', '/faults', {
    faults: [
      { kind: 'reset_after_accept', probability: 0.2 },
      { kind: 'server_error', probability: 0.1 },
      { kind: 'rate_limited', probability: 0.2 },
      { kind: 'request_error', code: 21211, message: 'The number +12025550123 is not valid', probability: 0.1 },
    ],
  });
  const id = await sendToEveryone(workspace, 'Xylophone concert for {{ contact.first_name }}');
  await workspace.textFrom('+12025550144', 'STOP quagmire');
  await whenOver(workspace, id, people.length + 1);
  const bad = await product.app.inject({
    method: 'POST',
    url: `/hooks/twilio/${workspace.connectionId}/inbound`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'nonsense' },
    payload: 'MessageSid=SM1&From=%2B12025550104&To=%2B12025550100&Body=Xylophone',
  });
  expect(bad.statusCode).toBe(403);
  const reopen = await closeDatabase(product);
  await workspace.as('viewer').call(broadcastsApi.getBroadcastProgress, { params: { broadcast_id: id } });
  await eventually(() => lines.some((line) => line.includes('the database is away')), 'the outage is logged');
  await reopen();
  const { secrets } = await eventually(
    () => product.ctx.db.system((tx) => openConnection(product.ctx, tx, workspace.connectionId)).catch(() => undefined),
    'the database is back',
  );
  const text = lines.join('');
  expect(lines.length).toBeGreaterThan(2);
  expect(text).not.toMatch(/\+1\d{10}|%2B1\d{10}|Xylophone|Zephyrine|quagmire/);
  for (const secret of [secrets['auth_token'], product.carrier.controlToken, ...Object.values(workspace.keys)]) {
    expect(text.includes(secret ?? 'no secret')).toBe(false);
  }
});
