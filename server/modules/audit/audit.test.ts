import { activityApi } from '@tidings/core/contract/activity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { recordActivity } from './service.ts';
import { describeHappening } from './words.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

test.each([
  ['contact_added', 'Maria Sandoval', {}, 'added contact Maria Sandoval'],
  ['contacts_imported', 'members.csv', { count: 12431 }, 'imported 12,431 contacts from members.csv'],
  ['broadcast_cancelled', null, {}, 'cancelled broadcast'],
  ['broadcast_sent', 'Sunday', { recipients: 1240 }, 'sent the broadcast Sunday to 1,240 people'],
  [
    'broadcast_scheduled',
    'Sunday',
    { local: '2026-05-01T09:00', zone: 'America/New_York' },
    'scheduled the broadcast Sunday for 2026-05-01 09:00 (America/New York)',
  ],
  ['api_key_revoked', 'CRM', {}, 'revoked the API key CRM'],
  ['member_joined', 'Ben', { role: 'agent' }, 'joined as an agent'],
])('%s of %j is %j', (action, label, details, words) => {
  expect(describeHappening({ action, label, details })).toBe(words);
});

test('pages through what happened, the latest first, of this workspace only', async () => {
  const [ws, other] = [await product.workspace(), await product.workspace()];
  const actor = (workspaceId: string) => ({ kind: 'system' as const, id: null, name: 'Tidings', workspaceId });
  for (const label of ['one', 'two', 'three']) {
    await product.ctx.db.workspace(ws.id, (tx) =>
      recordActivity(tx, actor(ws.id), { action: 'list_added', objectKind: 'list', objectLabel: label }),
    );
  }
  await product.ctx.db.workspace(other.id, (tx) =>
    recordActivity(tx, actor(other.id), { action: 'list_added', objectLabel: 'theirs' }),
  );
  const first = await ws.as('admin').call(activityApi.listActivity, { query: { limit: 2 } });
  expect(first.body.items.map((item) => item.object?.label)).toEqual(['three', 'two']);
  const second = await ws.as('admin').call(activityApi.listActivity, { query: { limit: 2, cursor: first.body.next_cursor! } });
  expect(second.body.items.map((item) => item.object?.label)).toEqual(['one']);
  expect(second.body.next_cursor).toBeNull();
  const none = await ws.as('admin').call(activityApi.listActivity, { query: { object_kind: 'contact' } });
  expect(none.body.items).toEqual([]);
  expect((await ws.as('manager').call(activityApi.listActivity)).status).toBe(403);
  expect((await ws.as('admin').call(activityApi.listActivity, { query: { cursor: 'rubbish' } })).status).toBe(400);
});
