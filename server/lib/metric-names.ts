/** One figure of /metrics. `process`: of the process that answers; `installation`: the same whichever process is asked. */
export interface MetricName {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly of: 'process' | 'installation';
  readonly labels: readonly string[];
  /** What it counts, with its unit. */
  readonly help: string;
}

const metric = (
  name: string,
  type: MetricName['type'],
  of: MetricName['of'],
  help: string,
  labels: readonly string[] = [],
): MetricName => ({ name, type, of, labels, help });

/** Every figure of our own. `docs/ops/metrics.md` is made from it; a test compares it with what is answered. Never rename one. */
export const metricNames = {
  build: metric('tidings_build_info', 'gauge', 'process', 'Always 1; the labels say what runs.', ['version', 'role']),
  draining: metric('tidings_draining', 'gauge', 'process', '1 while the process is stopping, else 0.'),
  inHand: metric('tidings_in_hand', 'gauge', 'process', 'Work in the hands of the process, by kind.', ['kind']),
  httpSeconds: metric('tidings_http_request_duration_seconds', 'histogram', 'process', 'Seconds from request to answer.', [
    'method',
    'route',
    'status',
  ]),
  handovers: metric(
    'tidings_handovers_total',
    'counter',
    'process',
    'Attempts to hand a message over to a provider, by what came of them: accepted, retry, unknown, ended.',
    ['outcome'],
  ),
  receipts: metric('tidings_receipts_total', 'counter', 'process', 'Receipts written, by the state they tell of.', ['state']),
  connections: metric(
    'tidings_database_connections',
    'gauge',
    'process',
    'Connections of the process’s pool: open, idle, and callers waiting for one.',
    ['state'],
  ),
  databaseUp: metric('tidings_database_up', 'gauge', 'process', '1 when the database answers this process, else 0.'),
  diskFree: metric('tidings_disk_free_bytes', 'gauge', 'process', 'Bytes free where the data folder lies.'),
  waiting: metric(
    'tidings_queue_messages',
    'gauge',
    'installation',
    'Messages in the outbox: due, later, leased, unknown. Each lane is counted to 10,001 at most.',
    ['state'],
  ),
  lag: metric(
    'tidings_queue_lag_seconds',
    'gauge',
    'installation',
    'Seconds that the first message has waited that may go out: its lane is neither paused, nor stopped, nor at its daily cap.',
  ),
  lanes: metric(
    'tidings_lanes',
    'gauge',
    'installation',
    'Lanes: open (a stop of all sending does not change that), paused, capped, stuck (something is due, nothing goes out).',
    ['state'],
  ),
  lastMinute: metric(
    'tidings_last_minute_messages',
    'gauge',
    'installation',
    'Messages of the last full minute: handed_over, delivered, failed, unknown, again.',
    ['outcome'],
  ),
  processes: metric('tidings_processes', 'gauge', 'installation', 'Processes heard of within a day: working, stopping, lost.', [
    'role',
    'state',
  ]),
  providers: metric('tidings_connections', 'gauge', 'installation', 'Connections to providers: untested, working, failing.', [
    'status',
  ]),
  failedJobs: metric('tidings_failed_jobs', 'gauge', 'installation', 'Background jobs that were given up and not yet discarded.'),
} as const satisfies Readonly<Record<string, MetricName>>;
