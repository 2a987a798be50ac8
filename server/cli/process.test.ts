import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type TestProduct, testProduct } from '../testing/product.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
  await sql`insert into schema_migrations (name, timestamp) values ('9999_later', '2026-05-05')`.execute(product.ctx.db.open);
});
afterAll(() => product.close());

test.each(['web', 'worker'])('%s ends at once, with the reason, on the database of a newer version', async (command) => {
  const env = { ...process.env, TIDINGS_DATA: inject('dataDir'), DATABASE_URL: product.databaseUrl, TIDINGS_PORT: '0' };
  const child = spawn(process.execPath, [fileURLToPath(new URL('../main.ts', import.meta.url)), command], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'exit');
  const said = await text(child.stderr);
  expect(await ended).toEqual([1, null]);
  expect(said).toContain('Tidings: The database was brought up to date by a newer version of Tidings (it has 9999_later).');
});
