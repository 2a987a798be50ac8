import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  form: URLSearchParams;
}

export type Respond = (response: ServerResponse, received: Received, request: IncomingMessage) => void;

export interface Receiver {
  url: string;
  received: Received[];
  respond: Respond;
  /** Resolves once `count` webhooks have come. */
  waitFor(count: number): Promise<Received[]>;
  statuses(): string[];
  close(): Promise<void>;
}

/** Somebody who is called back, and writes down every webhook. */
export async function openReceiver(): Promise<Receiver> {
  let arrived = (): void => {};
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      const received = { path: request.url ?? '', headers: request.headers, form: new URLSearchParams(text) };
      receiver.received.push(received);
      receiver.respond(response, received, request);
      arrived();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const receiver: Receiver = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    received: [],
    respond: (response) => response.writeHead(204).end(),
    async waitFor(count) {
      while (receiver.received.length < count) {
        await new Promise<void>((resolve) => {
          arrived = resolve;
        });
      }
      return receiver.received;
    },
    statuses: () => receiver.received.map(({ form }) => form.get('MessageStatus') ?? ''),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** Twilio's own rule, written a second time: the URL and all parameters sorted by name. */
export function expectedSignature(token: string, url: string, form: URLSearchParams): string {
  const names = [...new Set(form.keys())].sort();
  const text = names
    .map((name) =>
      [...new Set(form.getAll(name))]
        .sort()
        .map((value) => name + value)
        .join(''),
    )
    .join('');
  return createHmac('sha1', token)
    .update(url + text)
    .digest('base64');
}
