import { listsApi } from '@tidings/core/contract/lists';
import { queueApi } from '@tidings/core/contract/queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestProduct } from '../../testing/product.ts';
import { insertSync } from '../sources/syncs-store.ts';
import { answering, type FakeGoogle, SourceDriver, withGoogle } from '../sources/testing.ts';

let product: TestProduct;
let google: FakeGoogle;
beforeAll(async () => {
  ({ product, google } = await withGoogle());
});
afterAll(() => product.close());

const header = ['Name', 'Phone', 'Opt in'];
const rows = Array.from({ length: 20 }, (_, at) => [`Person ${at}`, `20255501${String(10 + at)}`, 'yes']);

async function inStep(): Promise<SourceDriver> {
  const one = new SourceDriver(product, await product.workspace());
  google.rows = [header, ...rows];
  await one.connect({ kind: 'csv_url', address: `${google.url}/pub`, name: 'The sheet' });
  await one.bringIn(['full_name', 'phone', 'consent']);
  return one;
}

async function byItself(one: SourceDriver) {
  const requestedBy = { kind: 'system', id: null, name: 'Schedule' } as const;
  await product.ctx.db.workspace(one.ws.id, (tx) =>
    insertSync(tx, { workspaceId: one.ws.id, sourceId: one.sourceId, trigger: 'schedule', requestedBy }),
  );
  return one.run();
}

const alerts = async (one: SourceDriver) =>
  (await one.ws.as('viewer').call(queueApi.listAlerts)).body.items.filter(({ list }) => list !== undefined);

test('a sync that failed three times in a row by itself is told of on every page, until one works', async () => {
  const one = await inStep();
  for (let times = 1; times <= 4; times += 1) {
    google.next.push(answering(404));
    expect((await byItself(one)).state).toBe('failed');
    expect(await alerts(one)).toHaveLength(times < 3 ? 0 : 1);
  }
  expect(await alerts(one)).toMatchObject([
    {
      kind: 'sync_failed',
      list: { id: one.listId, name: 'Members', source_id: one.sourceId },
      words: expect.stringMatching(/^The sheet could not be read 3 times in a row\. .{20}/),
      since: expect.any(String),
    },
  ]);
  const other = await product.workspace();
  expect((await other.as('owner').call(queueApi.listAlerts)).body.items.filter(({ list }) => list !== undefined)).toEqual([]);
  await one.ws.as('manager').call(listsApi.archiveList, { params: { list_id: one.listId } });
  expect(await alerts(one)).toEqual([]);
  await one.ws.as('manager').call(listsApi.restoreList, { params: { list_id: one.listId } });
  await byItself(one);
  expect(await alerts(one)).toEqual([]);
});

test('a sync that stopped to ask while nobody looked is told of, until somebody answers', async () => {
  const one = await inStep();
  google.rows = [header];
  expect((await byItself(one)).state).toBe('review');
  expect(await alerts(one)).toMatchObject([{ kind: 'sync_review', since: expect.any(String) }]);
  await one.answer('reject');
  expect(await alerts(one)).toEqual([]);
  await one.sync();
  expect((await one.latest()).state).toBe('review');
  // Whoever pressed the button looks at it.
  expect(await alerts(one)).toEqual([]);
});
