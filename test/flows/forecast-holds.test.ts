import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NewBroadcast } from '../../core/src/contract/broadcast.ts';
import { broadcastsApi } from '../../core/src/contract/broadcasts.ts';
import { connectionsApi } from '../../core/src/contract/connections.ts';
import { messagesApi } from '../../core/src/contract/messages.ts';
import { poolsApi } from '../../core/src/contract/pools.ts';
import { sendingApi } from '../../core/src/contract/sending.ts';
import { erasedHash } from '../../server/modules/contacts/erased.ts';
import { resumeInstallation, stopInstallation } from '../../server/modules/messages/sending-stop-store.ts';
import { eventually } from '../../server/testing/product.ts';
import { type LiveProduct, liveProduct, type SandboxWorkspace, whenProvisioned } from '../support/live-product.ts';
import { addPeople, fictitiousNumber } from '../support/people.ts';
import { progressOf, whenOver } from '../support/send-broadcast.ts';

let product: LiveProduct;
beforeAll(async () => {
  product = await liveProduct();
  await product.startWorker();
});
afterAll(() => product.close());

const total = 12;

async function withPeople(): Promise<SandboxWorkspace> {
  const workspace = await product.sandboxWorkspace();
  await whenProvisioned(workspace);
  const people = Array.from({ length: total }, (_, index) => ({
    name: `Person ${index}`,
    phone: fictitiousNumber(index),
    consent: index < 2 ? ('no' as const) : ('yes' as const),
  }));
  await addPeople(product.ctx, workspace.id, people);
  return workspace;
}

async function draft(workspace: SandboxWorkspace, wish: NewBroadcast = {}) {
  const body = { name: 'Sunday', body: 'See you.', audience: { include: [{ kind: 'everyone' as const }], exclude: [] }, ...wish };
  return (await workspace.as('manager').call(broadcastsApi.createBroadcast, { body })).body;
}

async function forecastOf(workspace: SandboxWorkspace, id: string) {
  const answer = await workspace.as('manager').call(broadcastsApi.estimateBroadcast, { params: { broadcast_id: id } });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

async function send(workspace: SandboxWorkspace, { id, version }: { id: string; version: number }): Promise<void> {
  const sent = await workspace
    .as('manager')
    .call(broadcastsApi.sendBroadcast, { params: { broadcast_id: id }, body: { version } });
  expect(sent.status, sent.text).toBe(202);
  await eventually(async () => (await progressOf(workspace, id)).planned === total, 'it is planned');
}

/** How many of those that wait are held for which reason, by the decision of the lease itself. */
async function heldBy(workspace: SandboxWorkspace, id: string): Promise<Record<string, number>> {
  const viewer = workspace.as('viewer');
  const query = { state: 'queued', limit: 100 } as const;
  const { body } = await viewer.call(broadcastsApi.listRecipients, { params: { broadcast_id: id }, query });
  const held: Record<string, number> = {};
  for (const one of body.items) {
    const trail = await viewer.call(messagesApi.getMessageTrail, { params: { message_id: one.message_id } });
    const title = trail.body.entries.at(-1)?.title ?? '';
    held[title] = (held[title] ?? 0) + 1;
  }
  return held;
}

const named = (all: readonly { readonly label: string; readonly n: number }[]) =>
  Object.fromEntries(all.map(({ label, n }) => [`Waits now: ${label}`, n]));

test.each(['workspace', 'installation'] as const)('a stop of the %s holds everybody who would get it', async (whose) => {
  const workspace = await withPeople();
  const admin = workspace.as('admin');
  const made = await draft(workspace);
  if (whose === 'workspace') await admin.call(sendingApi.stopSending, { body: { reason: 'Wrong text' } });
  else await product.ctx.db.system((tx) => stopInstallation(tx, 'Olive', 'Wrong text'));
  const forecast = await forecastOf(workspace, made.id);
  expect(forecast).toMatchObject({ will_get: total - 2, skipped: [{ reason: 'consent_refused', n: 2 }] });
  expect(forecast.hours).toMatchObject({ now: 0, slip: 0, waiting: [], left_out: [] });
  expect(forecast.hours.held).toMatchObject([{ reason: 'sending_stopped', n: total - 2 }]);
  // It costs what it will cost once sending goes on.
  expect(forecast.segments.total).toBe(total - 2);
  await send(workspace, made);
  expect(await heldBy(workspace, made.id)).toEqual(named(forecast.hours.held));
  if (whose === 'workspace') await admin.call(sendingApi.resumeSending);
  else await product.ctx.db.system((tx) => resumeInstallation(tx));
  expect((await whenOver(workspace, made.id, total)).delivered).toBe(total - 2);
});

test('a paused sender holds everybody, a paused number of a pool those who hear from it', async () => {
  const workspace = await withPeople();
  const admin = workspace.as('admin');
  const second = await admin.call(connectionsApi.createSender, {
    params: { connection_id: workspace.connectionId },
    body: { kind: 'number', address: '+12025550133', rate_per_second: 500, burst: 500 },
  });
  await eventually(
    async () => ((await workspace.control('GET', '')).json as { numbers: unknown[] }).numbers.length === 2,
    'the carrier knows the number',
  );
  const pool = await admin.call(poolsApi.createPool, {
    body: { name: 'Both', sender_ids: [workspace.senderId, second.body.id] },
  });
  const first = await draft(workspace, { pool_id: pool.body.id });
  await send(workspace, first);
  await whenOver(workspace, first.id, total);
  const pause = (senderId: string) =>
    admin.call(connectionsApi.pauseSender, { params: { sender_id: senderId }, body: { reason: 'Looking into it' } });
  expect((await pause(second.body.id)).status).toBeLessThan(300);

  const pooled = await draft(workspace, { pool_id: pool.body.id, body: 'To all of you.' });
  const half = await forecastOf(workspace, pooled.id);
  const [held] = half.hours.held;
  expect(held?.reason).toBe('sender_paused');
  expect(held?.n).toBeGreaterThan(0);
  expect(half.hours.now + (held?.n ?? 0)).toBe(total - 2);
  await send(workspace, pooled);
  await eventually(async () => (await progressOf(workspace, pooled.id)).counts.delivered === half.hours.now, 'the others get it');
  expect(await heldBy(workspace, pooled.id)).toEqual(named(half.hours.held));

  const alone = await draft(workspace, { sender_id: second.body.id, body: 'From one number.' });
  const all = await forecastOf(workspace, alone.id);
  expect(all.hours).toMatchObject({ now: 0, held: [{ reason: 'sender_paused', n: total - 2 }] });
});

test('numbers of people who were deleted for privacy are left out, and said as what they are', async () => {
  const workspace = await withPeople();
  // They came back by a way that did not look: nothing but the hash is known of them.
  const phones = [3, 4, 5].map(fictitiousNumber);
  await product.ctx.db.workspace(workspace.id, (tx) =>
    tx
      .insertInto('erased_addresses')
      .values(
        phones.map((phone) => ({
          workspace_id: workspace.id,
          channel: 'sms' as const,
          hash: erasedHash(product.ctx, workspace.id, phone),
        })),
      )
      .execute(),
  );
  const made = await draft(workspace);
  const forecast = await forecastOf(workspace, made.id);
  expect(forecast.hours).toMatchObject({ now: total - 5, held: [] });
  expect(forecast.hours.left_out).toMatchObject([{ reason: 'opted_out', label: 'Deleted for privacy', n: 3 }]);
  expect(forecast.segments.total).toBe(total - 5);
  await send(workspace, made);
  expect((await whenOver(workspace, made.id, total)).delivered).toBe(total - 5);
  const { reasons } = await progressOf(workspace, made.id);
  expect(reasons.filter((one) => one.reason === 'opted_out')).toMatchObject([{ state: 'skipped', n: 3 }]);
});
