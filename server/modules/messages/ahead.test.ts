import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { countWaiting } from '../connections/senders-store.ts';
import { aheadQuery, segmentsAhead } from './ahead-store.ts';
import { testLane } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

test('ahead of a broadcast are the segments that are due, not what is held or waits for its hour', async () => {
  const lane = await testLane(product);
  const ahead = () => product.ctx.db.workspace(lane.workspaceId, (tx) => segmentsAhead(tx, lane.workspaceId, lane.senderId));
  const waiting = async () => {
    const counts = await product.ctx.db.workspace(lane.workspaceId, (tx) => countWaiting(tx, lane.workspaceId, [lane.senderId]));
    return counts.get(lane.senderId);
  };
  const other = await testLane(product);
  await other.add();
  expect([await ahead(), await waiting()]).toEqual([0, 0]);
  await lane.add();
  await lane.add({ body: 'a'.repeat(400) });
  const later = await lane.add();
  const sourceId = await lane.source();
  const planned = await lane.add({ sourceId });
  await product.ctx.db.system(async (tx) => {
    await sql`update outbox set due_at = now() + interval '1 hour' where message_id = ${later}`.execute(tx);
    await sql`update outbox set body = null where message_id = ${planned}`.execute(tx);
    await sql`update message_sources set template = ${'b'.repeat(200)} where id = ${sourceId}`.execute(tx);
  });
  expect([await ahead(), await waiting()]).toEqual([1 + 3 + 2, 4]);
  await product.ctx.db.system((tx) => sql`update message_sources set state = 'paused' where id = ${sourceId}`.execute(tx));
  expect([await ahead(), await waiting()]).toEqual([1 + 3, 4]);
  expect(await lane.lease()).toHaveLength(2);
  expect([await ahead(), await waiting()]).toEqual([0, 4]);
});

test('many that are held before the mark are stepped over by the index', async () => {
  const lane = await testLane(product);
  await product.ctx.db.system(async (tx) => {
    await sql`insert into outbox (message_id, workspace_id, sender_id, priority, due_at)
      select new_id(), ${lane.workspaceId}, ${lane.senderId}, 2, now() - interval '1 hour' from generate_series(1, 20000)`.execute(
      tx,
    );
    await sql`insert into lane_marks (workspace_id, sender_id, priority, due_at)
      values (${lane.workspaceId}, ${lane.senderId}, 2, now() - interval '1 minute')`.execute(tx);
  });
  await sql`analyze outbox`.execute(product.ctx.db.open);
  const { rows } = await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    sql<{ 'QUERY PLAN': string }>`explain (analyze, timing off) ${aheadQuery(lane.workspaceId, lane.senderId)}`.execute(tx),
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(/Index Cond: .*ROW\(due_at, message_id\) > ROW/);
  expect(plan).not.toMatch(/Rows Removed by Filter: \d{3,}/);
});
