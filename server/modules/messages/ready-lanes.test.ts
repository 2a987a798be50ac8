import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { afterMark } from './lease-store.ts';
import { type Lane, testLane } from './testing.ts';

let product: TestProduct;
let lane: Lane;
beforeAll(async () => {
  product = await testProduct();
  lane = await testLane(product);
});
afterAll(() => product.close());

test('what is held before a lane’s mark is stepped over by the index, not read and compared', async () => {
  const held = 20_000;
  await product.ctx.db.system(async (tx) => {
    await sql`insert into outbox (message_id, workspace_id, sender_id, priority, due_at)
      select new_id(), ${lane.workspaceId}, ${lane.senderId}, 2, now() - interval '1 hour' from generate_series(1, ${held}::int)`.execute(
      tx,
    );
    await sql`insert into lane_marks (workspace_id, sender_id, priority, due_at)
      values (${lane.workspaceId}, ${lane.senderId}, 2, now() - interval '1 minute')`.execute(tx);
  });
  await sql`analyze outbox`.execute(product.ctx.db.open);
  const { rows } = await product.ctx.db.system((tx) =>
    sql<{ 'QUERY PLAN': string }>`
      explain (analyze, timing off)
      select s.id from senders s
      cross join unnest(array[0, 1, 2]::smallint[]) as p(priority)
      left join lane_marks k on k.sender_id = s.id and k.priority = p.priority
      cross join lateral (
        select 1 from outbox o
        where o.sender_id = s.id and o.priority = p.priority and o.status = 'queued' and o.due_at <= now()
          and (o.due_at, o.message_id) > (${afterMark})
        order by o.due_at, o.message_id limit 1) due`.execute(tx),
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toMatch(/Index Cond: .*ROW\(due_at, message_id\) > ROW/);
  expect(plan).not.toMatch(/Rows Removed by Filter: \d{3,}/);
});
