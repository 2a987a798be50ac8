import type { Receiver, Waiting } from './connection.ts';
import { WebhookConnection } from './connection.ts';

// Most servers close idle connections after five seconds or more; closing first avoids writing into a closing one.
const idleMs = 4000;

/** The connections to one receiver, and who waits for one to become free. */
export class Destination<Job> {
  readonly origin: string;
  /** Host, and the user and password that stand in the URL. */
  readonly headers: string;
  readonly #receiver: Receiver;
  readonly #most: number;
  readonly #start: (job: Job) => void;
  readonly #open = new Set<WebhookConnection>();
  #idle: WebhookConnection[] = [];
  #waiting: Job[] = [];
  #next = 0;
  #inFlight = 0;

  constructor(origin: string, most: number, start: (job: Job) => void) {
    const url = new URL(origin);
    const secure = url.protocol === 'https:';
    this.origin = origin;
    const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    const authorization = user === ':' ? '' : `Authorization: Basic ${Buffer.from(user).toString('base64')}\r\n`;
    this.headers = `Host: ${url.host}\r\n${authorization}`;
    this.#receiver = { secure, host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) || (secure ? 443 : 80) };
    this.#most = most;
    this.#start = start;
  }

  enqueue(job: Job): void {
    if (this.#inFlight < this.#most) this.#begin(job);
    else this.#waiting.push(job);
  }

  /** Gives the connection that carries the request, so that it can be destroyed. */
  send(request: string, waiting: Waiting): WebhookConnection {
    const connection = this.#idle.pop() ?? this.#connect();
    connection.send(request, {
      connected: () => waiting.connected(),
      answered: (response) => {
        if (this.#open.has(connection)) {
          connection.idleSince = performance.now();
          this.#idle.push(connection);
        }
        waiting.answered(response);
      },
      broke: (detail) => waiting.broke(detail),
    });
    return connection;
  }

  /** A job has ended, whichever way; the next may go. */
  release(): void {
    this.#inFlight--;
    const job = this.#waiting[this.#next];
    if (job === undefined) return;
    this.#next++;
    if (this.#next > 1024 && this.#next * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#next);
      this.#next = 0;
    }
    this.#begin(job);
  }

  closeIdle(now: number): void {
    for (const connection of this.#idle.filter((one) => now - one.idleSince > idleMs)) connection.destroy();
  }

  close(): void {
    for (const connection of [...this.#open]) connection.destroy();
  }

  #begin(job: Job): void {
    this.#inFlight++;
    this.#start(job);
  }

  #connect(): WebhookConnection {
    const connection = new WebhookConnection(this.#receiver, (closed) => {
      this.#open.delete(closed);
      const index = this.#idle.indexOf(closed);
      if (index >= 0) this.#idle.splice(index, 1);
    });
    this.#open.add(connection);
    return connection;
  }
}
