import type { Dispatcher } from 'undici';
import type { RetryReason } from './connection-overrides.ts';

export interface AttemptResult {
  /** Null when the receiver answered 2xx or 3xx. */
  failure: RetryReason | null;
  status: number | null;
  contentType: string;
  body: string;
  /** What went wrong, for the alerts. */
  detail: string;
}

// Twilio refuses longer TwiML with 11750.
const longestBody = 64 * 1024;

/** One request of a webhook, from start to its one result. */
export class WebhookAttempt implements Dispatcher.DispatchHandler {
  readonly #readBody: boolean;
  readonly #done: (result: AttemptResult) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #contentType = '';
  #chunks: Buffer[] = [];
  #length = 0;
  #finished = false;

  constructor(readBody: boolean, done: (result: AttemptResult) => void) {
    this.#readBody = readBody;
    this.#done = done;
  }

  /** Gives up waiting. */
  expire(): void {
    this.#finish('rt', 'no answer in time');
    this.#controller?.abort(new Error('no answer in time'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#finished) controller.abort(new Error('no answer in time'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    const type = headers['content-type'];
    if (typeof type === 'string') this.#contentType = type;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#readBody || this.#length > longestBody) return;
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  onResponseEnd(): void {
    const status = this.#status;
    this.#finish(status < 400 ? null : status < 500 ? '4xx' : '5xx', `HTTP ${status}`);
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    // A connection that cannot be made and one that breaks both count as TCP failures.
    this.#finish('ct', 'code' in error && typeof error.code === 'string' ? error.code : error.message);
  }

  #finish(failure: RetryReason | null, detail: string): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#done({
      failure,
      detail,
      status: this.#status || null,
      contentType: this.#contentType,
      body: this.#length === 0 ? '' : Buffer.concat(this.#chunks).toString('utf8'),
    });
  }
}
