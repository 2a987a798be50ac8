import { lookup } from 'node:dns';
import { BlockList, isIP } from 'node:net';
import { Agent, type Dispatcher, request } from 'undici';

/** How an exchange ended without an answer. `maybe_received`: the other side may have acted on the request (I3). */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly kind: 'not_sent' | 'maybe_received' | 'refused_address';
  constructor(kind: NoAnswer['kind'], words: string) {
    super(words);
    this.kind = kind;
  }
}

export interface OutgoingRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs?: number;
}

export interface OutgoingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface DownloadRequest {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A larger answer is refused. */
  readonly maxBytes: number;
  /** For all of it, redirects included. */
  readonly timeoutMs: number;
}

export interface Download {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Where the last redirect led. */
  readonly url: string;
}

/** The answer is larger than it may be. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

const mostRedirects = 5;

const privateAddresses = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  privateAddresses.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::1', 128],
  ['::', 128],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  privateAddresses.addSubnet(network, bits, 'ipv6');
}

/** Whether an IP address is not one of the public internet. */
export function isPrivateAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address;
  return privateAddresses.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
}

/** Errors that arise before a byte of the request has left. Everything later may have been acted on. */
const notSentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'EPRIVATE',
]);

/** More than this is not read: no honest answer is as large, and it would fill the memory. */
const maxResponseSize = 4_000_000;

/** The only way out over HTTP: time-outs, keep-alive, bounded answers, no private addresses unless configured. */
export class OutgoingHttp {
  readonly #guarded: Agent;
  readonly #open: Agent;
  readonly #always: ReadonlySet<string>;
  /** For downloads: answers of any size, each with its own limit. */
  readonly #large: Agent;

  constructor(options: { allowPrivate: boolean; always: readonly string[] }) {
    // As many sockets to one place as a worker ever has requests under way: one that hangs must not keep another's from beginning.
    const settings = {
      connections: 1_024,
      pipelining: 1,
      keepAliveTimeout: 30_000,
      maxResponseSize,
      connect: { timeout: 10_000 },
    };
    this.#open = new Agent(settings);
    this.#guarded = options.allowPrivate
      ? this.#open
      : new Agent({ ...settings, connect: { timeout: 10_000, lookup: publicLookup } });
    const large = { keepAliveTimeout: 1_000, connections: 8 };
    this.#large = new Agent({
      ...large,
      connect: options.allowPrivate ? { timeout: 10_000 } : { timeout: 10_000, lookup: publicLookup },
    });
    this.#always = new Set(options.always.map((url) => new URL(url).origin));
  }

  /** Sends one request and reads the answer, up to 4 MB. Throws NoAnswer; every HTTP status is an answer. */
  async send(outgoing: OutgoingRequest): Promise<OutgoingAnswer> {
    const url = new URL(outgoing.url);
    const dispatcher = this.#dispatcherFor(url);
    const timeout = outgoing.timeoutMs ?? 15_000;
    try {
      const answer = await request(url, {
        method: outgoing.method,
        headers: outgoing.headers ?? {},
        body: outgoing.body ?? null,
        dispatcher,
        headersTimeout: timeout,
        bodyTimeout: timeout,
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, headers: answer.headers, text };
    } catch (error) {
      if (error instanceof NoAnswer) throw error;
      throw toNoAnswer(error, url);
    }
  }

  /**
   * Fetches a file from an address that somebody entered, following redirects: each step is held to the rule on private addresses, and
   * credentials go to the first host only. Throws NoAnswer, or TooLarge; every HTTP status is an answer.
   */
  async download({ url: first, headers = {}, maxBytes, timeoutMs }: DownloadRequest): Promise<Download> {
    const signal = AbortSignal.timeout(timeoutMs);
    let url = new URL(first);
    for (let step = 0; step <= mostRedirects; step += 1) {
      if (url.protocol !== 'https:' && url.protocol !== 'http:')
        throw new NoAnswer('refused_address', `${url.protocol} addresses are not fetched, only http and https.`);
      this.#refusePrivate(url);
      const own = url.origin === new URL(first).origin ? headers : withoutCredentials(headers);
      const answer = await this.#fetchOne(url, { headers: own, maxBytes, signal });
      const { location } = answer.headers;
      if (answer.status < 300 || answer.status >= 400 || typeof location !== 'string') return { ...answer, url: url.href };
      if (!URL.canParse(location, url)) throw new NoAnswer('maybe_received', `${url.host} leads to an address that is none.`);
      url = new URL(location, url);
    }
    throw new NoAnswer('maybe_received', `${url.host} leads from one address to the next without an end.`);
  }

  async #fetchOne(url: URL, options: { headers: Readonly<Record<string, string>>; maxBytes: number; signal: AbortSignal }) {
    const { headers, maxBytes, signal } = options;
    try {
      const answer = await request(url, { method: 'GET', headers, dispatcher: this.#large, signal });
      const parts: Buffer[] = [];
      let size = 0;
      for await (const part of answer.body as AsyncIterable<Buffer>) {
        size += part.length;
        if (size > maxBytes) throw new TooLarge();
        parts.push(part);
      }
      return { status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts) };
    } catch (error) {
      if (error instanceof TooLarge) throw error;
      if (signal.aborted) throw new NoAnswer('maybe_received', `${url.host} did not answer in time.`);
      throw toNoAnswer(error, url);
    }
  }

  #dispatcherFor(url: URL): Dispatcher {
    if (this.#always.has(url.origin)) return this.#open;
    this.#refusePrivate(url);
    return this.#guarded;
  }

  #refusePrivate(url: URL): void {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (this.#guarded !== this.#open && isIP(host) !== 0 && isPrivateAddress(host)) {
      throw new NoAnswer(
        'refused_address',
        `${url.hostname} is a private address. Set TIDINGS_ALLOW_PRIVATE_ADDRESSES=true if that is meant.`,
      );
    }
  }

  async close(): Promise<void> {
    const guarded = this.#guarded === this.#open ? undefined : this.#guarded.close();
    await Promise.all([this.#open.close(), guarded, this.#large.close()]);
  }
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'));
}

function toNoAnswer(error: unknown, url: URL): NoAnswer {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = error instanceof Error ? error.message : String(error);
  if (code === 'EPRIVATE') return new NoAnswer('refused_address', words);
  return new NoAnswer(notSentCodes.has(code) ? 'not_sent' : 'maybe_received', `${url.host}: ${words}`);
}

/** Resolves a name, refusing answers that are private addresses: a public name may point inside (DNS rebinding). */
const publicLookup: typeof lookup = ((
  host: string,
  options: object,
  done: (error: Error | null, address?: unknown, family?: number) => void,
) => {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error);
    const bad = addresses.find((one) => isPrivateAddress(one.address));
    if (bad) {
      const refused = Object.assign(new Error(`${host} leads to the private address ${bad.address}`), { code: 'EPRIVATE' });
      return done(refused);
    }
    if ('all' in options && options.all) return done(null, addresses);
    return done(null, addresses[0]?.address, addresses[0]?.family);
  });
}) as typeof lookup;
