import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import helmet from '@fastify/helmet';
import type { Endpoint } from '@tidings/core/contract/endpoint';
import { roleMay } from '@tidings/core/contract/permissions';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { Refusal } from '../lib/errors.ts';
import type { UserActor, WorkspaceActor } from './actor.ts';
import type { Authenticate, Identity } from './authenticate.ts';
import { refuseForeignPage } from './foreign-page.ts';
import { unlessDatabaseHangs } from './hung-database.ts';
import { once } from './idempotency.ts';
import { readInput, readQuery } from './input.ts';
import { toProblem, wantedBody } from './problems.ts';
import { createRequestLimit, type RequestLimit } from './request-limit.ts';
import type { Exchange, FileAnswer, Route } from './route.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The kind of body that the route reads, for the words of a refusal. */
    takes?: keyof typeof wantedBody;
  }
}

/** What systems call an Excel workbook. */
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Parts of the web process that need the framework itself: hooks, events, the web app. */
export type HttpPart = (app: FastifyInstance, ctx: Context, authenticate: Authenticate) => Promise<void> | void;

/** Answers a request by itself, before the framework; false when it is not one of its own. */
export type Front = (request: IncomingMessage, response: ServerResponse) => boolean;

interface Options {
  readonly routes: readonly Route[];
  readonly parts: readonly HttpPart[];
  readonly authenticate: Authenticate;
  readonly front?: Front | undefined;
}

/** Builds the web process's server: security headers, errors in one shape, every route of the registry. */
export async function createServer(ctx: Context, options: Options): Promise<FastifyInstance> {
  const { front } = options;
  const app = fastify({
    ...(front
      ? {
          serverFactory: (handle: (request: IncomingMessage, response: ServerResponse) => void) =>
            createHttpServer((request, response) => {
              if (!front(request, response)) handle(request, response);
            }),
        }
      : {}),
    trustProxy: ctx.config.trustProxy,
    genReqId: () => randomUUID(),
    bodyLimit: 1_048_576,
    routerOptions: { querystringParser: parseQuery },
    forceCloseConnections: 'idle',
  });
  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // Mantine sets styles on elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: ctx.publicUrl.startsWith('https:'),
  });
  app.setErrorHandler((error, request, reply) => sendProblem(ctx, error, request, reply));
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  // A program that always says JSON may have nothing to say.
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else parseJson(request, String(body), done);
  });
  // Uploads come as raw streams; only the endpoints that say so read them.
  app.addContentTypeParser(['text/csv', 'application/octet-stream', 'text/plain', workbookType], (_request, payload, done) =>
    done(null, payload),
  );
  const limit = createRequestLimit(ctx);
  for (const route of options.routes) register(app, ctx, route, options.authenticate, limit);
  for (const part of options.parts) await part(app, ctx, options.authenticate);
  return app;
}

function parseQuery(text: string): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const before = values[name];
    values[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return values;
}

/** Answers with problem details; bugs are logged here, once. */
export function sendProblem(ctx: Context, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { problem, retryAfterSeconds, unexpected } = toProblem(error, request.id, request.routeOptions.config.takes);
  if (unexpected)
    ctx.log.error({ err: error, request_id: request.id, route: request.routeOptions.url }, 'a request failed unexpectedly');
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

function register(app: FastifyInstance, ctx: Context, route: Route, authenticate: Authenticate, limit: RequestLimit): void {
  const { endpoint } = route;
  app.route({
    method: endpoint.method,
    url: `/api/v1${endpoint.path.replace(/\{(\w+)\}/g, ':$1')}`,
    config: { takes: endpoint.body === 'stream' ? 'file' : 'json' },
    ...(endpoint.bodyLimit ? { bodyLimit: endpoint.bodyLimit } : {}),
    handler: (request, reply) => unlessDatabaseHangs(ctx, answer(ctx, route, { authenticate, limit }, request, reply)),
  });
}

async function answer(
  ctx: Context,
  route: Route,
  { authenticate, limit }: { authenticate: Authenticate; limit: RequestLimit },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { endpoint } = route;
  const workspace = workspaceNamed(request);
  const identity = await authenticate(ctx, { headers: request.headers, workspace });
  await limit(identity, request.ip);
  const actor = allow(endpoint, identity);
  refuseForeignPage(ctx, { method: endpoint.method, headers: request.headers }, identity.byCookie);
  const input = {
    params: readInput('params', endpoint.params, request.params),
    query: readQuery(endpoint, request.query),
    body: bodyOf(endpoint, request),
  };
  const exchange: Exchange = {
    requestId: request.id,
    ip: request.ip,
    headers: request.headers,
    setHeader: (name, value) => void reply.header(name, value),
  };
  const run = () => (route.handle as (call: object) => Promise<unknown>)({ ctx, actor, ...input, exchange });
  const status = endpoint.status ?? (endpoint.response === 'none' ? 204 : 200);
  const key = request.headers['idempotency-key'];
  if (endpoint.method === 'POST' && typeof key === 'string' && actor && 'workspaceId' in actor && endpoint.body !== 'stream') {
    const kept = await once(
      ctx.db,
      { workspaceId: actor.workspaceId, key, endpoint: route.name, request: [input.params, input.body ?? null] },
      async () => ({ status, answer: present(endpoint, await run()) }),
    );
    if (reply.sent) return reply;
    if (kept.replayed) reply.header('idempotent-replayed', 'true');
    return endpoint.response === 'none' ? reply.code(kept.status).send() : reply.code(kept.status).send(kept.answer);
  }
  const result = await run();
  // It took so long that somebody was told already that the database hangs.
  if (reply.sent) return reply;
  if (endpoint.response === 'file') return sendFile(reply, result as FileAnswer);
  if (endpoint.response === 'none') return reply.code(status).send();
  return reply.code(status).send(present(endpoint, result));
}

/** Only what the contract names leaves: a column added to a row does not leak by itself. */
function present(endpoint: Endpoint, result: unknown): unknown {
  if (typeof endpoint.response === 'string') return undefined;
  return endpoint.response.parse(JSON.parse(JSON.stringify(result)));
}

function workspaceNamed(request: FastifyRequest): string | undefined {
  const header = request.headers['tidings-workspace'];
  if (typeof header === 'string') return header;
  const query = request.query as Record<string, unknown>;
  return typeof query['workspace'] === 'string' ? query['workspace'] : undefined;
}

/** The permission check of every endpoint. */
function allow(endpoint: Endpoint, identity: Identity): UserActor | WorkspaceActor | undefined {
  const { access } = endpoint;
  if (access === 'public') return identity.user;
  if (!identity.user && !identity.workspace) throw new Refusal('not_signed_in', 'Sign in, or send an API key that is valid.');
  if (identity.user?.passwordChangeRequired && !endpoint.beforePasswordChange)
    throw new Refusal('password_change_required', 'Choose a password of your own first.');
  if (access === 'signed_in' || access === 'operator') {
    if (!identity.user) throw new Refusal('not_allowed', 'This is for people who are signed in; an API key cannot do it.');
    if (access === 'operator' && !identity.user.operator)
      throw new Refusal('not_allowed', 'Only the operator of this installation may do this.');
    return identity.user;
  }
  if (!identity.workspace) throw new Refusal('not_found', 'There is no such workspace, or you are not a member of it.');
  if (!roleMay(identity.workspace.role, access)) {
    throw new Refusal('not_allowed', `The role ${identity.workspace.role} may not do this (it needs ${access}).`);
  }
  return identity.workspace;
}

/** The parsers of the framework serve every route; which kind of body this one takes is said here. */
function bodyOf(endpoint: Endpoint, request: FastifyRequest): unknown {
  const { body } = request;
  if (endpoint.body === 'stream') {
    if (body instanceof Readable) return body;
    throw new Refusal('unsupported_media_type', wantedBody.file);
  }
  if (body instanceof Readable) throw new Refusal('unsupported_media_type', wantedBody.json);
  return readInput('body', endpoint.body, body ?? undefined);
}

function sendFile(reply: FastifyReply, file: FileAnswer): FastifyReply {
  const plain = file.fileName.replace(/[^\w.-]+/g, '_');
  return reply
    .header('content-type', file.contentType)
    .header('content-disposition', `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.fileName)}`)
    .header('cache-control', 'no-store')
    .send(file.content);
}
