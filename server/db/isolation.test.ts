import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../lib/clock.ts';
import { type TestProduct, testProduct } from '../testing/product.ts';
import { seedEveryTable } from '../testing/seed-every-table.ts';

let product: TestProduct;
let tenantTables: string[];
beforeAll(async () => {
  product = await testProduct();
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
    where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace order by 1`.execute(product.ctx.db.open);
  tenantTables = ['workspaces', ...rows.map((row) => row.name)];
});
afterAll(() => product.close());

test('every table with a workspace_id has row-level security, forced for its owner too, with a policy for reading and writing', async () => {
  const { rows } = await sql<{ name: string; enabled: boolean; forced: boolean }>`
    select relname as name, relrowsecurity as enabled, relforcerowsecurity as forced from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`.execute(product.ctx.db.open);
  const open = rows.filter((row) => tenantTables.includes(row.name) && !(row.enabled && row.forced)).map((row) => row.name);
  expect(open).toEqual([]);
  const policies = await sql<{ tablename: string; cmd: string; qual: string | null; with_check: string | null }>`
    select tablename, cmd, qual, with_check from pg_policies where schemaname = 'public'`.execute(product.ctx.db.open);
  for (const table of tenantTables) {
    const own = policies.rows.filter((policy) => policy.tablename === table);
    // A second policy would widen the first.
    expect(own, table).toHaveLength(1);
    expect(own[0]).toMatchObject({ cmd: 'ALL' });
    expect(own[0]?.qual, table).toContain('current_workspace()');
    expect(own[0]?.with_check, table).toBe(own[0]?.qual);
  }
});

test('the application’s role can neither bypass row-level security nor change roles', async () => {
  const { rows } = await sql<{ rolsuper: boolean; rolbypassrls: boolean; rolcreaterole: boolean }>`
    select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user`.execute(product.ctx.db.open);
  expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false }]);
});

test('no view or function lets rows out with its owner’s rights', async () => {
  const { rows } = await sql<{ name: string }>`
    select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prosecdef
    union all select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')`.execute(
    product.ctx.db.open,
  );
  expect(rows).toEqual([]);
});

test('a transaction of one workspace, and one of none, sees no row of another in any table', async () => {
  const [mine, other] = [await product.workspace(), await product.workspace()];
  const user = await product.ctx.db.open
    .insertInto('users')
    .values({ id: newId(), name: 'Ada', email: 'ada@example.com', password_hash: 'none' })
    .returning('id')
    .executeTakeFirstOrThrow();
  const seeded = await seedEveryTable(product.ctx.db, other.id, user.id);
  expect(seeded.size).toBeGreaterThan(20);
  for (const table of tenantTables) {
    const owner = sql.ref(table === 'workspaces' ? 'id' : 'workspace_id');
    const query = sql<{ n: number }>`select count(*) as n from ${sql.table(table)} where ${owner} = ${other.id}`;
    const inside = await product.ctx.db.workspace(mine.id, (tx) => query.execute(tx));
    const outside = await query.execute(product.ctx.db.open);
    expect([table, inside.rows[0]?.n, outside.rows[0]?.n]).toEqual([table, 0, 0]);
  }
});

test('a workspace’s transaction ends with its scope: the next one on the same connection sees nothing', async () => {
  const ws = await product.workspace();
  for (let n = 0; n < 20; n += 1)
    await product.ctx.db.workspace(ws.id, (tx) => tx.selectFrom('workspaces').select('id').execute());
  expect(await product.ctx.db.open.selectFrom('workspaces').select('id').execute()).toEqual([]);
});
