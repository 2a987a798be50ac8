import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '../context.ts';
import { hookWatch } from '../modules/messages/hook-watch.ts';
import { acceptReceipt } from '../modules/messages/hooks.ts';
import { formOf, largestHook } from './hooks.ts';
import { toProblem } from './problems.ts';
import type { Front } from './server.ts';

const statusPath = /^\/hooks\/([\w-]+)\/([\w-]+)\/status(?:\?(.*))?$/;

/**
 * Takes receipts before the framework does: a broadcast brings two for each message, thousands a second, and the framework took a quarter of
 * the web process's time for them. Only what looks as a provider sends it; everything else about hooks is answered by `hooksPart`.
 */
export function hooksFront(ctx: Context): Front {
  return (request, response) => {
    const path = request.url ?? '';
    const found = request.method === 'POST' && path.startsWith('/hooks/') ? statusPath.exec(path) : null;
    if (!found || !isForm(request)) return false;
    const [, provider = '', connectionId = '', query = ''] = found;
    readBody(request, (body) => {
      acceptReceipt(ctx, {
        provider,
        connectionId,
        path,
        headers: request.headers,
        query: formOf(query),
        form: formOf(body),
      }).then(
        () => answer(request, response, 204),
        (error: unknown) => refuse(ctx, error, request, response),
      );
    });
    return true;
  };
}

/** A form whose length is known and allowed. */
function isForm({ headers }: IncomingMessage): boolean {
  const type = headers['content-type'];
  const length = headers['content-length'];
  if (type === undefined || length === undefined || Number(length) > largestHook) return false;
  return type === 'application/x-www-form-urlencoded' || /^application\/x-www-form-urlencoded\s*;/i.test(type);
}

/** One that is cut off is never answered: nobody is there to hear it. */
function readBody(request: IncomingMessage, read: (body: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => read((chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)).toString('utf8')));
  request.on('error', () => undefined);
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  body = '',
): void {
  // While the process drains, a connection that stays open would bring more.
  const closing = 'server' in request.socket && (request.socket.server as { listening?: boolean }).listening === false;
  response.writeHead(status, closing ? { ...headers, connection: 'close' } : headers);
  response.end(body === '' ? undefined : body);
}

function refuse(ctx: Context, error: unknown, request: IncomingMessage, response: ServerResponse): void {
  const requestId = randomUUID();
  const { problem, retryAfterSeconds, unexpected } = toProblem(error, requestId);
  if (unexpected) ctx.log.error({ err: error, request_id: requestId, route: 'hooks' }, 'a request failed unexpectedly');
  if (problem.status >= 500) hookWatch(ctx).noteTrouble();
  answer(
    request,
    response,
    problem.status,
    {
      'content-type': 'application/problem+json',
      'x-request-id': requestId,
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
    JSON.stringify(problem),
  );
}
