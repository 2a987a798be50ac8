import type { ProcessRow } from '@tidings/core/contract/health';
import { deadAfterSeconds } from '../messages/recover.ts';
import type { ProcessFacts } from './lanes-store.ts';

/** Whether a process works, is stopping, or has fallen silent without a farewell. */
export function processState(facts: Pick<ProcessFacts, 'silentMs' | 'draining_at'>): ProcessRow['state'] {
  if (facts.silentMs > deadAfterSeconds * 1_000) return 'lost';
  return facts.draining_at === null ? 'working' : 'stopping';
}

export function presentProcess(facts: ProcessFacts): ProcessRow {
  return {
    id: facts.id,
    role: facts.role,
    host: facts.host,
    pid: facts.pid,
    version: facts.version,
    started_at: facts.started_at.toISOString(),
    heartbeat_at: facts.heartbeat_at.toISOString(),
    state: processState(facts),
    doing: facts.doing,
    listens_at: facts.listens_at,
  };
}
