import type { ColumnType, Generated } from 'kysely';
import type { Json, MadeTime, Maybe, MaybeTime } from './columns.ts';

export interface InstallationTable {
  singleton: Generated<boolean>;
  id: Generated<string>;
  open_signup: Generated<boolean>;
  /** The stop of everything: when, by whom (a name) and why. */
  sending_stopped_at: MaybeTime;
  sending_stopped_by: Maybe<string>;
  sending_stopped_reason: Maybe<string>;
  created_at: MadeTime;
}

export interface WorkspacesTable {
  id: Generated<string>;
  slug: string;
  name: string;
  country: string;
  time_zone: string;
  mode: Generated<'sandbox' | 'live'>;
  mode_changed_at: MaybeTime;
  settings: Json<Record<string, unknown>>;
  /** The stop of everything it sends: when, by whom (a name) and why. */
  sending_stopped_at: MaybeTime;
  sending_stopped_by: Maybe<string>;
  sending_stopped_reason: Maybe<string>;
  created_at: MadeTime;
}

export interface ApiKeysTable {
  id: Generated<string>;
  workspace_id: string;
  name: string;
  role: 'owner' | 'admin' | 'manager' | 'agent' | 'viewer';
  prefix: string;
  hash: string;
  created_by: Maybe<string>;
  created_at: MadeTime;
  expires_at: MaybeTime;
  last_used_at: MaybeTime;
  revoked_at: MaybeTime;
}

export interface AuditEntriesTable {
  id: Generated<string>;
  workspace_id: string;
  at: MadeTime;
  actor_kind: 'user' | 'api_key' | 'system';
  actor_id: Maybe<string>;
  actor_name: string;
  action: string;
  object_kind: Maybe<string>;
  object_id: Maybe<string>;
  object_label: Maybe<string>;
  details: Json<Record<string, unknown>>;
}

export interface IdempotencyKeysTable {
  workspace_id: string;
  key: string;
  endpoint: string;
  request_hash: string;
  status: Maybe<number>;
  answer: ColumnType<unknown, string | null | undefined, string | null>;
  created_at: MadeTime;
}
