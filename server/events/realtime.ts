import type { Change } from '@tidings/core/contract/realtime';
import { sql } from 'kysely';
import pg from 'pg';
import type { Database, Tx } from '../db/database.ts';
import type { Logger } from '../lib/logger.ts';

const channel = 'tidings_changes';

/** Tells open screens, after the commit, that something changed. Equal changes of one transaction are one. */
export async function announce(tx: Tx, workspaceId: string, change: Change): Promise<void> {
  await sql`select pg_notify(${channel}, ${JSON.stringify({ w: workspaceId, t: change.topic, i: change.id })})`.execute(tx);
}

/** The same outside of a transaction, for news about work already committed. */
export async function announceNow(db: Database, workspaceId: string, change: Change): Promise<void> {
  await sql`select pg_notify(${channel}, ${JSON.stringify({ w: workspaceId, t: change.topic, i: change.id })})`.execute(db.open);
}

type Listener = (change: Change | 'missed') => void;

/** Listens for changes on a connection of its own and hands them to the screens of their workspace. */
export class Realtime {
  readonly #url: string;
  readonly #log: Logger;
  readonly #listeners = new Map<string, Set<Listener>>();
  #client: pg.Client | undefined;
  #stopped = false;
  #retry: NodeJS.Timeout | undefined;

  constructor(url: string, log: Logger) {
    this.#url = url;
    this.#log = log;
  }

  /** Starts listening; reconnects by itself and then tells every screen that it may have missed something. */
  async start(): Promise<void> {
    if (this.#stopped) return;
    const client = new pg.Client({ connectionString: this.#url, application_name: 'tidings-realtime', keepAlive: true });
    let ended = false;
    const again = () => {
      if (ended || this.#stopped) return;
      ended = true;
      void client.end().catch(() => undefined);
      this.#retry = setTimeout(() => void this.start(), 1_000);
    };
    client.on('error', again);
    client.on('end', again);
    client.on('notification', (message) => this.#deliver(message.payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      this.#client = client;
      for (const listeners of this.#listeners.values()) for (const listener of listeners) listener('missed');
    } catch (error) {
      this.#log.debug({ err: error }, 'cannot listen for changes yet');
      again();
    }
  }

  #deliver(payload: string): void {
    const { w, t, i } = JSON.parse(payload) as { w: string; t: Change['topic']; i?: string };
    for (const listener of this.#listeners.get(w) ?? []) listener(i === undefined ? { topic: t } : { topic: t, id: i });
  }

  /** Hears the changes of one workspace until the returned function is called. */
  subscribe(workspaceId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(workspaceId) ?? new Set();
    this.#listeners.set(workspaceId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(workspaceId);
    };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    await this.#client?.end().catch(() => undefined);
  }
}
