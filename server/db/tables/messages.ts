import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { HoursOverride } from '@tidings/core/contract/quiet-hours';
import type { EntryList } from '@tidings/core/messaging/entry-tags';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Channel, MadeTime, Maybe, MaybeJson, MaybeTime, Time } from './columns.ts';

export interface ConversationsTable {
  id: Generated<string>;
  workspace_id: string;
  contact_id: string;
  last_message_at: MaybeTime;
  last_message_preview: Maybe<string>;
  last_direction: Maybe<string>;
  unread: Generated<number>;
  created_at: MadeTime;
}

export type MessageRowState =
  | 'planned'
  | 'queued'
  | 'leased'
  | 'accepted'
  | 'sent'
  | 'delivered'
  | 'failed'
  | 'skipped'
  | 'expired'
  | 'cancelled'
  | 'unknown'
  | 'received';

export interface MessagesTable {
  id: Generated<string>;
  workspace_id: string;
  direction: 'out' | 'in';
  channel: Channel;
  contact_id: Maybe<string>;
  address: Maybe<string>;
  our_address: Maybe<string>;
  sender_id: Maybe<string>;
  source: string;
  source_id: Maybe<string>;
  send_key: Maybe<string>;
  again_of: Maybe<string>;
  rules_source_id: Maybe<string>;
  priority: Generated<number>;
  body: Maybe<string>;
  segments: Maybe<number>;
  encoding: Maybe<string>;
  state: MessageRowState;
  reason: Maybe<string>;
  error_code: Maybe<string>;
  provider_id: Maybe<string>;
  past_provider_ids: Maybe<string[]>;
  attempts: Generated<number>;
  price_micros: Maybe<string>;
  created_by: Maybe<string>;
  created_by_name: Maybe<string>;
  created_at: MadeTime;
  useless_after: MaybeTime;
  accepted_at: MaybeTime;
  sent_at: MaybeTime;
  delivered_at: MaybeTime;
  ended_at: MaybeTime;
}

export interface OutboxTable {
  message_id: string;
  workspace_id: string;
  sender_id: string;
  source_id: Maybe<string>;
  priority: number;
  due_at: MadeTime;
  status: Generated<'queued' | 'leased' | 'unknown'>;
  attempts: Generated<number>;
  worker_id: Maybe<string>;
  leased_at: MaybeTime;
  body: Maybe<string>;
  segments: Maybe<number>;
  encoding: Maybe<string>;
  check_at: MaybeTime;
  wait_reason: Maybe<string>;
}

export interface MessageAttemptsTable {
  id: Generated<string>;
  workspace_id: string;
  message_id: string;
  attempt: number;
  at: MadeTime;
  outcome: string;
  error_code: Maybe<string>;
  words: Maybe<string>;
  retry_at: MaybeTime;
  provider_id: Maybe<string>;
  answer: ColumnType<Record<string, unknown> | null, string | null | undefined, string | null>;
  attempts_allowed: Maybe<number>;
}

export interface MessageSourcesTable {
  id: string;
  workspace_id: string;
  kind: 'broadcast' | 'direct' | 'test';
  state: Generated<'running' | 'paused' | 'cancelled'>;
  template: string;
  smart_encoding: Generated<boolean>;
  useless_after: MaybeTime;
  created_at: MadeTime;
  canary_limit: Maybe<number>;
  canary_leased: Generated<number>;
  quiet_hours: MaybeJson<HoursOverride>;
  purpose: Generated<MessagePurpose>;
  entry_lists: MaybeJson<EntryList[]>;
  correction: Generated<boolean>;
}

export interface SourceCountsTable {
  workspace_id: string;
  source_id: string;
  state: string;
  reason: Generated<string>;
  n: number;
}

export interface HourCountsTable {
  workspace_id: string;
  hour: Time;
  direction: string;
  channel: string;
  state: string;
  n: number;
}

export interface ReceiptsTable {
  id: Generated<string>;
  workspace_id: string;
  connection_id: string;
  message_id: Maybe<string>;
  provider_id: Maybe<string>;
  status: string;
  error_code: Maybe<string>;
  payload: JSONColumnType<Record<string, unknown>>;
  received_at: MadeTime;
}

export interface InboundPayloadsTable {
  id: Generated<string>;
  workspace_id: string;
  connection_id: string;
  provider_id: string;
  payload: JSONColumnType<Record<string, string>>;
  received_at: MadeTime;
  processed_at: MaybeTime;
  message_id: Maybe<string>;
  problem: Maybe<string>;
}
