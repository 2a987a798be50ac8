import type { Generated } from 'kysely';
import type { MadeTime, MaybeTime } from './columns.ts';

/** Numbers that are used as one: see migration 0091. */
export interface SenderPoolsTable {
  id: Generated<string>;
  workspace_id: string;
  channel: 'sms' | 'email' | 'voice' | 'voicemail';
  name: string;
  sandbox: Generated<boolean>;
  created_at: MadeTime;
  archived_at: MaybeTime;
}

export interface SenderPoolMembersTable {
  workspace_id: string;
  pool_id: string;
  sender_id: string;
}

/** The number of a pool that talks with an address. */
export interface StickySendersTable {
  workspace_id: string;
  pool_id: string;
  address: string;
  sender_id: string;
  wrote_at: MaybeTime;
}
