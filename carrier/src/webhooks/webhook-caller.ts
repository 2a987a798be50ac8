import { randomUUID } from 'node:crypto';
import { Agent } from 'undici';
import type { Clock } from '../clock.ts';
import type { ConnectionOverrides } from './connection-overrides.ts';
import { splitOverrides } from './connection-overrides.ts';
import { Deadlines } from './deadlines.ts';
import type { FormPairs } from './signature.ts';
import { encodeForm, signWebhook } from './signature.ts';
import type { AttemptResult } from './webhook-attempt.ts';
import { WebhookAttempt } from './webhook-attempt.ts';

export interface WebhookCall {
  /** As configured: a fragment holds connection overrides. */
  url: string;
  authToken: string;
  form: FormPairs;
  retryDelayMs: number;
  /** The answer's body is only read where it matters (TwiML). */
  readBody: boolean;
  done(result: AttemptResult): void;
}

interface Job {
  call: WebhookCall;
  target: string;
  overrides: ConnectionOverrides;
  headers: string[];
  body: string;
  attempt: number;
  startedAt: number;
}

/** Connections to one receiver, and the jobs that wait for one of them. */
interface Destination {
  agent: Agent;
  origin: string;
  inFlight: number;
  waiting: Job[];
  next: number;
}

/** Signs webhooks, posts them over kept connections, and repeats them as the URL's fragment says. */
export class WebhookCaller {
  readonly #clock: Clock;
  readonly #connections: number;
  readonly #destinations = new Map<string, Destination>();
  readonly #deadlines = new Deadlines();
  #closed = false;

  constructor(clock: Clock, connections: number) {
    this.#clock = clock;
    this.#connections = connections;
  }

  call(call: WebhookCall): void {
    const { url, overrides } = splitOverrides(call.url);
    this.#queue({
      call,
      target: url,
      overrides,
      headers: [
        'content-type',
        'application/x-www-form-urlencoded; charset=utf-8',
        'user-agent',
        'TwilioProxy/1.1',
        'x-twilio-signature',
        signWebhook(call.authToken, url, call.form),
        'i-twilio-idempotency-token',
        randomUUID(),
      ],
      body: encodeForm(call.form),
      attempt: 0,
      startedAt: performance.now(),
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#deadlines.close();
    await Promise.all([...this.#destinations.values()].map(({ agent }) => agent.destroy()));
  }

  #queue(job: Job): void {
    if (this.#closed) return;
    const destination = this.#destination(job);
    if (destination.inFlight < this.#connections) this.#start(destination, job);
    else destination.waiting.push(job);
  }

  #destination(job: Job): Destination {
    const origin = job.target.slice(0, endOfOrigin(job.target));
    const key = `${origin} ${job.overrides.connectTimeoutMs}`;
    let destination = this.#destinations.get(key);
    if (!destination) {
      const agent = new Agent({
        connections: this.#connections,
        pipelining: 1,
        connect: { timeout: job.overrides.connectTimeoutMs },
        // Our own deadlines are exact; undici's are not below a second.
        headersTimeout: 0,
        bodyTimeout: 0,
        keepAliveTimeout: 4000,
      });
      destination = { agent, origin, inFlight: 0, waiting: [], next: 0 };
      this.#destinations.set(key, destination);
    }
    return destination;
  }

  #start(destination: Destination, job: Job): void {
    destination.inFlight++;
    const left = job.overrides.totalTimeoutMs - (job.attempt === 0 ? 0 : performance.now() - job.startedAt);
    const attempt = new WebhookAttempt(job.call.readBody, (result) => {
      this.#deadlines.remove(attempt);
      destination.inFlight--;
      this.#startNext(destination);
      this.#settle(job, result);
    });
    const readMs = job.overrides.connectTimeoutMs + job.overrides.readTimeoutMs;
    this.#deadlines.add(attempt, performance.now() + Math.min(left, readMs));
    const path = job.target.slice(destination.origin.length);
    destination.agent.dispatch(
      {
        origin: destination.origin,
        path: path.startsWith('/') ? path : `/${path}`,
        method: 'POST',
        headers: job.headers,
        body: job.body,
      },
      attempt,
    );
  }

  #startNext(destination: Destination): void {
    const job = destination.waiting[destination.next];
    if (!job || this.#closed) return;
    destination.next++;
    if (destination.next > 1024 && destination.next * 2 > destination.waiting.length) {
      destination.waiting = destination.waiting.slice(destination.next);
      destination.next = 0;
    }
    this.#start(destination, job);
  }

  #settle(job: Job, result: AttemptResult): void {
    if (this.#closed) return;
    const { overrides } = job;
    const again = result.failure !== null && overrides.retryOn.has(result.failure) && job.attempt < overrides.retries;
    const delayMs = job.call.retryDelayMs * 2 ** job.attempt;
    if (!again || performance.now() + delayMs - job.startedAt >= overrides.totalTimeoutMs) {
      job.call.done(result);
      return;
    }
    job.attempt++;
    this.#clock.after(delayMs, () => this.#queue(job));
  }
}

function endOfOrigin(url: string): number {
  const host = url.indexOf('//') + 2;
  for (let i = host; i < url.length; i++) {
    const letter = url[i];
    if (letter === '/' || letter === '?') return i;
  }
  return url.length;
}
