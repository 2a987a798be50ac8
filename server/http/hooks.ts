import type { FastifyRequest } from 'fastify';
import { hookWatch } from '../modules/messages/hook-watch.ts';
import { acceptInbound, acceptReceipt, type HookCall } from '../modules/messages/hooks.ts';
import type { HttpPart } from './server.ts';

/** Bytes. Hooks carry a text and some fields; nothing honest is larger. Their answers are read by programs: no headers for browsers. */
export const largestHook = 256 * 1024;

/** `/hooks/<provider>/<connection>/status` and `/inbound`: where providers report. */
export const hooksPart: HttpPart = async (app, ctx) => {
  const watch = hookWatch(ctx);
  app.addHook('onReady', async () => watch.start());
  app.addHook('onClose', () => watch.stop());
  await app.register(async (hooks) => {
    hooks.addHook('onResponse', async (_request, reply) => {
      if (reply.statusCode >= 500) watch.noteTrouble();
    });
    // A body in another form has no signature that could be checked.
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: largestHook },
      (_request, body, done) => {
        done(null, formOf(String(body)));
      },
    );
    hooks.post('/hooks/:provider/:connection/status', { bodyLimit: largestHook, helmet: false }, async (request, reply) => {
      await acceptReceipt(ctx, callOf(request));
      return reply.code(204).send();
    });
    hooks.post('/hooks/:provider/:connection/inbound', { bodyLimit: largestHook, helmet: false }, async (request, reply) => {
      const answer = await acceptInbound(ctx, callOf(request));
      return reply.type(answer.contentType).send(answer.body);
    });
  });
};

/** Repeated fields become a list, as providers sign them. */
export function formOf(text: string): Record<string, string | string[]> {
  // Without a prototype: a field may be called constructor.
  const form: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const before = form[name];
    form[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return form;
}

function callOf(request: FastifyRequest): HookCall {
  const { provider, connection } = request.params as { provider: string; connection: string };
  const form = request.body;
  return {
    provider,
    connectionId: connection,
    path: request.url,
    headers: request.headers,
    query: request.query as HookCall['query'],
    form: typeof form === 'object' && form !== null ? (form as HookCall['form']) : {},
  };
}
