/** SQLSTATE classes that say "the database is away for now": connection failure, shutdown, out of resources. */
const awayStates = /^(08|57P0[123]|53)/;
const awayCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOENT', 'ENOTFOUND', 'EHOSTUNREACH']);

/** Whether an error means that the database is away and the same call may succeed later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (awayStates.test(code) || awayCodes.has(code)) return true;
  // 55000 with these words: somebody closed the database for maintenance (ALTER DATABASE ... ALLOW_CONNECTIONS false).
  if (code === '55000' && error.message.includes('not currently accepting connections')) return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    error.message,
  );
}

/** Whether a transaction lost against another (deadlock, serialization) and may simply be run again. */
export function isRepeatable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '40P01' || error.code === '40001');
}
