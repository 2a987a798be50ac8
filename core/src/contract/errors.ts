import { z } from 'zod';

/** Stable error codes with their HTTP status. Clients branch on the code; the words may change. */
export const errorCodes = {
  invalid_request: 400,
  not_signed_in: 401,
  wrong_credentials: 401,
  password_change_required: 403,
  not_allowed: 403,
  locked_out: 429,
  not_found: 404,
  conflict: 409,
  already_exists: 409,
  version_changed: 409,
  wrong_state: 409,
  idempotency_key_reused: 422,
  idempotency_in_progress: 409,
  too_large: 413,
  unsupported_media_type: 415,
  cost_not_accepted: 409,
  across_purposes_not_accepted: 409,
  unprocessable: 422,
  rate_limited: 429,
  internal: 500,
  provider_failed: 502,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** One field at fault: where it is (`body.phones.0`) and what to do about it. */
export const FieldError = z.object({
  field: z.string(),
  message: z.string(),
  code: z.string().optional(),
  /** The least that would be taken, where the field is a number: a program or a screen can ask for it. */
  at_least: z.number().optional(),
});
export type FieldError = z.infer<typeof FieldError>;

/** The body of every error: RFC 9457 problem details, with our stable code and the fields at fault. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    request_id: z.string().optional(),
    errors: z.array(FieldError).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
