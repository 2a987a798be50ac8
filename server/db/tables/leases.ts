import type { ColumnType, Generated } from 'kysely';

/** What a lease decided, on which facts: see migration 0112. */
export interface LeasesTable {
  id: Generated<string>;
  workspace_id: string;
  sender_id: string;
  worker_id: string;
  at: Generated<Date>;
  message_ids: string[];
  facts: ColumnType<Record<string, unknown>, string, string>;
  /** How its messages were handed over: see migration 0150. */
  handover: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;
}
