import { fromKysely, PgBoss } from 'pg-boss';
import type { Context } from '../context.ts';
import type { Tx } from '../db/database.ts';
import type { Logger } from '../lib/logger.ts';
import type { JobDefinition, JobHandler } from './define.ts';

interface EnqueueOptions {
  readonly startAfter?: Date;
  /** While a job with this key waits or runs, another is not added. */
  readonly singletonKey?: string;
}

/** A job that failed as often as allowed. */
export interface GivenUp {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly failedAt: Date | null;
  readonly attempts: number;
  readonly words: string;
}

/** Background jobs. The only place that knows pg-boss; it holds nothing that the tables do not know. */
export class Jobs {
  readonly #boss: PgBoss;
  readonly #log: Logger;
  readonly #stopping = new AbortController();
  #running = 0;
  #started: Promise<void> | undefined;

  constructor(options: { url: string; log: Logger; supervise: boolean }) {
    this.#log = options.log;
    this.#boss = new PgBoss({
      connectionString: options.url,
      max: 3,
      application_name: 'tidings-jobs',
      supervise: options.supervise,
      schedule: options.supervise,
      // A job starts some 20 ms after its commit instead of at the next look.
      useListenNotify: true,
      superviseIntervalSeconds: 1,
      monitorIntervalSeconds: 2,
    });
    this.#boss.on('error', (error: Error) => this.#log.warn({ err: error.message }, 'the job queue had a problem'));
  }

  /** Makes the queue's own tables and the queues. Safe to call again. */
  async start(definitions: readonly JobDefinition<object>[]): Promise<void> {
    this.#started ??= (async () => {
      await this.#boss.start();
      await this.declare(definitions);
    })();
    await this.#started;
  }

  /** Makes the queues of jobs. Safe to call again. */
  async declare(definitions: readonly JobDefinition<object>[]): Promise<void> {
    for (const one of definitions) {
      const options = {
        retryLimit: one.retries,
        retryDelay: one.retrySeconds,
        retryBackoff: true,
        retryDelayMax: 300,
        expireInSeconds: one.expireSeconds,
        deleteAfterSeconds: 86_400,
        notify: true,
      };
      await this.#boss.createQueue(one.name, options);
      await this.#boss.updateQueue(one.name, options);
    }
  }

  /** Adds a job in the caller's transaction: it exists exactly when the rows it is about do. */
  async enqueue<T extends object>(tx: Tx, definition: JobDefinition<T>, payload: T, options: EnqueueOptions = {}): Promise<void> {
    await this.#boss.send(definition.name, payload, {
      db: fromKysely(tx),
      ...(options.startAfter ? { startAfter: options.startAfter } : {}),
      ...(options.singletonKey ? { singletonKey: options.singletonKey } : {}),
    });
  }

  /** Starts working on jobs in this process. */
  async work(ctx: Context, handlers: readonly JobHandler[]): Promise<void> {
    for (const handler of handlers) {
      const run = handler.run as (ctx: Context, payload: object, signal: AbortSignal) => Promise<void>;
      await this.#boss.work<object>(
        handler.definition.name,
        { pollingIntervalSeconds: 0.5, notifyPollingIntervalSeconds: 1, batchSize: 1, localConcurrency: handler.concurrency },
        async ([job]) => {
          if (!job) return;
          this.#running += 1;
          try {
            await run(ctx, job.data, AbortSignal.any([job.signal, this.#stopping.signal]));
          } catch (error) {
            this.#log.warn({ job: handler.definition.name, id: job.id, err: error }, 'a job failed and will be tried again');
            throw error;
          } finally {
            this.#running -= 1;
          }
        },
      );
    }
  }

  /** Jobs that were given up, the latest first. Their payloads hold ids only and are not told. */
  async listFailed(limit: number): Promise<GivenUp[]> {
    const { rows } = await this.#boss.getDb().executeSql(
      `select id, name, created_on as "createdAt", completed_on as "failedAt", retry_count + 1 as attempts,
        coalesce(output ->> 'message', output ->> 'value', '') as words
      from pgboss.job where state = 'failed' order by completed_on desc nulls last limit $1`,
      [limit],
    );
    return rows as GivenUp[];
  }

  /** How many jobs were given up. */
  async countFailed(): Promise<number> {
    const { rows } = await this.#boss.getDb().executeSql(`select count(*)::int as n from pgboss.job where state = 'failed'`, []);
    return (rows as { n: number }[])[0]?.n ?? 0;
  }

  /** Runs a job that was given up once more; false when there is none by that id. */
  async retryFailed(id: string): Promise<boolean> {
    const name = await this.#nameOfFailed(id);
    if (name !== undefined) await this.#boss.retry(name, id);
    return name !== undefined;
  }

  /** Removes a job that was given up; false when there is none by that id. */
  async discardFailed(id: string): Promise<boolean> {
    const name = await this.#nameOfFailed(id);
    if (name !== undefined) await this.#boss.deleteJob(name, id);
    return name !== undefined;
  }

  async #nameOfFailed(id: string): Promise<string | undefined> {
    const { rows } = await this.#boss.getDb().executeSql(`select name from pgboss.job where id = $1 and state = 'failed'`, [id]);
    return (rows as { name: string }[])[0]?.name;
  }

  /** How many jobs run in this process right now. */
  get running(): number {
    return this.#running;
  }

  /** Waits for running jobs, at most the given time; what is cut short is run again by another worker. */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopping.abort();
    await this.#boss.stop({ graceful: true, timeout: timeoutMs, close: true }).catch((error: unknown) => {
      this.#log.warn({ err: error }, 'the job queue did not stop cleanly');
    });
  }
}
