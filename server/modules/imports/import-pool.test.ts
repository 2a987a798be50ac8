import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { testProduct } from '../../testing/product.ts';
import { runImport } from './run.ts';
import { mappingOf, people, startCsv } from './testing.ts';

/** Rows of few numbers, so that each chunk has something to do with those before it and waits for them. */
const tangled = (rows: number) =>
  `Name,Phone\n${Array.from({ length: rows }, (_, n) => `Ann Reed,202-555-01${String(n % 20).padStart(2, '0')}`).join('\n')}\n`;

it.each(['2', '3'])('runs three imports at once with a pool of %s connections', async (connections) => {
  const product = await testProduct({ env: { TIDINGS_DATABASE_POOL: connections } });
  try {
    const workspaces = await Promise.all([1, 2, 3].map(() => product.workspace()));
    // The first chunk of each has to begin again, and needs a connection for it while the chunks after it wait for its end.
    await sql`create sequence failures`.execute(product.ctx.db.open);
    await sql`create function fail_first() returns trigger language plpgsql as $$ begin
      if new.full_name = 'Ann Reed' and nextval('failures') <= 3 then raise exception 'somebody was faster' using errcode = 'unique_violation'; end if;
      return new; end $$`.execute(product.ctx.db.open);
    await sql`create trigger fail_first before insert on contacts for each row execute function fail_first()`.execute(
      product.ctx.db.open,
    );
    const jobs = [];
    for (const ws of workspaces) {
      const { id } = await startCsv(ws, tangled(60), mappingOf(['full_name', 'phone']));
      jobs.push({ workspaceId: ws.id, importId: id });
    }
    await Promise.all(jobs.map((job) => runImport(product.ctx, job, new AbortController().signal, 5)));
    for (const ws of workspaces) expect(await people(product, ws)).toHaveLength(20);
    const rows = await product.ctx.db.system((tx) => tx.selectFrom('imports').select(['state', 'rows_read']).execute());
    expect(rows).toEqual(jobs.map(() => ({ state: 'completed', rows_read: 60 })));
  } finally {
    await product.close();
  }
});
