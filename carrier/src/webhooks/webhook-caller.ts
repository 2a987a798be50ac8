import type { Clock } from '../clock.ts';
import { splitOverrides } from './connection-overrides.ts';
import { Deadlines } from './deadlines.ts';
import { Destination } from './destination.ts';
import type { WebhookCall, WebhookResult } from './webhook-job.ts';
import { WebhookJob } from './webhook-job.ts';

/** Signs webhooks, posts them over kept connections, and repeats them as the URL's fragment says. */
export class WebhookCaller {
  readonly #clock: Clock;
  readonly #connections: number;
  readonly #destinations = new Map<string, Destination<WebhookJob>>();
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
    this.#queue(new WebhookJob(this, call, target, overrides, this.#destination(target)));
  }

  close(): void {
    this.#closed = true;
    this.deadlines.close();
    for (const destination of this.#destinations.values()) destination.close();
  }

  /** An attempt ended: try again, or tell. */
  settle(job: WebhookJob, result: WebhookResult): void {
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

  #queue(job: WebhookJob): void {
    if (!this.#closed) job.destination.enqueue(job);
  }

  #destination(target: string): Destination<WebhookJob> {
    const origin = target.slice(0, endOfOrigin(target));
    let destination = this.#destinations.get(origin);
    if (!destination) {
      destination = new Destination<WebhookJob>(origin, this.#connections, (job) => job.start());
      this.#destinations.set(origin, destination);
    }
    return destination;
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
