import { mostCounted, queueApi } from '@tidings/core/contract/queue';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../../testing/product.ts';
import { testLane } from '../messages/testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

it('counts failures up to a bound for each reason, and a flood of one hides nothing of another', async () => {
  const lane = await testLane(product);
  const fail = (count: number, reason: string | null, hoursAgo: number) =>
    product.ctx.db.workspace(lane.workspaceId, async (tx) => {
      await sql`
        with made as (
          insert into messages (workspace_id, direction, channel, address, sender_id, source, body, state, reason, error_code)
          select ${lane.workspaceId}, 'out', 'sms', '+12025550123', ${lane.senderId}, 'reply', 'Hello', 'failed', ${reason}, '30003'
          from generate_series(1, ${count}::int) returning id, reason
        )
        insert into message_failures (id, workspace_id, message_id, sender_id, reason, at)
        select case when ${hoursAgo}::int > 0 then first_id_at(now() - make_interval(hours => ${hoursAgo})) else new_id() end, ${lane.workspaceId}, id,
          ${lane.senderId}, reason, now() - make_interval(hours => ${hoursAgo}) from made`.execute(tx);
    });
  await fail(1, 'provider_error', 23);
  await fail(1, 'handset_unreachable', 25);
  await fail(2, null, 0);
  await fail(mostCounted + 500, 'carrier_error', 0);
  const groups = async () => {
    const answer = await lane.as('admin').call(queueApi.listFailureGroups);
    return Object.fromEntries(answer.body.items.map((one) => [one.reason ?? '', one]));
  };
  const before = await groups();
  expect(Object.keys(before).sort()).toEqual(['', 'carrier_error', 'provider_error']);
  expect(before['carrier_error']).toMatchObject({ count: mostCounted + 1, open: 1_000, error_codes: ['30003'] });
  expect(before['provider_error']).toMatchObject({ count: 1, open: 1 });
  expect(before['']).toMatchObject({ count: 2, open: 0 });
  // What is not failed any more is not counted.
  await product.ctx.db.workspace(lane.workspaceId, (tx) =>
    sql`update messages set state = 'delivered', reason = null where workspace_id = ${lane.workspaceId} and (reason is null or reason = 'provider_error')`.execute(
      tx,
    ),
  );
  expect(Object.keys(await groups())).toEqual(['carrier_error']);
});
