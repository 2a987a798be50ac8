import { setTimeout as wait } from 'node:timers/promises';
import type { Context } from '../../context.ts';
import { NoAnswer } from '../../lib/outgoing-http.ts';
import { type ListedPage, type ListedSms, ProviderTrouble, type SmsProvider } from '../../providers/sms/contract.ts';
import { smsProvider } from '../../providers/sms/registry.ts';
import type { OpenConnection } from '../connections/open-connection.ts';

/** Twenty requests a second: far below what a provider lets through, and sending has the rest. */
const paceMs = 50;
/** Within a run a request is tried so often, so that one hiccup does not cost the pages before it. */
const mostTries = 4;
/** A longer wait than this ends the run; it is tried again later as a whole. */
const longestWaitMs = 20_000;
const saySeldomMs = 15_000;

/** The run is not to go on: the process stops, or somebody else does it. */
export class RunEnded extends Error {
  override readonly name = 'RunEnded';
}

/** A provider that is asked much: one request after the other, at a pace, again after a short trouble. */
export class AskedProvider {
  readonly #ctx: Context;
  readonly #connection: OpenConnection;
  readonly #provider: SmsProvider;
  readonly #signal: AbortSignal;
  readonly #mayGoOn: () => Promise<boolean>;
  #askedAt = Number.NEGATIVE_INFINITY;
  #saidAt = performance.now();

  /** `mayGoOn` is asked every 15 seconds. */
  constructor(ctx: Context, connection: OpenConnection, mayGoOn: () => Promise<boolean>, signal: AbortSignal) {
    this.#ctx = ctx;
    this.#connection = connection;
    this.#provider = smsProvider(connection.provider);
    this.#mayGoOn = mayGoOn;
    this.#signal = signal;
  }

  /** The provider's list since a moment, newest first, page by page. */
  async *pages(filter: { readonly since: Date; readonly to?: string }): AsyncGenerator<readonly ListedSms[]> {
    let page: string | undefined;
    do {
      const here: string | undefined = page;
      const answer: ListedPage = await this.#ask(() =>
        this.#provider.listPage(this.#ctx.outgoing, this.#connection, { ...filter, ...(here ? { page: here } : {}) }),
      );
      yield answer.messages;
      page = answer.next;
    } while (page !== undefined);
  }

  /** One message; undefined when the provider does not have it. */
  find(providerId: string): Promise<ListedSms | undefined> {
    return this.#ask(() => this.#provider.find(this.#ctx.outgoing, this.#connection, providerId));
  }

  async #ask<T>(request: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      await this.#turn();
      try {
        return await request();
      } catch (error) {
        const known = error instanceof ProviderTrouble || error instanceof NoAnswer;
        const wish = error instanceof ProviderTrouble ? error.retryAfterMs : undefined;
        const waitMs = wish ?? 500 * 2 ** attempt;
        if (!known || attempt === mostTries || waitMs > longestWaitMs) throw error;
        await wait(waitMs);
      }
    }
  }

  async #turn(): Promise<void> {
    const early = paceMs - (performance.now() - this.#askedAt);
    if (early > 0) await wait(early);
    if (this.#signal.aborted) throw new RunEnded('the process stops');
    if (performance.now() - this.#saidAt > saySeldomMs) {
      this.#saidAt = performance.now();
      if (!(await this.#mayGoOn())) throw new RunEnded('a new gap was noticed');
    }
    this.#askedAt = performance.now();
  }
}
