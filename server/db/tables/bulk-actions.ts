import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** An act on many people that runs in the background: see migration 0063. */
export interface BulkActionsTable {
  id: Generated<string>;
  workspace_id: string;
  kind: string;
  work: JSONColumnType<object, string, string>;
  label: string | null;
  state: Generated<'queued' | 'running' | 'completed' | 'cancelled' | 'failed'>;
  problem: string | null;
  matched: Generated<number>;
  done: Generated<number>;
  changed: Generated<number>;
  conflicting: Generated<number>;
  position: string | null;
  leased_until: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  created_by: JSONColumnType<{ kind: 'user' | 'api_key'; id: string; name: string }, string, string>;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  finished_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
}
