import { type ErrorCode, errorCodes, type FieldError, type Problem } from '@tidings/core/contract/errors';
import { Refusal } from '../lib/errors.ts';
import { isDatabaseAway } from '../lib/temporary.ts';

const titles: Partial<Record<ErrorCode, string>> = {
  invalid_request: 'Something in the request is not right',
  unsupported_media_type: 'The body is of another kind than this takes',
  not_signed_in: 'Please sign in',
  not_allowed: 'Not allowed',
  not_found: 'Not found',
  unavailable: 'Briefly unavailable',
  internal: 'Something went wrong on our side',
};

/** An answer to a request that did not succeed. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly retryAfterSeconds: number | undefined;
  /** True for bugs: logged once, with the request's id. */
  readonly unexpected: boolean;
}

function problem(code: ErrorCode, detail: string, requestId: string, errors: readonly FieldError[] = []): Problem {
  return {
    type: `https://tidings.invalid/problems/${code}`,
    title: titles[code] ?? detail,
    status: errorCodes[code],
    code,
    detail,
    request_id: requestId,
    ...(errors.length > 0 ? { errors: [...errors] } : {}),
  };
}

/** What to send instead, where the body is of a kind that the endpoint does not take. */
export const wantedBody = {
  json: 'Send JSON with content-type application/json.',
  file: 'Send the file itself, with content-type text/csv or application/octet-stream.',
} as const;

/** The one place where errors become answers (RFC 9457). `takes` is the kind of body that the endpoint reads. */
export function toProblem(error: unknown, requestId: string, takes: keyof typeof wantedBody = 'json'): ProblemAnswer {
  if (error instanceof Refusal) {
    return {
      problem: problem(error.code, error.message, requestId, error.fields),
      retryAfterSeconds: error.retryAfterSeconds,
      unexpected: false,
    };
  }
  if (isDatabaseAway(error)) {
    const words = 'The database is away for a moment. Nothing was lost; try again shortly.';
    return { problem: problem('unavailable', words, requestId), retryAfterSeconds: 5, unexpected: false };
  }
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413)
    return {
      problem: problem('too_large', 'The request is larger than allowed here.', requestId),
      retryAfterSeconds: undefined,
      unexpected: false,
    };
  const unreadable = error instanceof Error && 'code' in error && error.code === 'FST_ERR_CTP_INVALID_JSON_BODY';
  if (status === 415 || (unreadable && takes === 'file')) {
    return {
      problem: problem('unsupported_media_type', wantedBody[takes], requestId),
      retryAfterSeconds: undefined,
      unexpected: false,
    };
  }
  if (unreadable) {
    return {
      problem: problem('invalid_request', 'The body is not valid JSON.', requestId),
      retryAfterSeconds: undefined,
      unexpected: false,
    };
  }
  if (typeof status === 'number' && status >= 400 && status < 500 && error instanceof Error) {
    return { problem: problem('invalid_request', error.message, requestId), retryAfterSeconds: undefined, unexpected: false };
  }
  const words = `An unexpected error happened. It has been recorded as ${requestId}.`;
  return { problem: problem('internal', words, requestId), retryAfterSeconds: undefined, unexpected: true };
}
