import type { Generated } from 'kysely';
import type { Channel, Json, MadeTime, Maybe, MaybeTime } from './columns.ts';

export interface ConnectionsTable {
  id: Generated<string>;
  workspace_id: string;
  provider: string;
  channel: Channel;
  name: string;
  sandbox: Generated<boolean>;
  settings: Json<Record<string, unknown>>;
  secrets: Maybe<Buffer>;
  status: Generated<'untested' | 'working' | 'failing'>;
  status_words: Maybe<string>;
  checked_at: MaybeTime;
  probe_at: MadeTime;
  created_at: MadeTime;
  archived_at: MaybeTime;
}

export interface SendersTable {
  id: Generated<string>;
  workspace_id: string;
  connection_id: string;
  channel: Channel;
  kind: 'number' | 'messaging_service' | 'address' | 'caller_id';
  address: string;
  name: string;
  sandbox: Generated<boolean>;
  rate_per_second: Generated<number>;
  burst: Generated<number>;
  daily_cap: Maybe<number>;
  is_default: Generated<boolean>;
  paused_at: MaybeTime;
  pause_reason: Maybe<string>;
  paused_by: Maybe<'member' | 'operator' | 'failures' | 'account'>;
  watched_from: MaybeTime;
  tokens: Generated<number>;
  refilled_at: MadeTime;
  cap_day: Maybe<string>;
  cap_used: Generated<number>;
  /** See migration 0132. */
  cap_needs: Maybe<number>;
  cap_zone: Generated<string>;
  cap_hour: Generated<number>;
  created_at: MadeTime;
  archived_at: MaybeTime;
}

export interface LaneMarksTable {
  workspace_id: string;
  sender_id: string;
  priority: number;
  due_at: MadeTime;
  message_id: Generated<string>;
  /** See migration 0132. */
  lowered_at: MaybeTime;
  /** See migration 0255. */
  held_due_at: MaybeTime;
  held_message_id: string | null;
}
