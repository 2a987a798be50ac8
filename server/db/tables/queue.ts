import type { ColumnType, Generated } from 'kysely';
import type { MadeTime } from './columns.ts';

/** What a sender did in one minute: see migration 0075. */
export interface MinuteCountsTable {
  workspace_id: string;
  sender_id: string;
  minute: ColumnType<Date, Date | string, Date | string>;
  handed_over: Generated<number>;
  delivered: Generated<number>;
  failed: Generated<number>;
  refused: Generated<number>;
  unknown: Generated<number>;
  busy: Generated<number>;
  troubled: Generated<number>;
  waited_ms: Generated<number>;
  longest_ms: Generated<number>;
}

/** One message that failed, when it did. */
export interface MessageFailuresTable {
  id: Generated<string>;
  workspace_id: string;
  message_id: string;
  sender_id: string | null;
  at: MadeTime;
  reason: string | null;
  error_code: string | null;
}
