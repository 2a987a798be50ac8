import { hooksFront } from '../http/hooks-front.ts';
import { createServer } from '../http/server.ts';
import { authenticate } from '../modules/members/authenticate.ts';
import { httpParts } from '../registry/http-parts.ts';
import { jobHandlers } from '../registry/jobs.ts';
import { routes } from '../registry/routes.ts';
import { sayFarewell, startHeartbeat } from './heartbeat.ts';
import { contextFor, onStop, sayReady, startOnDatabase } from './process.ts';

/** `tidings web`: serves screens, API and hooks. */
export async function web(): Promise<void> {
  const { config, ctx } = contextFor('web');
  await startOnDatabase(ctx, jobHandlers);
  await ctx.realtime.start();
  const app = await createServer(ctx, { routes, parts: httpParts, authenticate, front: hooksFront(ctx) });
  ctx.process.state.listensAt = `${config.host}:${config.port}`;
  const endHeartbeat = startHeartbeat(ctx);
  onStop(ctx, async () => {
    await app.close();
    await endHeartbeat();
    await sayFarewell(ctx);
    await ctx.close();
  });
  await app.listen({ host: config.host, port: config.port });
  ctx.log.info({ url: ctx.publicUrl }, 'web is ready');
  sayReady({ url: ctx.publicUrl });
}
