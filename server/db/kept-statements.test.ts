import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestProduct, testProduct } from '../testing/product.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

it('prepares a marked statement once per connection, and no other', async () => {
  const { db } = product.ctx;
  const found = await db.system(async (tx) => {
    for (const n of [1, 2, 3]) {
      const { rows } = await sql<{ double: number }>`/* kept */ select ${n}::int * 2 as double`.execute(tx);
      expect(rows).toEqual([{ double: n * 2 }]);
      await sql`select ${n}::int * 3`.execute(tx);
    }
    const { rows } = await sql<{ name: string; statement: string }>`
      select name, statement from pg_prepared_statements where statement like '%::int *%' and statement not like '%pg_prepared%'`.execute(
      tx,
    );
    return rows;
  });
  expect(found.map((one) => one.statement)).toEqual(['/* kept */ select $1::int * 2 as double']);
  expect(found[0]?.name).toMatch(/^kept_[0-9a-f]{24}$/);
});

it('goes on after a marked statement failed', async () => {
  const { db } = product.ctx;
  const divide = (by: number) =>
    db.system((tx) => sql<{ n: number }>`/* kept */ select 6 / ${by}::int as n`.execute(tx)).then((answer) => answer.rows[0]?.n);
  await expect(divide(0)).rejects.toThrow('division by zero');
  expect(await divide(2)).toBe(3);
  await expect(divide(0)).rejects.toThrow('division by zero');
  expect(await divide(3)).toBe(2);
});
