import { type Logger, pino } from 'pino';

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

/** A logger that writes JSON lines to standard error; pretty output is the reader's business. */
export function createLogger(level: string, role: string): Logger {
  return pino(
    {
      level,
      base: { role, pid: process.pid },
      redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ dest: 2, sync: true }),
  );
}
