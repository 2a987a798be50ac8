import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { afterAll, beforeAll } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { addPeople, addSender, addSuppression, numbers } from './testing.ts';

/* Importing this opens a product for the tests of a file, and closes it after them. */

export let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

export async function workspace(people: Parameters<typeof addPeople>[2] = [{ phone: '+12025550110', first_name: 'Ana' }]) {
  const ws = await product.workspace();
  await addSender(product, ws);
  const ids = await addPeople(product, ws, people);
  return { ws, ids };
}

export const send = (ws: TestWorkspace, id: string, version: number, expected?: number) =>
  ws.as('manager').call(broadcastsApi.sendBroadcast, {
    params: { broadcast_id: id },
    body: { version, ...(expected === undefined ? {} : { expected_recipients: expected }) },
  });

export const progress = (ws: TestWorkspace, id: string) =>
  ws.as('viewer').call(broadcastsApi.getBroadcastProgress, { params: { broadcast_id: id } });

export const ledger = (ws: TestWorkspace, id: string) =>
  product.ctx.db.workspace(ws.id, (tx) =>
    tx.selectFrom('messages').selectAll().where('source_id', '=', id).orderBy('id').execute(),
  );

export const outbox = (ws: TestWorkspace, id: string) =>
  product.ctx.db.workspace(ws.id, (tx) => tx.selectFrom('outbox').selectAll().where('source_id', '=', id).execute());

/** People of whom exactly two get it, and one each for the other reasons. */
export async function mixedAudience() {
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = numbers(6);
  const { ws, ids } = await workspace([
    { phone: a, first_name: 'Ana' },
    { phone: a, first_name: 'Bo' },
    { phone: b, first_name: 'Cleo' },
    { phone: c, first_name: 'Dan', consent: 'no' },
    { phone: d, first_name: 'Eve', consent: 'unknown' },
    { phone: e, first_name: 'Fay' },
    { phone: f, first_name: 'Gus' },
    { phone: null, first_name: 'Hal' },
  ]);
  await addSuppression(product, ws, e, 'opt_out');
  await addSuppression(product, ws, f, 'landline');
  return { ws, ids };
}
