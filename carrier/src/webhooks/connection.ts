import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { WebhookResponse } from './response-reader.ts';
import { ResponseReader } from './response-reader.ts';

export interface Receiver {
  secure: boolean;
  host: string;
  port: number;
}

export interface Waiting {
  connected(): void;
  answered(response: WebhookResponse): void;
  broke(detail: string): void;
}

/**
 * One kept connection that carries one request at a time. Written on bare sockets because receipts are most of what
 * the carrier does: a general HTTP client took three times the processor time for each of them.
 */
export class WebhookConnection {
  readonly #socket: Socket;
  readonly #closed: (connection: WebhookConnection) => void;
  #waiting: Waiting | undefined;
  #reader = new ResponseReader();
  #isConnected = false;
  /** When it became idle. */
  idleSince = 0;

  constructor(receiver: Receiver, closed: (connection: WebhookConnection) => void) {
    this.#closed = closed;
    const { host, port } = receiver;
    const buffer = Buffer.allocUnsafe(16 * 1024);
    const callback = (length: number, bytes: Uint8Array): boolean => {
      this.#read(Buffer.from(bytes.buffer, bytes.byteOffset, length).toString('latin1'));
      return true;
    };
    this.#socket = receiver.secure
      ? connectTls({ host, port, servername: host })
      : connect({ host, port, noDelay: true, onread: { buffer, callback } });
    if (receiver.secure) this.#socket.on('data', (chunk: Buffer) => this.#read(chunk.toString('latin1')));
    this.#socket.once(receiver.secure ? 'secureConnect' : 'connect', () => {
      this.#isConnected = true;
      this.#waiting?.connected();
    });
    this.#socket.on('error', (error) => this.#break('code' in error ? String(error.code) : error.message));
    this.#socket.on('end', () => this.#end());
    this.#socket.on('close', () => this.#break('the connection was closed'));
  }

  /** Only ASCII. */
  send(request: string, waiting: Waiting): void {
    this.#waiting = waiting;
    if (this.#isConnected) waiting.connected();
    this.#socket.write(request, 'latin1');
  }

  destroy(): void {
    this.#waiting = undefined;
    this.#socket.destroy();
    this.#closed(this);
  }

  #read(piece: string): void {
    if (!this.#waiting) {
      this.destroy(); // an answer nobody asked for: this connection is out of step
      return;
    }
    const response = this.#reader.add(piece);
    if (response instanceof Error) this.#break(response.message);
    else if (response) this.#answer(response);
  }

  #end(): void {
    const response = this.#reader.isEmpty ? undefined : this.#reader.end();
    if (response) this.#answer(response);
    else this.#break('the connection was closed');
  }

  #answer(response: WebhookResponse): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#reader = new ResponseReader();
    if (response.closes) this.destroy();
    waiting?.answered(response);
  }

  #break(detail: string): void {
    const waiting = this.#waiting;
    this.destroy();
    waiting?.broke(detail);
  }
}
