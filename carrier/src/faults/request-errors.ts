import { Refusal } from '../refusal.ts';

/** Refusals that more than one place gives, in Twilio's words. */
export const requestErrors = {
  authenticate: () => new Refusal(20003, 'Authenticate', 401, { 'www-authenticate': 'Basic realm="Twilio API"' }),
  inactive: (sid: string) => new Refusal(20005, `Account ${sid} is not active`, 403),
  tooManyRequests: (retryAfterSeconds?: number) =>
    new Refusal(
      20429,
      'Too Many Requests',
      429,
      retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    ),
  notFound: (path: string) => new Refusal(20404, `The requested resource ${path} was not found`, 404),
  methodNotAllowed: (method: string) => new Refusal(20004, `Method ${method} is not allowed for this resource`, 405),
  unknownParameter: (name: string) =>
    new Refusal(20001, `Unknown parameter '${name}'. Twilio would ignore it; this carrier refuses it.`),
  repeatedParameter: (name: string) => new Refusal(20001, `Parameter '${name}' may be given only once`),
  invalidParameter: (name: string, expected: string) => new Refusal(20422, `Invalid Parameter '${name}': ${expected}`),
  optedOut: () => new Refusal(21610, 'Attempt to send to unsubscribed recipient'),
  invalidTo: (to: string) => new Refusal(21211, `Invalid 'To' Phone Number: ${to}`),
} as const;
