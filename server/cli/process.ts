import { setTimeout as wait } from 'node:timers/promises';
import { type Config, loadConfig } from '../config/config.ts';
import { type Context, createContext, type Role } from '../context.ts';
import { checkSchema } from '../db/migrate.ts';
import type { JobHandler } from '../jobs/define.ts';
import { isDatabaseAway } from '../lib/temporary.ts';
import { databaseUrlOf, sandboxControlToken } from './place.ts';

/** Builds the context of a web, worker or tool process from its environment. */
export function contextFor(role: Role): { config: Config; ctx: Context } {
  const config = loadConfig(process.env);
  const ctx = createContext({
    config,
    databaseUrl: databaseUrlOf(config),
    role,
    sandboxControlToken: sandboxControlToken(config),
  });
  return { config, ctx };
}

/** Tries until the database is there: processes may start in any order. */
async function whenDatabaseIsThere<T>(ctx: Context, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      if (attempt % 10 === 1) ctx.log.warn('the database is not there yet; waiting for it');
      await wait(500);
    }
  }
}

/** Waits for the database, makes sure that it is of this version, and connects the jobs. Throws when it is of another version. */
export async function startOnDatabase(ctx: Context, handlers: readonly JobHandler[]): Promise<void> {
  try {
    await whenDatabaseIsThere(ctx, () => checkSchema(ctx.db));
  } catch (error) {
    // An open connection would keep the process from ending.
    await ctx.db.close();
    throw error;
  }
  await whenDatabaseIsThere(ctx, () => ctx.jobs.start(handlers.map((handler) => handler.definition)));
}

/** Tells the supervisor, if there is one, that this process does its work. */
export function sayReady(details: object): void {
  process.send?.({ ready: true, ...details });
}

/**
 * Runs `stop` once when the process is asked to end (signal, or the supervisor gone), bounded by the configured time.
 * What is cut off then is safe: leases expire, jobs are repeated.
 */
export function onStop(ctx: Context, stop: () => Promise<void>): void {
  let stopping = false;
  const end = (why: string) => {
    if (stopping) return;
    stopping = true;
    ctx.log.info({ why }, 'stopping: finishing what is in flight');
    const limit = setTimeout(() => process.exit(1), ctx.config.shutdownSeconds * 1_000);
    limit.unref();
    stop()
      .catch((error: unknown) => ctx.log.error({ err: error }, 'stopping had a problem'))
      .finally(() => process.exit(0));
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  process.on('disconnect', () => end('the supervisor is gone'));
  process.on('unhandledRejection', (error) => ctx.log.error({ err: error }, 'an error was not handled'));
}
