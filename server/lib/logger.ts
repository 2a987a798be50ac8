import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** Names of values that never reach a log, wherever they stand (I9). Phone numbers and e-mails are masked by who logs them. */
const secretNames = [
  'password',
  'authorization',
  'cookie',
  'token',
  'auth_token',
  'authToken',
  'secret',
  'api_key',
  'apiKey',
  'body',
  'text',
  'phone',
  'email',
  'to',
  'from',
];

const personal = /\+\d{6,15}|[^\s@"'<>(]+@[^\s@"'<>)]+\.[a-z]{2,}/gi;

/** Words without the numbers and addresses of people (I9). */
export function hidePersonal(words: string): string {
  return words.replace(personal, '[hidden]');
}

/** What of an error is logged: never PostgreSQL's detail and context, which quote rows, and no number or address in its words. */
function describeError(error: unknown): unknown {
  if (typeof error === 'string') return hidePersonal(error);
  if (!(error instanceof Error)) return '[not an error]';
  const { name, message, stack } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const cause = error.cause instanceof Error ? describeError(error.cause) : undefined;
  return { name, code, message: hidePersonal(message), stack: stack && hidePersonal(stack), cause };
}

/** A logger that writes JSON lines to standard error, or where a test reads them; pretty output is the reader's business. */
export function createLogger(level: string, role: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { role, pid: process.pid },
      redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
      serializers: { err: describeError },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination ?? pino.destination({ dest: 2, sync: true }),
  );
}
