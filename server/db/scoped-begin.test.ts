import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../testing/product.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const scopeNow = sql<{ scope: string | null; workspace: string | null; running: boolean }>`
  select nullif(current_setting('app.scope', true), '') as scope, nullif(current_setting('app.workspace_id', true), '') as workspace,
    now() <> statement_timestamp() as running`;
const id = '0199aaaa-0000-7000-8000-000000000001';

it('begins a transaction that sees what it may, and leaves nothing of that behind', async () => {
  const { db } = product.ctx;
  const inSystem = await db.system(async (tx) => {
    await sql`select pg_sleep(0.002)`.execute(tx);
    return (await scopeNow.execute(tx)).rows[0];
  });
  expect(inSystem).toEqual({ scope: 'system', workspace: null, running: true });
  const inWorkspace = await db.workspace(id, async (tx) => (await scopeNow.execute(tx)).rows[0]);
  expect(inWorkspace).toMatchObject({ scope: null, workspace: id });
  for (let n = 0; n < 20; n += 1)
    expect((await scopeNow.execute(db.open)).rows[0]).toMatchObject({ scope: null, workspace: null });
});

it('keeps plans from the first time on where it is told to, and in that transaction only', async () => {
  const { db } = product.ctx;
  const mode = sql<{
    mode: string;
    scope: string;
  }>`select current_setting('plan_cache_mode') as mode, current_setting('app.scope', true) as scope`;
  expect(await db.byKey(async (tx) => (await mode.execute(tx)).rows[0])).toEqual({ mode: 'force_generic_plan', scope: 'system' });
  for (let n = 0; n < 20; n += 1)
    expect(await db.system(async (tx) => (await mode.execute(tx)).rows[0])).toEqual({ mode: 'auto', scope: 'system' });
});

it('rolls back what failed, also when nothing was asked', async () => {
  const { db } = product.ctx;
  await expect(db.system((tx) => sql`select 1 / 0`.execute(tx))).rejects.toThrow('division by zero');
  await expect(
    db.system(async () => {
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  await db.system(async () => undefined);
  expect((await db.system(async (tx) => (await scopeNow.execute(tx)).rows[0]))?.scope).toBe('system');
});

it('begins plainly where no scope follows', async () => {
  const { db } = product.ctx;
  await db.open.transaction().execute(async (tx) => {
    expect((await scopeNow.execute(tx)).rows[0]).toMatchObject({ scope: null, workspace: null });
    await sql`create temporary table kept_only_here (n int) on commit drop`.execute(tx);
    expect((await sql`select * from kept_only_here`.execute(tx)).rows).toEqual([]);
  });
  await db.open.transaction().execute(async () => undefined);
  await expect(sql`select * from kept_only_here`.execute(db.open)).rejects.toThrow('does not exist');
});
