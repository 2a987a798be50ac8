import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestProduct, testProduct } from '../testing/product.ts';
import { checkSchema, listMigrations } from './migrate.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const check = () => checkSchema(product.ctx.db);
const names = Object.keys(listMigrations());
const forget = (name: string) => sql`delete from schema_migrations where name = ${name}`.execute(product.ctx.db.open);
const remember = (name: string) =>
  sql`insert into schema_migrations (name, timestamp) values (${name}, '2026-05-05')`.execute(product.ctx.db.open);

test('a database of this version is accepted', async () => {
  await expect(check()).resolves.toBeUndefined();
});

test('an older database is refused with what to do', async () => {
  const last = names.toSorted().at(-1) ?? '';
  await forget(last);
  await expect(check()).rejects.toThrow(
    'The database is older than this version of Tidings: run "tidings migrate" (1 step is missing).',
  );
  await remember(last);
  await expect(check()).resolves.toBeUndefined();
});

test('a newer database is refused by the name of what it has', async () => {
  await remember('9999_later');
  await expect(check()).rejects.toThrow('by a newer version of Tidings (it has 9999_later)');
  await forget('9999_later');
});

test('an empty database is refused as older', async () => {
  await sql`alter table schema_migrations rename to elsewhere`.execute(product.ctx.db.open);
  await expect(check()).rejects.toThrow(`(${names.length} steps are missing)`);
  await sql`alter table elsewhere rename to schema_migrations`.execute(product.ctx.db.open);
});
