import { setTimeout as wait } from 'node:timers/promises';
import { type Config, loadConfig } from '../config/config.ts';
import { type Context, createContext, type Role } from '../context.ts';
import { checkSchema } from '../db/migrate.ts';
import type { JobHandler } from '../jobs/define.ts';
import { isDatabaseAway } from '../lib/temporary.ts';
import { sayFarewell } from './heartbeat.ts';
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

/** A signal that comes again this soon is the same wish: npm passes on what the terminal sends to all, a service manager tells all alike. */
export const sameWishMs = 1_000;
/** What the process keeps of its time to say that it ends. */
const farewellMs = 500;

/**
 * Runs `stop` once when the process is asked to end (signal, or the supervisor gone), bounded by the configured time; a second signal ends
 * it at once. What is cut off then is safe: others take over its leases as soon as it has said farewell, jobs are repeated.
 */
export function onStop(ctx: Context, stop: () => Promise<void>): void {
  let askedAt: number | undefined;
  const giveUp = async () => {
    ctx.log.warn({ left: ctx.process.state.doing() }, 'the time to stop is over; what is left is taken over by others');
    await Promise.race([sayFarewell(ctx), wait(farewellMs - 100)]);
    process.exit(1);
  };
  const end = (why: string) => {
    if (askedAt !== undefined) return;
    askedAt = performance.now();
    ctx.process.state.drain(ctx.clock.now());
    ctx.log.info({ why }, 'stopping: finishing what is in flight');
    setTimeout(() => void giveUp(), ctx.config.drainSeconds * 1_000 - farewellMs);
    stop()
      .catch((error: unknown) => ctx.log.error({ err: error }, 'stopping had a problem'))
      .finally(() => process.exit(0));
  };
  const signalled = (signal: string) => {
    if (askedAt === undefined) return end(signal);
    if (performance.now() - askedAt < sameWishMs) return;
    ctx.log.warn({ left: ctx.process.state.doing() }, 'asked a second time: ending at once');
    process.exit(1);
  };
  process.on('SIGTERM', () => signalled('SIGTERM'));
  process.on('SIGINT', () => signalled('SIGINT'));
  process.on('disconnect', () => end('the supervisor is gone'));
  process.on('unhandledRejection', (error) => ctx.log.error({ err: error }, 'an error was not handled'));
}
