import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeEach } from 'vitest';
import { OutgoingHttp, type OutgoingRequest } from '../../../lib/outgoing-http.ts';
import type { ProviderConnection } from '../contract.ts';

/** A request that the adapter made. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly form: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export type Answer = (response: ServerResponse, request: Recorded) => void;

export interface FakeTwilio {
  readonly url: string;
  readonly connection: ProviderConnection;
  readonly requests: Recorded[];
  /** How the next requests are answered; stays until it is set again. */
  answer: Answer;
  close(): Promise<void>;
}

export const accountSid = 'AC0123456789abcdef0123456789abcdef';
export const authToken = '12345';

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

export const html =
  (status: number): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'text/html' }).end('<html><body>Bad gateway</body></html>');

export const refusal = (code: number, status = 400, message = 'The request was refused.') =>
  json(status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });

/** A server on this machine that answers as it is told, and keeps what it was asked. */
export async function fakeTwilio(): Promise<FakeTwilio> {
  const requests: Recorded[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '', 'http://fake');
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const recorded = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      form,
      headers: request.headers,
    };
    requests.push(recorded);
    fake.answer(response, recorded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakeTwilio = {
    url,
    connection: { settings: { account_sid: accountSid, base_url: url }, secrets: { auth_token: authToken } },
    requests,
    answer: json(500, {}),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

/** The real way out with a short time-out, so that what never answers is seen soon. */
class ImpatientHttp extends OutgoingHttp {
  constructor() {
    super({ allowPrivate: true, always: [] });
  }

  override send(outgoing: OutgoingRequest) {
    return super.send({ ...outgoing, timeoutMs: 300 });
  }
}

/** Twilio and the way to it for one test file; what was asked is forgotten before each test. */
export async function fakeForTests(): Promise<{ readonly fake: FakeTwilio; readonly outgoing: OutgoingHttp }> {
  const fake = await fakeTwilio();
  const outgoing = new ImpatientHttp();
  beforeEach(() => {
    fake.requests.length = 0;
  });
  afterAll(async () => {
    await outgoing.close();
    await fake.close();
  });
  return { fake, outgoing };
}
