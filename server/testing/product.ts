import { randomBytes } from 'node:crypto';
import type { AnswerOf, BodyFor, Endpoint, ParamsFor, QueryFor } from '@tidings/core/contract/endpoint';
import type { Problem } from '@tidings/core/contract/errors';
import { type Role, roles } from '@tidings/core/contract/permissions';
import type { FastifyInstance } from 'fastify';
import pg from 'pg';
import { inject } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { type Context, createContext } from '../context.ts';
import { createServer } from '../http/server.ts';
import { newId } from '../lib/clock.ts';
import { createLogger } from '../lib/logger.ts';
import { createApiKey } from '../modules/api-keys/service.ts';
import { authenticate } from '../modules/members/authenticate.ts';
import { httpParts } from '../registry/http-parts.ts';
import { jobHandlers } from '../registry/jobs.ts';
import { routes } from '../registry/routes.ts';
import { runLoops } from '../worker.ts';

interface CallOptions<E extends Endpoint> {
  readonly params?: ParamsFor<E>;
  readonly query?: QueryFor<E>;
  readonly body?: BodyFor<E>;
  readonly headers?: Record<string, string>;
  /** The raw body of an endpoint that takes a stream. */
  readonly raw?: string | Buffer;
}

export interface TestAnswer<E extends Endpoint> {
  readonly status: number;
  /** The answer of a success. */
  readonly body: AnswerOf<E>;
  /** The answer of a refusal. */
  readonly problem: Problem;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Calls the API as somebody. */
export interface Caller {
  call<E extends Endpoint>(endpoint: E, options?: CallOptions<E>): Promise<TestAnswer<E>>;
}

export interface TestWorkspace {
  readonly id: string;
  readonly keys: Readonly<Record<Role, string>>;
  as(role: Role): Caller;
}

export interface TestProduct {
  readonly ctx: Context;
  readonly app: FastifyInstance;
  /** The address of its own database, as the application's role. */
  readonly databaseUrl: string;
  /** A new workspace with an API key of each role. */
  workspace(options?: { name?: string; country?: string; timeZone?: string; mode?: 'sandbox' | 'live' }): Promise<TestWorkspace>;
  /** Calls without credentials, or with the given headers. */
  anonymous(headers?: Record<string, string>): Caller;
  /** Listens on a free port; needed where a provider calls back. */
  listen(): Promise<string>;
  /** Runs jobs and loops as a worker process does, until close or the returned function is called. */
  startWorker(): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

interface Options {
  readonly overrides?: Parameters<typeof createContext>[0]['overrides'];
  readonly env?: Record<string, string>;
  /** A migrated database to use instead of a copy of the common one. */
  readonly databaseUrl?: string;
}

/** The whole product in this process on a database of its own: real routes, real PostgreSQL; only clock and providers may be replaced. */
export async function testProduct(options: Options = {}): Promise<TestProduct> {
  const database = options.databaseUrl ? { url: options.databaseUrl, drop: async () => {} } : await copyDatabase();
  const config = loadConfig({
    TIDINGS_DATA: inject('dataDir'),
    TIDINGS_DATABASE_POOL: '8',
    // Tests ask again and again; the limit has tests of its own.
    TIDINGS_REQUESTS_PER_MINUTE: '1000000',
    TIDINGS_LOG_LEVEL: process.env['TIDINGS_LOG_LEVEL'] ?? 'fatal',
    ...options.env,
  });
  const ctx = createContext({
    config,
    databaseUrl: database.url,
    role: 'tool',
    sandboxControlToken: 'control-token-of-tests',
    overrides: { log: createLogger(config.logLevel, 'test'), ...options.overrides },
  });
  await ctx.jobs.start(jobHandlers.map((handler) => handler.definition));
  const app = await createServer(ctx, { routes, parts: httpParts, authenticate });
  const stops: Array<() => Promise<void>> = [];
  const caller = (headers: Record<string, string>): Caller => ({
    call: (endpoint, call = {}) => send(app, endpoint, call, headers),
  });
  return {
    ctx,
    app,
    databaseUrl: database.url,
    anonymous: (headers = {}) => caller(headers),
    workspace: async (wish = {}) => {
      const id = newId();
      const keys = await makeWorkspace(ctx, id, wish);
      return { id, keys, as: (role) => caller({ authorization: `Bearer ${keys[role]}` }) };
    },
    listen: () => app.listen({ host: '127.0.0.1', port: 0 }),
    startWorker: async () => {
      await ctx.jobs.work(ctx, jobHandlers);
      const stop = runLoops(ctx);
      stops.push(stop);
      return stop;
    },
    close: async () => {
      for (const stop of stops) await stop();
      await app.close();
      await ctx.close();
      await database.drop();
    },
  };
}

async function makeWorkspace(
  ctx: Context,
  id: string,
  wish: { name?: string; country?: string; timeZone?: string; mode?: 'sandbox' | 'live' },
) {
  return ctx.db.system(async (tx) => {
    await tx
      .insertInto('workspaces')
      .values({
        id,
        slug: `ws-${id.slice(-8)}`,
        name: wish.name ?? 'Example Church',
        country: wish.country ?? 'US',
        time_zone: wish.timeZone ?? 'America/New_York',
        mode: wish.mode ?? 'sandbox',
      })
      .execute();
    const keys: Partial<Record<Role, string>> = {};
    for (const role of roles) {
      keys[role] = (
        await createApiKey(tx, { workspaceId: id, name: `${role} key`, role, createdBy: null, expiresAt: null })
      ).secret;
    }
    return keys as Record<Role, string>;
  });
}

async function send<E extends Endpoint>(
  app: FastifyInstance,
  endpoint: E,
  call: CallOptions<E>,
  headers: Record<string, string>,
): Promise<TestAnswer<E>> {
  const params = (call.params ?? {}) as Record<string, unknown>;
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries((call.query ?? {}) as Record<string, unknown>)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) query.append(name, String(one));
  }
  const response = await app.inject({
    method: endpoint.method,
    url: `/api/v1${path}${query.size > 0 ? `?${query}` : ''}`,
    headers: { ...headers, ...(call.raw === undefined ? {} : { 'content-type': 'application/octet-stream' }), ...call.headers },
    ...(call.raw === undefined ? (call.body === undefined ? {} : { payload: call.body as object }) : { payload: call.raw }),
  });
  const isJson = String(response.headers['content-type']).includes('json');
  const json: unknown = isJson && response.body ? JSON.parse(response.body) : undefined;
  return {
    status: response.statusCode,
    body: json as AnswerOf<E>,
    problem: json as Problem,
    text: response.body,
    headers: response.headers,
  };
}

/** The template was made minutes ago: nobody has been away since, and no bulk is to wait for texts of that time. */
async function beatNow(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query('update hook_watch set seen_at = clock_timestamp()');
  await client.end();
}

/** A database of its own for a test file, copied from the migrated one. */
export async function copyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const admin = new pg.Client({ connectionString: inject('adminUrl') });
  await admin.connect();
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Copies wait for one another: PostgreSQL refuses a template that another session uses.
  await admin.query('select pg_advisory_lock(7061)');
  await admin.query(`create database ${name} template tidings owner tidings`);
  await admin.query('select pg_advisory_unlock(7061)');
  const url = new URL(inject('appUrl'));
  url.pathname = `/${name}`;
  await beatNow(url.toString());
  return {
    url: url.toString(),
    drop: async () => {
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}

/** Waits for a condition that other work brings about. Fails only after a generous time, so that a slow machine does not matter. */
export async function eventually<T>(
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  what: string,
  withinMs = 120_000,
): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > until) throw new Error(`This did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
