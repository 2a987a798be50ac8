import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { Logger } from '../lib/logger.ts';
import { isRepeatable } from '../lib/temporary.ts';
import { Turns } from '../lib/turns.ts';
import { keepStatements } from './kept-statements.ts';
import { beginWithScope, scopeStatement } from './scoped-begin.ts';
import type { Tables } from './tables.ts';

/** A transaction. What needs one takes it as its first parameter. */
export type Tx = Transaction<Tables>;

pg.types.setTypeParser(20, Number); // bigint: counts and micro-units stay below 2^53
pg.types.setTypeParser(1700, Number); // numeric: only sums of the above
pg.types.setTypeParser(1082, (value) => value); // date: a birthday has no instant

const afterCommit = new WeakMap<Tx, Array<() => void>>();

/** Runs after the transaction has committed, never when it was rolled back. For news, not for work that must happen: that is a job. */
export function onCommit(tx: Tx, run: () => void): void {
  afterCommit.get(tx)?.push(run);
}

/** Narrows ids before they are spliced into a setting; ids come from the database or from validated input. */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The database: a bounded pool, and transactions that see one workspace, or, said on purpose, the whole installation. */
export class Database {
  readonly pool: pg.Pool;
  readonly url: string;
  /**
   * Places for work that holds a connection while it waits for other work of this process, such as the chunks of an import: half of the pool, so
   * that what they wait for always gets one. Whoever takes a place waits only for work that took its own earlier.
   */
  readonly waitingWork: Turns;
  readonly #kysely: Kysely<Tables>;
  readonly #log: Logger;

  constructor(options: { url: string; max: number; log: Logger; name: string }) {
    this.url = options.url;
    this.#log = options.log;
    this.waitingWork = new Turns(options.max / 2);
    this.pool = new pg.Pool({
      connectionString: options.url,
      max: options.max,
      application_name: options.name,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
    });
    // Without a listener a lost idle connection ends the process; with one the pool reconnects by itself.
    this.pool.on('error', (error) => this.#log.warn({ err: error.message }, 'a database connection was lost'));
    // The pool listens to idle connections only: one that is lost between two statements of a transaction would end the process, too.
    this.pool.on('connect', (client) => {
      client.on('error', () => undefined);
      keepStatements(client);
      beginWithScope(client);
    });
    this.#kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: this.pool }) });
  }

  /** The instance without workspace or system scope: sees installation-wide tables only. */
  get open(): Kysely<Tables> {
    return this.#kysely;
  }

  /** Whether the database answers a new connection within this time: one that hangs keeps the old ones open and says nothing. */
  async answersWithin(ms: number): Promise<boolean> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: ms, query_timeout: ms });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      await client.end();
      return true;
    } catch {
      void client.end().catch(() => undefined);
      return false;
    }
  }

  /** A transaction that sees exactly one workspace (I7). Repeated when it loses a deadlock, so `work` must not do anything outside of it. */
  async workspace<T>(workspaceId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (!uuid.test(workspaceId)) throw new Error('A workspace id is a UUID.');
    return this.#run({ 'app.workspace_id': workspaceId }, work);
  }

  /** A transaction over all workspaces: for the dispatcher, hooks, sign-in and the installation's own jobs. Name the workspace in each statement. */
  async system<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#run({ 'app.scope': 'system' }, work);
  }

  /**
   * The same for what runs for each batch of messages and reaches every row by a key, whatever the values: a plan that is kept is used from the
   * first time on. PostgreSQL would make it anew five times on each connection before it trusts it.
   */
  async byKey<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#run({ 'app.scope': 'system', plan_cache_mode: 'force_generic_plan' }, work);
  }

  async #run<T>(settings: Readonly<Record<string, string>>, work: (tx: Tx) => Promise<T>): Promise<T> {
    const scope = sql.join(Object.entries(settings).map(([name, value]) => sql`set_config(${name}, ${value}, true)`));
    for (let attempt = 1; ; attempt += 1) {
      const hooks: Array<() => void> = [];
      try {
        const result = await this.#kysely.transaction().execute(async (tx) => {
          await sql`${sql.raw(scopeStatement)} select ${scope}`.execute(tx);
          afterCommit.set(tx, hooks);
          return work(tx);
        });
        for (const hook of hooks) hook();
        return result;
      } catch (error) {
        if (attempt >= 4 || !isRepeatable(error)) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await this.#kysely.destroy();
  }
}
