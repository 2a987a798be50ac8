import type { Readable } from 'node:stream';
import type { Api, BodyOf, Endpoint, ParamsOf, QueryOf, ResponseOf } from '@tidings/core/contract/endpoint';
import type { Context } from '../context.ts';
import type { ActorFor } from './actor.ts';

/** What a handler may know and say of the exchange itself. Web-framework types stop here. */
export interface Exchange {
  readonly requestId: string;
  readonly ip: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Adds a header to the answer; `set-cookie` may be added several times. */
  setHeader(name: string, value: string): void;
}

/** A download. */
export interface FileAnswer {
  readonly contentType: string;
  readonly fileName: string;
  readonly content: Readable;
}

/** A validated call of an endpoint. */
export interface Call<E extends Endpoint> {
  readonly ctx: Context;
  readonly actor: ActorFor<E['access']>;
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: E['body'] extends 'stream' ? Readable : BodyOf<E>;
  readonly exchange: Exchange;
}

/** What a handler returns; for an endpoint without an answer it does not matter. */
type Answer<E extends Endpoint> = E['response'] extends 'file'
  ? FileAnswer
  : E['response'] extends 'none'
    ? unknown
    : ResponseOf<E>;

export type Handler<E extends Endpoint> = (call: Call<E>) => Promise<Answer<E>>;

/** An endpoint with the handler that answers it. The types of the pair are checked where it is made; the server only runs it. */
export interface Route {
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly handle: (call: never) => Promise<unknown>;
}

/** Pairs every endpoint of an area with its handler. A missing handler, or an answer of another shape, is a type error. */
export function implement<A extends Api>(api: A, handlers: { readonly [K in keyof A]: Handler<A[K]> }): readonly Route[] {
  return Object.entries(api).map(([name, endpoint]) => ({
    name,
    endpoint,
    handle: handlers[name as keyof A] as Route['handle'],
  }));
}
