import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { Carrier } from './carrier.ts';
import type { Clock } from './clock.ts';
import { realClock } from './clock.ts';
import { handleControlRequest } from './control/handle-control.ts';
import { requestErrors } from './faults/request-errors.ts';
import { answerRefusal } from './http/answer.ts';
import type { Random } from './random.ts';
import { openState } from './state/open-state.ts';
import { resumeWork } from './state/resume-work.ts';
import { apiPrefix, handleTwilioRequest } from './twilio/handle-request.ts';
import { handleLookupRequest, lookupPrefix } from './twilio/lookup.ts';
import { WebhookCaller } from './webhooks/webhook-caller.ts';

export interface CarrierOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  host?: string;
  /** Where the journal lies. Without it everything is forgotten at the end. */
  dataDir?: string;
  /** Secret of the control API; made up when absent. */
  controlToken?: string;
  /** Messages kept per account. */
  keep?: number;
  clock?: Clock;
  random?: Random;
  /** Simultaneous webhooks per receiver. */
  webhookConnections?: number;
}

export interface RunningCarrier {
  /** Without a slash at the end. */
  url: string;
  port: number;
  controlToken: string;
  close(): Promise<void>;
}

/** Starts a carrier in this process and gives its address once it answers. */
export async function startCarrier(options: CarrierOptions = {}): Promise<RunningCarrier> {
  const { port = 0, host = '127.0.0.1', keep = 200_000, clock = realClock, random = Math.random } = options;
  const controlToken = options.controlToken ?? randomBytes(24).toString('base64url');
  const webhooks = new WebhookCaller(clock, options.webhookConnections ?? 256);
  const carrier = await openState({ clock, random, webhooks, keep }, options.dataDir);
  const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 0, noDelay: true }, (request, response) => {
    const url = request.url ?? '';
    if (url.startsWith(apiPrefix)) handleTwilioRequest(carrier, request, response);
    else if (url.startsWith(lookupPrefix)) handleLookupRequest(carrier, request, response);
    else if (url.startsWith('/_control/')) handleControlRequest(carrier, controlToken, request, response);
    else {
      request.resume();
      answerRefusal(response, requestErrors.notFound(url));
    }
  });
  const actualPort = await listen(server, port, host);
  resumeWork(carrier);
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    port: actualPort,
    controlToken,
    close: () => close(carrier, server),
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, 1024, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

async function close(carrier: Carrier, server: Server): Promise<void> {
  if (carrier.closed) return;
  const ended = new Promise<void>((resolve) => server.close(() => resolve()));
  // Answers that wait for the journal still go out; then no more is accepted and nothing more is called.
  carrier.journal.flush();
  carrier.closed = true;
  server.closeAllConnections();
  carrier.webhooks.close();
  await ended;
  carrier.journal.close();
}
