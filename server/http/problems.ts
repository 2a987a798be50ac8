import { type ErrorCode, errorCodes, type FieldError, type Problem } from '@tidings/core/contract/errors';
import { Refusal } from '../lib/errors.ts';
import { isDatabaseAway } from '../lib/temporary.ts';

const titles: Partial<Record<ErrorCode, string>> = {
  invalid_request: 'Something in the request is not right',
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

/** The one place where errors become answers (RFC 9457). */
export function toProblem(error: unknown, requestId: string): ProblemAnswer {
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
  if (status === 415) {
    return {
      problem: problem('unsupported_media_type', 'Send JSON with content-type application/json.', requestId),
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
