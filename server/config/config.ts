import { flag, oneOf, readSettings, text, url, whole } from './declare.ts';

/** Every setting of an installation, declared once. `docs/ops/configuration.md` and `.env.example` are generated from it. */
export const settings = {
  dataDir: text({
    env: 'TIDINGS_DATA',
    default: 'data',
    help: 'Folder of the embedded database, uploaded media, keys and the sandbox carrier. Back it up.',
  }),
  databaseUrl: text({
    env: 'DATABASE_URL',
    default: undefined,
    defaultWords: 'the embedded PostgreSQL',
    secret: true,
    help: 'PostgreSQL 15 or newer to use instead of the embedded one: postgres://user:password@host:5432/database. The user must not be a superuser and must not bypass row-level security.',
  }),
  databasePort: whole({
    env: 'TIDINGS_DATABASE_PORT',
    default: 54329,
    min: 0,
    max: 65535,
    help: 'Port of the embedded PostgreSQL on 127.0.0.1; another free one is taken when it is busy.',
  }),
  databasePool: whole({
    env: 'TIDINGS_DATABASE_POOL',
    default: 12,
    min: 2,
    max: 200,
    help: 'Most database connections of one process. All processes together must stay under the server’s max_connections.',
  }),
  host: text({ env: 'TIDINGS_HOST', default: '127.0.0.1', help: 'Address that the web process listens on; 0.0.0.0 for all.' }),
  port: whole({ env: 'TIDINGS_PORT', default: 3000, min: 0, max: 65535, help: 'Port of the web process.' }),
  publicUrl: url({
    env: 'TIDINGS_PUBLIC_URL',
    default: undefined,
    defaultWords: 'http://localhost:<port>',
    help: 'Address under which people and providers reach Tidings. Providers send receipts and replies to it, so a real provider needs a public https address.',
  }),
  trustProxy: flag({
    env: 'TIDINGS_TRUST_PROXY',
    default: false,
    help: 'Whether X-Forwarded-* headers are believed. Switch on only behind a reverse proxy that sets them.',
  }),
  encryptionKey: text({
    env: 'TIDINGS_ENCRYPTION_KEY',
    default: undefined,
    defaultWords: 'made once and kept in <data>/keys',
    secret: true,
    help: 'Key that encrypts provider credentials: 32 bytes in base64. Every process needs the same one.',
  }),
  production: flag({
    env: 'TIDINGS_LIVE_ALLOWED',
    default: true,
    help: 'false marks the installation as not for production: no workspace can go live, nothing ever reaches a real phone.',
  }),
  sandboxPort: whole({
    env: 'TIDINGS_SANDBOX_PORT',
    default: 3001,
    min: 0,
    max: 65535,
    help: 'Port of the sandbox carrier on 127.0.0.1.',
  }),
  sandboxUrl: url({
    env: 'TIDINGS_SANDBOX_URL',
    default: undefined,
    defaultWords: 'http://127.0.0.1:<sandbox port>',
    help: 'Where the sandbox carrier is reached, when it runs elsewhere.',
  }),
  logLevel: oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
    env: 'TIDINGS_LOG_LEVEL',
    default: 'info',
    help: 'How much is logged. No level logs message text, full phone numbers or secrets.',
  }),
  privateAddresses: flag({
    env: 'TIDINGS_ALLOW_PRIVATE_ADDRESSES',
    default: false,
    help: 'Whether connections may point at private addresses (10.x, 192.168.x, localhost). The sandbox carrier is always reachable.',
  }),
  sessionIdleHours: whole({
    env: 'TIDINGS_SESSION_IDLE_HOURS',
    default: 168,
    min: 1,
    max: 8_760,
    help: 'After this many hours without use a person is signed out.',
  }),
  sessionMaxDays: whole({
    env: 'TIDINGS_SESSION_MAX_DAYS',
    default: 30,
    min: 1,
    max: 365,
    help: 'After this many days a person signs in again, however busy they were.',
  }),
  signInFailures: whole({
    env: 'TIDINGS_SIGN_IN_FAILURES',
    default: 10,
    min: 2,
    max: 1_000,
    help: 'How many wrong passwords for an account from one network address lock the account for that address for a while. Other addresses are not locked, so that a stranger cannot keep a person out.',
  }),
  signInFailuresPerAccount: whole({
    env: 'TIDINGS_SIGN_IN_FAILURES_PER_ACCOUNT',
    default: 100,
    min: 2,
    max: 100_000,
    help: 'How many wrong passwords for an account, from all network addresses together, slow its sign-in down. It is never locked by them: each answer waits a second at first and at most ten.',
  }),
  signInFailuresPerAddress: whole({
    env: 'TIDINGS_SIGN_IN_FAILURES_PER_ADDRESS',
    default: 50,
    min: 2,
    max: 100_000,
    help: 'How many wrong passwords from one network address, for any account, lock that address for a while. Higher where an office shares one address.',
  }),
  signInLockMinutes: whole({
    env: 'TIDINGS_SIGN_IN_LOCK_MINUTES',
    default: 15,
    min: 1,
    max: 1_440,
    help: 'How long such a lock lasts; failures are counted over the same time.',
  }),
  requestsPerMinute: whole({
    env: 'TIDINGS_REQUESTS_PER_MINUTE',
    default: 1_200,
    min: 10,
    max: 1_000_000,
    help: 'Most API requests a minute of one person, key or, without either, network address. More are answered 429 with Retry-After.',
  }),
  keepDecisionsDays: whole({
    env: 'TIDINGS_KEEP_DECISIONS_DAYS',
    default: 400,
    min: 1,
    max: 36_500,
    help: 'How many days the facts of each decision to send are kept, for “why did they get it?”. The messages themselves and their reasons stay.',
  }),
  unknownAfterSeconds: whole({
    env: 'TIDINGS_UNKNOWN_RESEND_SECONDS',
    default: 900,
    min: 1,
    max: 86_400,
    help: 'How long after an unanswered send the provider’s own list must still not have the message before it is sent again.',
  }),
  lateMinutes: whole({
    env: 'TIDINGS_SEND_LATE_MINUTES',
    default: 60,
    min: 1,
    max: 10_080,
    help: 'A scheduled broadcast whose time passed while nothing ran still goes out by itself up to so many minutes late. Later than that it waits, and somebody is asked.',
  }),
  catchUpSeconds: whole({
    env: 'TIDINGS_CATCH_UP_SECONDS',
    default: 600,
    min: 1,
    max: 86_400,
    help: 'How often each provider account is asked for texts that never came, and how long a message may stay without news before it is asked about. After an outage it is asked at once.',
  }),
  importMegabytes: whole({
    env: 'TIDINGS_IMPORT_MAX_MB',
    default: 100,
    min: 1,
    max: 2048,
    help: 'The largest CSV file or Excel workbook that can be imported, in megabytes.',
  }),
  sourceMegabytes: whole({
    env: 'TIDINGS_SOURCE_MAX_MB',
    default: 50,
    min: 1,
    max: 500,
    help: 'The largest answer of a sheet or file that feeds a list, in megabytes. A worker holds it in memory while it is read.',
  }),
  sourceTimeoutSeconds: whole({
    env: 'TIDINGS_SOURCE_TIMEOUT_SECONDS',
    default: 60,
    min: 1,
    max: 600,
    help: 'How long a sheet or file that feeds a list may take to answer, redirects included. Apps Script may need half a minute for a large sheet.',
  }),
  googleSheetsUrl: url({
    env: 'TIDINGS_GOOGLE_SHEETS_URL',
    default: 'https://sheets.googleapis.com',
    help: 'Where the Google Sheets API is; another place for tests and proxies.',
  }),
  googleTokenUrl: url({
    env: 'TIDINGS_GOOGLE_TOKEN_URL',
    default: 'https://oauth2.googleapis.com/token',
    help: 'Where service accounts get their access tokens from Google.',
  }),
  drainSeconds: whole({
    env: 'TIDINGS_DRAIN_SECONDS',
    default: 25,
    min: 1,
    max: 600,
    help: 'How long a stopping process finishes what is in flight before it ends anyway. A second signal ends it at once.',
  }),
  workerPort: whole({
    env: 'TIDINGS_WORKER_PORT',
    default: 0,
    min: 0,
    max: 65535,
    help: 'Port on which a worker process answers its own /health and /metrics, at TIDINGS_HOST; 0 for none. Each worker of a machine needs its own.',
  }),
  metricsToken: text({
    env: 'TIDINGS_METRICS_TOKEN',
    default: undefined,
    defaultWords: 'none: this machine only',
    secret: true,
    help: 'Who sends it as "Authorization: Bearer <token>" may read /metrics and the details of /health. Without it both are answered to this machine only.',
  }),
  probeMinutes: whole({
    env: 'TIDINGS_PROBE_MINUTES',
    default: 15,
    min: 1,
    max: 1_440,
    help: 'How often each connection is tested with its provider by itself. A test sends nothing.',
  }),
} as const;

export type Config = ReturnType<typeof loadConfig>;

/** Reads the configuration from the given environment. Throws ConfigError naming every wrong setting and its fix. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>) {
  return readSettings(settings, env);
}
