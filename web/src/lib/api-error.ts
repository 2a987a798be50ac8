import type { ErrorCode, FieldError, Problem } from '@tidings/core/contract/errors';
import { fieldSentence } from './field-words.ts';

/** What the API answered when it refused, or that it could not be reached (`code: 'unavailable'`). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ErrorCode | (string & {});
  /** The sentence to show when no fields are at fault; with fields it names them as the API does, and `errorWords` says it. */
  readonly detail: string;
  /** The fields at fault, named without the leading `body.`: `phones.0`. */
  readonly fields: readonly FieldError[];
  readonly requestId: string | undefined;
  /** Seconds to wait before trying again, where the server said so. */
  readonly retryAfter: number | undefined;

  constructor(problem: Omit<Problem, 'type' | 'title'>, retryAfter?: number) {
    super(problem.detail);
    this.name = 'ApiError';
    this.status = problem.status;
    this.code = problem.code;
    this.detail = problem.detail;
    this.fields = (problem.errors ?? []).map((error) => ({ ...error, field: error.field.replace(/^body\./, '') }));
    this.requestId = problem.request_id;
    this.retryAfter = retryAfter;
  }

  /** The server or its database is away for a moment; the same request may succeed soon. */
  get unavailable(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

/** The refusal when no answer came at all. */
export function unreachable(): ApiError {
  return new ApiError({ status: 0, code: 'unavailable', detail: 'The server cannot be reached. Check your connection.' });
}

/** Reads the error out of a refused answer, whatever stood in front of the server and answered for it. */
export function problemFrom(status: number, text: string, retryAfter: string | null): ApiError {
  const wait = retryAfter === null || !/^\d+$/.test(retryAfter) ? undefined : Number(retryAfter);
  try {
    const body = JSON.parse(text) as Partial<Problem>;
    if (typeof body.code === 'string' && typeof body.detail === 'string') {
      return new ApiError({ ...body, code: body.code, detail: body.detail, status }, wait);
    }
  } catch {
    // Not ours: a proxy's page. The status says enough.
  }
  const away = status === 502 || status === 503 || status === 504;
  const detail = away ? 'The server is briefly unavailable.' : `The server answered with an unexpected error (${status}).`;
  return new ApiError({ status, code: away ? 'unavailable' : 'internal', detail }, wait);
}

/** The words to show for any thrown thing. Fields at fault are named as on the screen, never by their path. */
export function errorWords(error: unknown, labels?: Readonly<Record<string, string>>): string {
  if (!(error instanceof ApiError)) return 'Something went wrong on this screen. Try again.';
  if (error.fields.length === 0) return error.detail;
  return error.fields.map((field) => fieldSentence(field, labels)).join(' ');
}
