import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { runImport } from './run.ts';
import { importCsv, mappingOf, people, startCsv } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const mapping = mappingOf(['external_id', 'full_name', 'phone', 'email', 'city', 'tags', 'consent'], {
  existing: 'update',
  match_by: ['external_id', 'phone', 'email'],
  consent: { kind: 'column', yes_values: [], no_values: [] },
});

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Rows of few people, few numbers and few addresses, so that most have something to do with others near and far. */
function tangledFile(seed: number, rows: number): string {
  const random = randomFrom(seed);
  const one = (values: readonly string[]) => values[Math.floor(random() * values.length)] ?? '';
  const numbered = (prefix: string, count: number, blanks: number) => () =>
    random() < blanks ? '' : `${prefix}${String(Math.floor(random() * count)).padStart(2, '0')}`;
  const id = numbered('M-', 40, 0.6);
  const phone = numbered('202-555-01', 60, 0.2);
  const email = numbered('p', 50, 0.5);
  const lines = Array.from({ length: rows }, () => {
    const address = email();
    const name = one(['Ann Reed', 'Bob Reed', 'Cy Lowe', '']);
    const row = [
      id(),
      name,
      phone(),
      address && `${address}@example.org`,
      one(['Springfield', 'Salem', '']),
      one(['vip', 'choir', 'new', '']),
    ];
    return [...row, one(['yes', 'no', '', ''])].join(',');
  });
  return `Id,Name,Phone,Email,City,Tags,Consent\n${lines.join('\n')}\n`;
}

/**
 * The people that an import leaves, but for a consent: of two rows about one person in one chunk only the sum is looked at, and a side by side
 * chunk may store them one after the other.
 */
async function resultOf(ws: TestWorkspace) {
  const rows = await people(product, ws);
  const byKey = rows.map(({ external_id, full_name, phone, email, city, addresses }) => ({
    person: [external_id, full_name, phone, email, city],
    addresses: [...addresses].sort(),
  }));
  const tagged = await product.ctx.db.workspace(ws.id, (tx) =>
    tx.selectFrom('contact_tags').innerJoin('tags', 'tags.id', 'tag_id').select('name').execute(),
  );
  const sorted = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).sort();
  const saidNo = rows.filter((one) => one.sms_consent === 'no').flatMap((one) => one.external_id ?? []);
  return { people: sorted(byKey), tagged: sorted(tagged), saidNo };
}

it.each([1, 2, 3, 4])('stores chunks side by side with the same result as one after the other (file %i)', async (seed) => {
  const first = tangledFile(seed * 100, 40);
  const second = tangledFile(seed, 160);
  const results = [];
  for (const sideBySide of [1, 2, 3]) {
    const ws = await product.workspace();
    // Some are there already.
    await importCsv(product, ws, first, mapping, 1_000);
    const { id } = await startCsv(ws, second, mapping);
    await runImport(product.ctx, { workspaceId: ws.id, importId: id }, new AbortController().signal, 7, sideBySide);
    const { created, rejected, state } = await product.ctx.db.workspace(ws.id, (tx) =>
      tx.selectFrom('imports').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    );
    results.push({ ...(await resultOf(ws)), counts: { created, rejected, state } });
  }
  expect(results[0]?.counts.state).toBe('completed');
  for (const other of results.slice(1))
    expect(other).toMatchObject({ people: results[0]?.people, tagged: results[0]?.tagged, counts: results[0]?.counts });
  const no = second.split('\n').flatMap((line) => (line.startsWith('M-') && line.endsWith(',no') ? line.slice(0, 4) : []));
  expect(no.length).toBeGreaterThan(5);
  for (const { saidNo } of results) expect(saidNo).toEqual(expect.arrayContaining([...new Set(no)]));
});

it('goes on when the chunk before has to begin again, whatever holds it up', async () => {
  const ws = await product.workspace();
  await importCsv(product, ws, tangledFile(7, 60), mapping, 1_000);
  const file = tangledFile(8, 100);
  const { id } = await startCsv(ws, file, mapping);
  const job = { workspaceId: ws.id, importId: id };
  // Somebody changes everybody again and again meanwhile, in the opposite order.
  let over = false;
  const meanwhile = (async () => {
    while (!over) {
      await product.ctx.db
        .workspace(ws.id, async (tx) => {
          const ids = await tx.selectFrom('contacts').select('id').orderBy('id', 'desc').limit(40).execute();
          for (const one of ids) await tx.updateTable('contacts').set({ notes: 'called' }).where('id', '=', one.id).execute();
        })
        .catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  await runImport(product.ctx, job, new AbortController().signal, 10);
  over = true;
  await meanwhile;
  const row = await product.ctx.db.workspace(ws.id, (tx) =>
    tx.selectFrom('imports').select(['state', 'rows_read']).where('id', '=', id).executeTakeFirstOrThrow(),
  );
  const lines = file
    .split('\n')
    .slice(1)
    .filter((line) => /[^,]/.test(line));
  expect(row).toEqual({ state: 'completed', rows_read: lines.length });
});
