import { importsApi } from '@tidings/core/contract/imports';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type TestProduct, type TestWorkspace, testProduct } from '../../testing/product.ts';
import { mappingOf, startCsv, uploadCsv } from './testing.ts';

let product: TestProduct;
beforeAll(async () => {
  product = await testProduct();
});
afterAll(() => product.close());

const getImport = async (ws: TestWorkspace, id: string) =>
  (await ws.as('manager').call(importsApi.getImport, { params: { import_id: id } })).body;
const many = (count: number) =>
  `Name,Phone\n${Array.from({ length: count }, (_, n) => `Person ${n},202-555-01${String(n).padStart(2, '0')}`).join('\n')}\n`;
const mapping = mappingOf(['full_name', 'phone']);

describe('an import in a worker', () => {
  it('is run by a worker, announced, written down, and its file is removed', async () => {
    const ws = await product.workspace();
    const heard: string[] = [];
    await product.ctx.realtime.start();
    const stop = product.ctx.realtime.subscribe(ws.id, (change) => change !== 'missed' && heard.push(change.topic));
    const { id } = await startCsv(ws, many(5), mapping);
    await product.startWorker();
    await eventually(async () => (await getImport(ws, id)).state === 'completed', 'the worker imports');
    await eventually(() => heard.includes('contacts') && heard.includes('imports'), 'screens are told');
    stop();
    const { activity, pieces } = await product.ctx.db.workspace(ws.id, async (tx) => ({
      activity: await tx.selectFrom('audit_entries').selectAll().where('action', '=', 'contacts_imported').execute(),
      pieces: await tx.selectFrom('import_pieces').select('position').execute(),
    }));
    expect(activity).toMatchObject([{ object_label: 'people.csv', details: { created: 5 } }]);
    expect(pieces).toEqual([]);
  });

  it('takes up by itself an import whose worker died', async () => {
    const ws = await product.workspace();
    const { id } = (await uploadCsv(ws, many(30))).body;
    await ws.as('manager').call(importsApi.setImportMapping, { params: { import_id: id }, body: mapping });
    // As a worker leaves it that was killed: running, its lease over, no job in the queue.
    await product.ctx.db.workspace(ws.id, (tx) =>
      sql`update imports set state = 'running', leased_until = now() - interval '1 second' where id = ${id}`.execute(tx),
    );
    await eventually(async () => (await getImport(ws, id)).state === 'completed', 'another worker takes it up');
  });
});
