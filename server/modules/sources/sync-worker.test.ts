import { sourcesApi } from '@tidings/core/contract/sources';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, type TestProduct } from '../../testing/product.ts';
import { runSync } from './sync.ts';
import { dropUnanswered, forgetIdleSyncs } from './syncs-store.ts';
import { type FakeGoogle, SourceDriver, withGoogle } from './testing.ts';

let product: TestProduct;
let google: FakeGoogle;
beforeAll(async () => {
  ({ product, google } = await withGoogle());
});
afterAll(() => product.close());

const header = ['Name', 'Phone', 'Opt in'];
const ann = ['Ann Arbor', '202-555-0101', 'yes'];
const bob = ['Bob Bell', '202-555-0102', 'yes'];
const cy = ['Cy Young', '202-555-0103', 'no'];
const targets = ['full_name', 'phone', 'consent'] as const;
const driver = async () => new SourceDriver(product, await product.workspace());

async function inStep(wish: object = {}): Promise<SourceDriver> {
  const one = await driver();
  google.rows = [header, ann, bob, cy];
  await one.connect({ kind: 'apps_script', address: `${google.url}/macros/s/abc/exec`, ...wish });
  await one.bringIn(targets);
  return one;
}

describe('syncs in the workers', () => {
  it('refuses a second sync while one runs', async () => {
    const one = await inStep();
    await one.start();
    await expect(one.start()).rejects.toThrow(/being synced right now/);
    await one.run();
  });

  it('goes on where it was cut, and counts everybody once', async () => {
    const one = await driver();
    google.rows = [
      header,
      ...Array.from({ length: 40 }, (_, n) => [`Person ${n}`, `202-555-01${String(n).padStart(2, '0')}`, 'yes']),
    ];
    await one.connect({ kind: 'csv_url', address: `${google.url}/pub` });
    await one.map(targets);
    await one.sync();
    const { id } = await one.latest();
    await one.ws.as('manager').call(sourcesApi.approveSourceSync, { params: { source_id: one.sourceId, sync_id: id } });
    const cut = new AbortController();
    let listed = 0;
    const watch = setInterval(async () => {
      listed = Object.keys(await one.listed()).length;
      if (listed > 0) cut.abort();
    }, 1);
    await runSync(product.ctx, { workspaceId: one.ws.id, syncId: id }, cut.signal, 5).catch(() => undefined);
    clearInterval(watch);
    const done = await one.run(5);
    expect(done).toMatchObject({ state: 'completed', counts: { rows: 40, added: 40, unchanged: 0 } });
    expect(Object.keys(await one.listed())).toHaveLength(40);
  });

  it('is done once when two workers are at it', async () => {
    const one = await inStep();
    google.rows = [header, ann, bob, cy, ['Dee Dee', '202-555-0104', 'yes'], ['Eve Early', '202-555-0105', 'yes']];
    const { id } = await one.start();
    const job = { workspaceId: one.ws.id, syncId: id };
    const before = google.asked;
    await Promise.all([1, 2, 3].map(() => runSync(product.ctx, job, new AbortController().signal, 1)));
    expect(await one.latest()).toMatchObject({ state: 'completed', counts: { added: 2 } });
    // A web app is asked twice: it answers with a redirect.
    expect(google.asked - before).toBe(2);
  });

  it('leaves off when another worker has taken it over', async () => {
    const one = await inStep();
    google.rows = [header, ann, bob, cy, ['Dee Dee', '202-555-0104', 'yes']];
    const { id } = await one.start();
    // While this one waits for the sheet, its lease ends and another takes the sync over.
    google.next.push((_request, response) => {
      void product.ctx.db
        .workspace(one.ws.id, (tx) => sql`update list_source_syncs set run_id = new_id() where id = ${id}`.execute(tx))
        .then(() => response.writeHead(200).end(JSON.stringify(google.objects)));
    });
    await runSync(product.ctx, { workspaceId: one.ws.id, syncId: id }, new AbortController().signal);
    expect(await one.latest()).toMatchObject({ state: 'running', counts: { added: 0 } });
    expect(Object.keys(await one.listed())).not.toContain('Dee Dee');
  });

  it('are forgotten when they changed nothing, and dropped when nobody answers', async () => {
    const one = await inStep();
    await one.sync();
    google.rows = [header];
    await one.sync();
    await product.ctx.db.workspace(one.ws.id, (tx) =>
      sql`update list_source_syncs set fetched_at = now() - interval '8 days', finished_at = finished_at - interval '31 days'`.execute(
        tx,
      ),
    );
    await product.ctx.db.system((tx) => dropUnanswered(tx, 7));
    await product.ctx.db.system((tx) => forgetIdleSyncs(tx, 30));
    const left = await product.ctx.db.workspace(one.ws.id, async (tx) => ({
      syncs: await tx.selectFrom('list_source_syncs').select(['trigger', 'state']).orderBy('id').execute(),
      pieces: await tx.selectFrom('list_source_pieces').select('position').execute(),
    }));
    expect(left).toEqual({
      syncs: [
        { trigger: 'first', state: 'completed' },
        { trigger: 'button', state: 'discarded' },
      ],
      pieces: [],
    });
  });

  it('stops where it was disconnected', async () => {
    const one = await inStep();
    await one.start();
    expect((await one.ws.as('manager').call(sourcesApi.removeSource, { params: { source_id: one.sourceId } })).status).toBe(204);
    expect(Object.keys(await one.listed())).toHaveLength(3);
  });

  it('are begun by their schedule, one at a time, and taken up when a worker died', async () => {
    const one = await inStep({ schedule: { kind: 'every', minutes: 5 } });
    expect((await one.get()).next_sync_at).not.toBeNull();
    const stop = await product.startWorker();
    google.rows = [header, ann, bob, cy, ['Dee Dee', '202-555-0104', 'yes']];
    await product.ctx.db.workspace(one.ws.id, (tx) => sql`update list_sources set next_sync_at = now()`.execute(tx));
    await eventually(
      async () => (await one.latest()).trigger === 'schedule' && (await one.latest()).state === 'completed',
      'it syncs by itself',
    );
    expect(Object.keys(await one.listed())).toContain('Dee Dee');
    google.rows = [header, ann, bob, cy, ['Eve Early', '202-555-0105', 'yes']];
    // As a worker leaves it that was killed: running, its lease over, nothing fetched, no job in the queue.
    await product.ctx.db.workspace(one.ws.id, (tx) =>
      sql`insert into list_source_syncs (workspace_id, source_id, trigger, state, run_id, leased_until)
        values (${one.ws.id}, ${one.sourceId}, 'button', 'running', new_id(), now() - interval '1 second')`.execute(tx),
    );
    await eventually(async () => (await one.latest()).state === 'completed', 'another worker takes it up');
    expect(Object.keys(await one.listed())).toContain('Eve Early');
    await stop();
  });
});
