import type { Generated } from 'kysely';

/** What people wrote back to bulk messages. */
export interface RepliesTable {
  message_id: string;
  workspace_id: string;
  source_id: string;
  answered_message_id: string;
  contact_id: string | null;
  opted_out: Generated<boolean>;
  at: Generated<Date>;
}

export interface ReplyCountsTable {
  source_id: string;
  workspace_id: string;
  replies: Generated<number>;
  opt_outs: Generated<number>;
}
