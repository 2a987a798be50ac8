import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import type { BroadcastState } from '@tidings/core/messaging/broadcast-states';
import { afterAll, beforeAll } from 'vitest';
import type { Tx } from '../../db/database.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { followLoop, planLoop } from './loops.ts';
import { updateBroadcast } from './store.ts';
import { addDraft, addPeople, addSender, numbers } from './testing.ts';

/* Importing this opens a product for the tests of a file, and closes it after them. */

export let product: TestProduct;
export const clock = { at: new Date('2026-03-01T12:00:00Z'), now: () => clock.at };
beforeAll(async () => {
  product = await testProduct({ overrides: { clock } });
});
afterAll(() => product.close());

export const never = new AbortController().signal;
export const runPlan = () => planLoop.run(product.ctx, never);
export const runFollow = () => followLoop.run(product.ctx, never);

export async function workspace(people = 5) {
  const ws = await product.workspace();
  await addSender(product, ws);
  await addPeople(
    product,
    ws,
    numbers(people).map((phone) => ({ phone })),
  );
  return ws;
}

export async function sent(people = 5) {
  const ws = await workspace(people);
  const draft = await addDraft(ws);
  await ws.as('manager').call(broadcastsApi.sendBroadcast, { params: { broadcast_id: draft.id }, body: { version: 1 } });
  return { ws, id: draft.id };
}

/** A broadcast in state "planning", as a large one is after pressing send. */
export async function planning() {
  const ws = await workspace();
  const { id } = await addDraft(ws);
  await product.ctx.db.workspace(ws.id, (tx) => updateBroadcast(tx, ws.id, id, { state: 'planning' }, ['started_at']));
  return { ws, id };
}

export type Action = 'pauseBroadcast' | 'resumeBroadcast' | 'cancelBroadcast' | 'unscheduleBroadcast';
export const act = (ws: TestWorkspace, action: Action, id: string) =>
  ws.as('manager').call(broadcastsApi[action], { params: { broadcast_id: id } });
export const stateOf = async (ws: TestWorkspace, id: string): Promise<BroadcastState> =>
  (await ws.as('viewer').call(broadcastsApi.getBroadcast, { params: { broadcast_id: id } })).body.state;
export const read = <T>(ws: TestWorkspace, work: (tx: Tx) => Promise<T>) => product.ctx.db.workspace(ws.id, work);
export const sourceState = async (ws: TestWorkspace, id: string) =>
  (await read(ws, (tx) => tx.selectFrom('message_sources').select('state').where('id', '=', id).executeTakeFirst()))?.state;
export const queued = async (ws: TestWorkspace, id: string) =>
  (await read(ws, (tx) => tx.selectFrom('outbox').select('message_id').where('source_id', '=', id).execute())).length;
export const counted = async (ws: TestWorkspace, id: string) =>
  (await ws.as('viewer').call(broadcastsApi.getBroadcastProgress, { params: { broadcast_id: id } })).body;
