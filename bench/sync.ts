import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { SourceSync } from '@tidings/core/contract/source-syncs';
import type { Context } from '../server/context.ts';
import type { WorkspaceActor } from '../server/http/actor.ts';
import { newId } from '../server/lib/clock.ts';
import { createList } from '../server/modules/lists/service.ts';
import { presentSync } from '../server/modules/sources/present.ts';
import { createSource, getSource, setMapping } from '../server/modules/sources/service.ts';
import { answerSync, startSync } from '../server/modules/sources/sync-service.ts';
import { benchInstallation, cpuSeconds, type Figure, peakMemoryMb, printFigures } from './harness.ts';
import { childrenCpu, mapping } from './import.ts';
import { contactsCsv } from './import-rows.ts';

/** `sync [rows]`: a list kept in step with a sheet: the first sync, again without a change, and with 1 % of the rows changed. */
export async function run(args: readonly string[]): Promise<void> {
  const count = Number(args[0] ?? 100_000);
  process.env['TIDINGS_ALLOW_PRIVATE_ADDRESSES'] = 'true';
  const installation = await benchInstallation();
  const sheet = await Sheet.start(count);
  try {
    const { ctx } = installation;
    const worker = await installation.spawn('server/main.ts', ['worker'], 'message');
    const idle = peakMemoryMb(worker.pid) ?? 0;
    const bench = await connect(ctx, sheet.url);
    const timed = async (work: () => Promise<unknown>) => {
      const begun = performance.now();
      const cpu = cpuSeconds(worker.pid);
      const database = childrenCpu(installation.postgres.pid);
      await work();
      const sync = await bench.settled();
      return {
        seconds: (performance.now() - begun) / 1_000,
        cpu: cpuSeconds(worker.pid) - cpu,
        database: childrenCpu(installation.postgres.pid) - database,
        sync,
      };
    };
    const shown = await timed(() => bench.sync());
    const first = await timed(() => bench.approve());
    const memoryAfterFirst = peakMemoryMb(worker.pid) ?? 0;
    const same = await timed(() => bench.sync());
    sheet.change(Math.round(count / 100));
    const changed = await timed(() => bench.sync());
    const figures: Figure[] = [
      { what: 'looked at before the first sync', value: shown.seconds, unit: 's' },
      { what: 'first sync, taken over', value: first.seconds, unit: 's' },
      { what: 'the same in rows', value: count / first.seconds, unit: 'rows/s' },
      {
        what: 'again without a change',
        value: same.seconds,
        unit: 's',
        limit: { what: 'the first sync', value: first.seconds, wanted: 'at most 0.2' },
      },
      {
        what: 'again with 1 % of the rows changed',
        value: changed.seconds,
        unit: 's',
        limit: { what: 'the first sync', value: first.seconds, wanted: 'at most 0.3' },
      },
      { what: 'processor time of worker and database, first sync', value: first.cpu + first.database, unit: 's' },
      { what: 'of that, of the worker', value: first.cpu, unit: 's' },
      { what: 'processor time of both, without a change', value: same.cpu + same.database, unit: 's' },
      { what: 'processor time of both, 1 % changed', value: changed.cpu + changed.database, unit: 's' },
      {
        what: 'peak memory of the worker',
        value: peakMemoryMb(worker.pid) ?? 0,
        unit: 'MB',
        limit: { what: 'the goal', value: 300, wanted: 'at most 1.0' },
      },
      { what: 'of that, after the first sync', value: memoryAfterFirst, unit: 'MB' },
      { what: 'of that, before it', value: idle, unit: 'MB' },
    ];
    printFigures(`Keeping a list in step with a sheet of ${count.toLocaleString('en')} rows (CSV)`, figures);
    for (const [name, { sync }] of Object.entries({ shown, first, same, changed }))
      console.log(`  ${name}: ${JSON.stringify(sync.counts)}`);
  } finally {
    await sheet.close();
    await installation.close();
  }
}

/** A CSV file of people behind an address. */
class Sheet {
  #rows: string[];
  readonly #server: Server;

  private constructor(server: Server, rows: string[]) {
    this.#server = server;
    this.#rows = rows;
    server.on('request', (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/csv' }).end(this.#rows.join('\r\n')),
    );
  }

  static async start(count: number): Promise<Sheet> {
    const server = createServer();
    const text = Buffer.concat([...contactsCsv(count)]).toString();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Sheet(server, text.trimEnd().split('\r\n'));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/people.csv`;
  }

  /** Gives so many people, spread over the sheet, another company. */
  change(howMany: number): void {
    const step = Math.floor((this.#rows.length - 1) / howMany);
    this.#rows = this.#rows.map((row, at) => (at > 0 && at % step === 0 ? row.replace(/Company (\d+)/, 'Company of $1') : row));
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/** A list with a source, its columns chosen. */
async function connect(ctx: Context, address: string) {
  const workspaceId = newId();
  await ctx.db.system((tx) =>
    tx
      .insertInto('workspaces')
      .values({ id: workspaceId, slug: 'bench', name: 'Bench', country: 'US', time_zone: 'America/New_York' })
      .execute(),
  );
  const actor: WorkspaceActor = { kind: 'user', id: newId(), name: 'Bench', workspaceId, role: 'owner' };
  const list = await createList(ctx, actor, { name: 'Members' });
  const { source } = await createSource(ctx, actor, { list_id: list.id, kind: 'csv_url', address });
  const latest = async (): Promise<SourceSync> => {
    const found = await getSource(ctx, actor, source.id);
    if (!found.sync) throw new Error('There is no sync.');
    return presentSync(found.source, found.sync);
  };
  const settled = async (): Promise<SourceSync> => {
    for (;;) {
      const sync = await latest();
      if (sync.state === 'failed') throw new Error(sync.problem?.words);
      if (sync.state === 'completed' || sync.state === 'review') return sync;
      await wait(20);
    }
  };
  await settled();
  await setMapping(ctx, actor, source.id, mapping);
  return {
    settled,
    sync: () => startSync(ctx, actor, source.id, {}),
    approve: async () => answerSync(ctx, actor, { source_id: source.id, sync_id: (await latest()).id }, 'approve'),
  };
}
