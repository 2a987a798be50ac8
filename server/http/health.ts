import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { sameText } from '../lib/crypto.ts';
import { Refusal } from '../lib/errors.ts';
import { getHealth, whyNotReady, withoutDetails } from '../modules/ops/health.ts';
import { metricsText } from '../modules/ops/metrics.ts';
import type { Authenticate } from './authenticate.ts';
import type { HttpPart } from './server.ts';

/** What proxies add: with one of these a request came from elsewhere, though its connection comes from this machine. */
const forwardedBy = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];
const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
/** A page of another site may make a browser of this machine call a name that leads here; it cannot make it call these. */
const localHost = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/** Whether a request was made on this machine, not passed on by a proxy. */
function isLocal(request: FastifyRequest): boolean {
  return (
    loopback.test(request.socket.remoteAddress ?? '') &&
    localHost.test(request.headers.host ?? '') &&
    forwardedBy.every((name) => request.headers[name] === undefined)
  );
}

/** Whether a program may see figures and details: it has the token, or, where none is set, is on this machine. */
function mayProgramSee(ctx: Context, request: FastifyRequest): boolean {
  const token = ctx.config.metricsToken;
  if (token === undefined) return isLocal(request);
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return given !== undefined && sameText(given, token);
}

async function isOperator(ctx: Context, request: FastifyRequest, authenticate: Authenticate): Promise<boolean> {
  if (request.headers.cookie === undefined) return false;
  // While the database is away nobody can be recognised.
  const identity = await authenticate(ctx, { headers: request.headers, workspace: undefined }).catch(() => undefined);
  return identity?.user?.operator === true;
}

/** `/health/live`, `/health/ready`, `/health` and `/metrics`: for load balancers, monitoring and whoever looks. */
export const healthPart: HttpPart = (app, ctx, authenticate) => {
  const plain = { helmet: false } as const;
  const send = (reply: FastifyReply, status: number, body: object) =>
    reply.code(status).header('cache-control', 'no-store').send(body);
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const seconds = reply.elapsedTime / 1_000;
    ctx.metrics.answered({ method: request.method, route, status: reply.statusCode, seconds });
  });
  app.get('/health/live', plain, (_request, reply) => send(reply, 200, { status: 'ok' }));
  app.get('/health/ready', plain, async (_request, reply) => {
    const why = await whyNotReady(ctx);
    if (why === undefined) return send(reply, 200, { status: 'ok' });
    return send(reply.header('retry-after', '5'), 503, { status: 'failing', why });
  });
  app.get('/health', plain, async (request, reply) => {
    const health = await getHealth(ctx);
    const detailed = mayProgramSee(ctx, request) || (await isOperator(ctx, request, authenticate));
    return send(reply, health.status === 'failing' ? 503 : 200, detailed ? health : withoutDetails(health));
  });
  app.get('/metrics', plain, async (request, reply) => {
    if (!mayProgramSee(ctx, request)) throw notForYou(ctx);
    const { contentType, body } = await metricsText(ctx);
    return reply.header('cache-control', 'no-store').type(contentType).send(body);
  });
};

function notForYou(ctx: Context): Refusal {
  return ctx.config.metricsToken === undefined
    ? new Refusal(
        'not_allowed',
        'Metrics are answered to this machine only. Set TIDINGS_METRICS_TOKEN to read them from elsewhere.',
      )
    : new Refusal('not_signed_in', 'Send the token of TIDINGS_METRICS_TOKEN as "Authorization: Bearer <token>".');
}
