import type { ServerResponse } from 'node:http';
import { Refusal } from '../lib/errors.ts';
import type { HttpPart } from './server.ts';

/** How often changes of one topic are passed on at most: a broadcast changes a thousand times a second, a screen need not. */
const coalesceMs = 250;

/** `GET /api/v1/events`: server-sent events of one workspace. Only topics and ids; content is fetched with the reader's permissions. */
export const eventsPart: HttpPart = (app, ctx, authenticate) => {
  const open = new Set<ServerResponse>();
  // They would stay open for ever, and a stopping process wait for them.
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });
  app.get('/api/v1/events', async (request, reply) => {
    const query = request.query as Record<string, string>;
    const { workspace } = await authenticate(ctx, { headers: request.headers, workspace: query['workspace'] });
    if (!workspace) throw new Refusal('not_signed_in', 'Sign in to follow changes.');
    reply.hijack();
    const stream = reply.raw;
    open.add(stream);
    stream.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    const pending = new Map<string, string>();
    let timer: NodeJS.Timeout | undefined;
    const flush = () => {
      timer = undefined;
      for (const data of pending.values()) stream.write(`data: ${data}\n\n`);
      pending.clear();
    };
    const unsubscribe = ctx.realtime.subscribe(workspace.workspaceId, (change) => {
      const data = change === 'missed' ? '{"resync":true}' : JSON.stringify(change);
      pending.set(data, data);
      timer ??= setTimeout(flush, coalesceMs);
    });
    // A first event says that the stream is open; one that resumes may have missed changes and is told to fetch anew.
    stream.write(
      `retry: 2000\nid: ${Date.now()}\ndata: ${request.headers['last-event-id'] ? '{"resync":true}' : '{"open":true}'}\n\n`,
    );
    const beat = setInterval(() => stream.write(': still here\n\n'), 20_000);
    const end = () => {
      open.delete(stream);
      unsubscribe();
      clearInterval(beat);
      clearTimeout(timer);
    };
    stream.on('close', end);
    stream.on('error', end);
  });
};
