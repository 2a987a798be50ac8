import type { Context } from '../context.ts';

/** A kind of background job: its name, and how it is retried. Kept apart from its handler so that whoever enqueues it need not load the work. */
export interface JobDefinition<T extends object> {
  readonly name: string;
  /** After this many seconds without an end an attempt counts as dead and is repeated. Keep jobs short, long work in chunks. */
  readonly expireSeconds: number;
  readonly retries: number;
  readonly retrySeconds: number;
  /** Only ever there for its type. */
  readonly payload?: T;
}

/** Declares a job. Defaults: 60 s to end, 10 retries, the first after 2 s, then with backoff. */
export function defineJob<T extends object>(
  name: string,
  options: Partial<Pick<JobDefinition<T>, 'expireSeconds' | 'retries' | 'retrySeconds'>> = {},
): JobDefinition<T> {
  return {
    name,
    expireSeconds: options.expireSeconds ?? 60,
    retries: options.retries ?? 10,
    retrySeconds: options.retrySeconds ?? 2,
  };
}

/** A job with the work it does. The signal is aborted when the worker stops or the attempt expires. */
export interface JobHandler {
  readonly definition: JobDefinition<object>;
  readonly concurrency: number;
  readonly run: (ctx: Context, payload: never, signal: AbortSignal) => Promise<void>;
}

/** Pairs a job with its work; it may run again after a crash, so it must be safe to repeat. */
export function handleJob<T extends object>(
  definition: JobDefinition<T>,
  run: (ctx: Context, payload: T, signal: AbortSignal) => Promise<void>,
  options: { concurrency?: number } = {},
): JobHandler {
  return { definition, run: run as JobHandler['run'], concurrency: options.concurrency ?? 1 };
}

/** Work that every worker does again and again while it lives, such as picking up what is due. One that fails is logged and goes on. */
export interface Loop {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (ctx: Context, signal: AbortSignal) => Promise<void>;
}
