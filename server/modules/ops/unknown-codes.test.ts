import { activityApi } from '@tidings/core/contract/activity';
import { queueApi } from '@tidings/core/contract/queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../lib/clock.ts';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { insertFailures } from '../messages/minute-counts-store.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const fail = (ws: TestWorkspace, times: number, errorCode: string | null, reason = 'provider_refused') =>
  product.ctx.db.workspace(ws.id, (tx) =>
    insertFailures(
      tx,
      Array.from({ length: times }, () => ({ workspaceId: ws.id, messageId: newId(), senderId: null, reason, errorCode })),
    ),
  );
const alerts = async (ws: TestWorkspace) =>
  (await ws.as('admin').call(queueApi.listAlerts)).body.items.filter((one) => one.kind === 'unknown_codes');

test('a code that is not known here is counted and raises an alert, until somebody has looked at it', async () => {
  const ws = await product.workspace();
  expect(await alerts(ws)).toEqual([]);
  await fail(ws, 5, '99123');
  expect(await alerts(ws)).toMatchObject([
    { words: expect.stringContaining('5 texts within a day with code 99123'), codes: ['99123'], since: expect.any(String) },
  ]);
  const refused = await ws.as('viewer').call(queueApi.markCodesSeen, { body: { codes: ['99123'] } });
  expect(refused.status).toBe(403);
  expect((await ws.as('admin').call(queueApi.markCodesSeen, { body: { codes: ['99123'] } })).status).toBe(204);
  expect(await alerts(ws)).toEqual([]);
  // The same code is known by now; another one is not.
  await fail(ws, 1, '99123');
  expect(await alerts(ws)).toEqual([]);
  await fail(ws, 1, '99124');
  expect(await alerts(ws)).toMatchObject([{ codes: ['99124'], words: expect.stringContaining('1 text within a day') }]);
  const { body } = await ws.as('owner').call(activityApi.listActivity, {});
  expect(JSON.stringify(body)).toContain('99123');
});

test('codes that are known, failures without a code and those of others raise none', async () => {
  const ws = await product.workspace();
  const other = await product.workspace();
  await fail(ws, 3, '30007', 'spam_filtered');
  await fail(ws, 3, null);
  await fail(other, 3, '99123');
  expect(await alerts(ws)).toEqual([]);
  expect(await alerts(other)).toHaveLength(1);
});

test('a code that is no code is refused by its field', async () => {
  const ws = await product.workspace();
  const answer = await ws.as('admin').call(queueApi.markCodesSeen, { body: { codes: [] } });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('body.codes');
});
