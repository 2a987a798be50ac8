import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { defaultQuietHoursSettings, type QuietHoursSettings, quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { sql } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { addDraft, addPeople, addSender, numbers } from '../broadcasts/testing.ts';
import { type LeasedMessage, takeLease } from './take-lease.ts';

/* Importing this opens a product for the tests of a file, and closes it after them. */

export let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

/** A zone whose clocks show about this hour now: Etc/GMT+5 is five hours behind. No test waits for an hour of the day. */
export function zoneAt(hour: number): string {
  const behind = (new Date().getUTCHours() - hour + 24) % 24;
  const offset = behind > 12 ? behind - 24 : behind;
  return offset === 0 ? 'Etc/GMT' : `Etc/GMT${offset > 0 ? '+' : '-'}${Math.abs(offset)}`;
}
export const awake = zoneAt(13);
export const asleep = zoneAt(3);
export const dayMs = 86_400_000;

export interface Lane {
  readonly ws: TestWorkspace;
  readonly senderId: string;
  readonly lease: (room?: number) => Promise<readonly LeasedMessage[]>;
}

export async function lane(settings: Partial<QuietHoursSettings> = {}, rate = 1_000): Promise<Lane> {
  const ws = await product.workspace();
  const senderId = await addSender(product, ws, { rate });
  await product.ctx.db.workspace(ws.id, (tx) =>
    tx.updateTable('senders').set({ burst: 1_000, tokens: 1_000 }).where('id', '=', senderId).execute(),
  );
  await set(ws, { in_sandbox: true, ...settings });
  const lease = async (room = 1_000) =>
    (await takeLease(product.ctx, { senderId, workspaceId: ws.id }, { room, replyRoom: room }))?.messages ?? [];
  return { ws, senderId, lease };
}

export async function set(ws: TestWorkspace, settings: Partial<QuietHoursSettings>) {
  const answer = await ws
    .as('admin')
    .call(quietHoursApi.updateQuietHours, { body: { ...defaultQuietHoursSettings, ...settings } });
  if (answer.status !== 200) throw new Error(answer.text);
}

/** People who sleep, and people who are up, by their own zones. */
export async function people(ws: TestWorkspace, zones: readonly string[]): Promise<string[]> {
  const phones = numbers(zones.length);
  const ids = await addPeople(
    product,
    ws,
    zones.map((_, index) => ({ phone: phones[index] ?? '' })),
  );
  await live(ws, ids, zones);
  return ids;
}

export const live = (ws: TestWorkspace, ids: readonly string[], zones: readonly string[]) =>
  product.ctx.db.workspace(ws.id, async (tx) => {
    await sql`update contacts c set time_zone = z.zone from unnest(${ids}::uuid[], ${zones}::text[]) as z(id, zone) where c.id = z.id`.execute(
      tx,
    );
  });

export async function send(ws: TestWorkspace, wish: Parameters<typeof addDraft>[1] = {}, as: 'manager' | 'admin' = 'manager') {
  const draft = await addDraft(ws, wish);
  const sent = await ws.as(as).call(broadcastsApi.sendBroadcast, {
    params: { broadcast_id: draft.id },
    body: { version: draft.version },
  });
  if (sent.status !== 202) throw new Error(sent.text);
  return draft.id;
}

export const progress = async (ws: TestWorkspace, id: string) =>
  (await ws.as('viewer').call(broadcastsApi.getBroadcastProgress, { params: { broadcast_id: id } })).body;
export const recipients = async (ws: TestWorkspace, id: string) =>
  (await ws.as('viewer').call(broadcastsApi.listRecipients, { params: { broadcast_id: id } })).body.items;
export const outbox = (ws: TestWorkspace, id: string) =>
  product.ctx.db.workspace(ws.id, (tx) =>
    tx.selectFrom('outbox').select(['message_id', 'due_at', 'wait_reason', 'status']).where('source_id', '=', id).execute(),
  );
