import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { healthPart } from '../http/health.ts';
import { createServer } from '../http/server.ts';
import { authenticate } from '../modules/members/authenticate.ts';

/** A worker has no screens and no API; asked to, it answers its own health and metrics on a port. */
export async function listenForOperators(ctx: Context): Promise<FastifyInstance | undefined> {
  const { host, workerPort } = ctx.config;
  if (workerPort === 0) return undefined;
  const app = await createServer(ctx, { routes: [], parts: [healthPart], authenticate });
  await app.listen({ host, port: workerPort });
  ctx.process.state.listensAt = `${host}:${workerPort}`;
  return app;
}
