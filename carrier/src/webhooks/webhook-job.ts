import { randomUUID } from 'node:crypto';
import type { WebhookConnection } from './connection.ts';
import type { ConnectionOverrides, RetryReason } from './connection-overrides.ts';
import type { Deadlines } from './deadlines.ts';
import type { Destination } from './destination.ts';
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

/** Who started a job and decides what follows an attempt. */
interface JobOwner {
  readonly deadlines: Deadlines;
  settle(job: WebhookJob, result: WebhookResult): void;
}

/** One webhook on its way: waiting, being sent, or between two attempts. */
export class WebhookJob {
  readonly call: WebhookCall;
  readonly overrides: ConnectionOverrides;
  readonly destination: Destination<WebhookJob>;
  readonly #caller: JobOwner;
  readonly #target: string;
  /** Made at the first attempt, and the same in every further one. */
  #request = '';
  #connection: WebhookConnection | undefined;
  #isConnected = false;
  attempt = 0;
  startedAt = 0;

  constructor(
    caller: JobOwner,
    call: WebhookCall,
    target: string,
    overrides: ConnectionOverrides,
    destination: Destination<WebhookJob>,
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
