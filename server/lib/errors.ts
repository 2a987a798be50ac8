import type { ErrorCode, FieldError } from '@tidings/core/contract/errors';

/** An expected refusal: a stable code, words for a person who is not an engineer, and the fields at fault. Mapped to a response in one place. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ErrorCode;
  readonly fields: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;
  constructor(code: ErrorCode, words: string, options: { fields?: readonly FieldError[]; retryAfterSeconds?: number } = {}) {
    super(words);
    this.code = code;
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** What is not there, or not this workspace's: the two are never told apart. */
export function notFound(what: string): Refusal {
  return new Refusal('not_found', `There is no such ${what}.`);
}

/** One field of the request is wrong. */
export function badField(field: string, message: string): Refusal {
  return new Refusal('invalid_request', `${field}: ${message}`, { fields: [{ field, message }] });
}
