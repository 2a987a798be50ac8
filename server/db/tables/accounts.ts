import type { Generated } from 'kysely';
import type { MadeTime, Maybe, MaybeTime, Time } from './columns.ts';

export interface UsersTable {
  id: Generated<string>;
  name: string;
  /** In lower case. */
  email: string;
  password_hash: string;
  operator: Generated<boolean>;
  password_change_required: Generated<boolean>;
  created_at: MadeTime;
  password_changed_at: MadeTime;
  last_seen_at: MaybeTime;
}

export interface SessionsTable {
  id: Generated<string>;
  token_hash: string;
  user_id: string;
  created_at: Time;
  last_seen_at: Time;
  expires_at: Time;
  ip: Maybe<string>;
  user_agent: Maybe<string>;
}

export interface MembersTable {
  workspace_id: string;
  user_id: string;
  role: 'owner' | 'admin' | 'manager' | 'agent' | 'viewer';
  joined_at: MadeTime;
}

export interface InvitationsTable {
  id: Generated<string>;
  workspace_id: string;
  email: string;
  role: 'owner' | 'admin' | 'manager' | 'agent' | 'viewer';
  token_hash: string;
  invited_by: Maybe<string>;
  invited_by_name: string;
  created_at: Time;
  expires_at: Time;
  accepted_at: MaybeTime;
  accepted_by: Maybe<string>;
  revoked_at: MaybeTime;
}

export interface RateLimitsTable {
  key: string;
  points: Generated<number>;
  expire: Maybe<number>;
}
