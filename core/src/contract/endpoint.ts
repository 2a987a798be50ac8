import type { z } from 'zod';
import type { Permission } from './permissions.ts';

/** Who may call an endpoint: anyone, anyone signed in, the installation's operator, or a member whose role holds the permission. */
export type Access = 'public' | 'signed_in' | 'operator' | Permission;

/** One endpoint of the API, as data. The server implements it, the web app calls it, OpenAPI is generated from it. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below /api/v1 with parameters in braces: `/contacts/{contact_id}`. */
  readonly path: string;
  readonly access: Access;
  /** One sentence for the API page. */
  readonly summary: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  /** The JSON body; `stream` hands the raw request body to the handler (uploads). */
  readonly body?: z.ZodType | 'stream';
  /** The JSON answer; `none` answers 204; `file` answers a download. */
  readonly response: z.ZodType | 'none' | 'file';
  /** Status of success; default 200, 204 without an answer. */
  readonly status?: 200 | 201 | 202;
  /** True for the few things that a person may do before replacing a password that somebody else chose. */
  readonly beforePasswordChange?: true;
  /** The largest body in bytes; default 1 MiB. */
  readonly bodyLimit?: number;
}

export type Api = Readonly<Record<string, Endpoint>>;

/** Declares the endpoints of one area, keeping their exact types. */
export function defineApi<const T extends Api>(endpoints: T): T {
  return endpoints;
}

type Output<T, Fallback> = T extends z.ZodType ? z.output<T> : Fallback;
type Input<T, Fallback> = T extends z.ZodType ? z.input<T> : Fallback;

/** What a handler gets, after validation. */
export type ParamsOf<E extends Endpoint> = Output<E['params'], Record<never, never>>;
export type QueryOf<E extends Endpoint> = Output<E['query'], Record<never, never>>;
export type BodyOf<E extends Endpoint> = Output<E['body'], undefined>;
/** What a handler returns: the input side of the answer's schema. */
export type ResponseOf<E extends Endpoint> = Input<E['response'], undefined>;

/** What a caller passes. */
export type ParamsFor<E extends Endpoint> = Input<E['params'], undefined>;
export type QueryFor<E extends Endpoint> = Input<E['query'], undefined>;
export type BodyFor<E extends Endpoint> = Input<E['body'], undefined>;
/** What a caller gets. */
export type AnswerOf<E extends Endpoint> = Output<E['response'], undefined>;
