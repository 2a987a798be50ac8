import type { ColumnType, Generated } from 'kysely';
import type { MaybeTime, Time } from './columns.ts';

export interface HookWatchTable {
  singleton: Generated<boolean>;
  seen_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

/** How far a connection's hooks are known to be complete, and what is to be fetched from its provider. */
export interface CatchUpsTable {
  connection_id: string;
  workspace_id: string;
  complete_until: Time;
  gap_from: MaybeTime;
  gaps: Generated<number>;
  /** Until when bulk waits for the texts of the gap; null where it need not. */
  holds_bulk_until: MaybeTime;
  due_at: ColumnType<Date, Date | string | undefined, Date | string>;
  taken_until: MaybeTime;
  failures: Generated<number>;
  trouble: ColumnType<string | null, string | null | undefined, string | null>;
  ran_at: MaybeTime;
  texts: Generated<number>;
  receipts: Generated<number>;
}
