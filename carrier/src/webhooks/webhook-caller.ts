import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { WebhookConnection } from './connection.ts';
import type { ConnectionOverrides, RetryReason } from './connection-overrides.ts';
import { splitOverrides } from './connection-overrides.ts';
import { Deadlines } from './deadlines.ts';
import { Destination } from './destination.ts';
import type { WebhookResponse } from './response-reader.ts';
import type { FormPairs } from './signature.ts';
import { encodeForm, signWebhook } from './signature.ts';

export interface WebhookResult {
  /** Null when the receiver answered below 400. */
  failure: RetryReason | null;
  contentType: string;
  body: string;
  /** What happened, for the alerts. */
  detail: string;
}

export interface WebhookCall {
  /** As configured: a fragment holds connection overrides. */
  url: string;
  authToken: string;
  /** Asked for when the request is about to leave: thousands may wait, and the form is the larger part of each. */
  form(): FormPairs;
  retryDelayMs: number;
  done(result: WebhookResult): void;
}

/** Signs webhooks, posts them over kept connections, and repeats them as the URL's fragment says. */
export class WebhookCaller {
  readonly #clock: Clock;
  readonly #connections: number;
  readonly #destinations = new Map<string, Destination<Job>>();
  readonly deadlines: Deadlines;
  #closed = false;

  constructor(clock: Clock, connections: number) {
    this.#clock = clock;
    this.#connections = connections;
    this.deadlines = new Deadlines((now) => {
      for (const destination of this.#destinations.values()) destination.closeIdle(now);
    });
  }

  call(call: WebhookCall): void {
    const { url, overrides } = splitOverrides(call.url);
    const target = /[^\x21-\x7e]/.test(url) ? new URL(url).href : url;
    this.#queue(new Job(this, call, target, overrides, this.#destination(target)));
  }

  close(): void {
    this.#closed = true;
    this.deadlines.close();
    for (const destination of this.#destinations.values()) destination.close();
  }

  /** An attempt ended: try again, or tell. */
  settle(job: Job, result: WebhookResult): void {
    if (this.#closed) return;
    job.destination.release();
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

  #queue(job: Job): void {
    if (!this.#closed) job.destination.enqueue(job);
  }

  #destination(target: string): Destination<Job> {
    const origin = target.slice(0, endOfOrigin(target));
    let destination = this.#destinations.get(origin);
    if (!destination) {
      destination = new Destination<Job>(origin, this.#connections, (job) => job.start());
      this.#destinations.set(origin, destination);
    }
    return destination;
  }
}

/** One webhook on its way: waiting, being sent, or between two attempts. */
class Job {
  readonly call: WebhookCall;
  readonly overrides: ConnectionOverrides;
  readonly destination: Destination<Job>;
  readonly #caller: WebhookCaller;
  readonly #target: string;
  /** Made at the first attempt, and the same in every further one. */
  #request = '';
  #connection: WebhookConnection | undefined;
  #isConnected = false;
  attempt = 0;
  startedAt = 0;

  constructor(
    caller: WebhookCaller,
    call: WebhookCall,
    target: string,
    overrides: ConnectionOverrides,
    destination: Destination<Job>,
  ) {
    this.#caller = caller;
    this.call = call;
    this.#target = target;
    this.overrides = overrides;
    this.destination = destination;
  }

  start(): void {
    const now = performance.now();
    if (this.attempt === 0) {
      this.startedAt = now;
      this.#request = this.#compose();
    }
    this.#isConnected = false;
    this.#setDeadline(now + this.overrides.connectTimeoutMs);
    this.#connection = this.destination.send(this.#request, this);
  }

  connected(): void {
    this.#isConnected = true;
    this.#setDeadline(performance.now() + this.overrides.readTimeoutMs);
  }

  answered({ status, contentType, body }: WebhookResponse): void {
    const failure = status < 400 ? null : status < 500 ? '4xx' : '5xx';
    this.#end({ failure, contentType, body, detail: `HTTP ${status}` });
  }

  /** A connection that cannot be made and one that breaks both count as TCP failures. */
  broke(detail: string): void {
    this.#end({ failure: 'ct', contentType: '', body: '', detail });
  }

  expire(): void {
    this.#connection?.destroy();
    const failure = this.#isConnected ? 'rt' : 'ct';
    this.#end({ failure, contentType: '', body: '', detail: failure === 'rt' ? 'no answer in time' : 'no connection in time' });
  }

  #end(result: WebhookResult): void {
    this.#caller.deadlines.remove(this);
    this.#connection = undefined;
    this.#caller.settle(this, result);
  }

  #setDeadline(at: number): void {
    this.#caller.deadlines.set(this, Math.min(at, this.startedAt + this.overrides.totalTimeoutMs));
  }

  #compose(): string {
    const form = this.call.form();
    const body = encodeForm(form);
    const path = this.#target.slice(this.destination.origin.length);
    return (
      `POST ${path.startsWith('/') ? path : `/${path}`} HTTP/1.1\r\n${this.destination.headers}` +
      'Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n' +
      `X-Twilio-Signature: ${signWebhook(this.call.authToken, this.#target, form)}\r\n` +
      `I-Twilio-Idempotency-Token: ${randomUUID()}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    );
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
