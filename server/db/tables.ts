import type { ConsentPurpose, MessagePurpose } from '@tidings/core/compliance/purposes';
import type { SuppressionKind } from '@tidings/core/compliance/suppression';
import type { HoursOverride } from '@tidings/core/contract/quiet-hours';
import type { EntryList } from '@tidings/core/messaging/entry-tags';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { AudiencesTable, AudienceVersionsTable } from './tables/audiences.ts';
import type { BulkActionsTable } from './tables/bulk-actions.ts';
import type { CatchUpsTable, HookWatchTable } from './tables/catch-up.ts';
import type {
  CostSettingsTable,
  LookupRunsTable,
  NumberLookupsTable,
  PriceReadsTable,
  ReportedPricesTable,
  SourceCostsTable,
  SpendDaysTable,
  SpendHoldsTable,
} from './tables/costs.ts';
import type { AddressFailuresTable, FailureChecksTable, FailureFindingsTable } from './tables/failures.ts';
import type { OptInAsksTable, OptInRequestsTable } from './tables/opt-in.ts';
import type { OptOutDoubtsTable } from './tables/opt-out-doubts.ts';
import type { SenderPoolMembersTable, SenderPoolsTable, StickySendersTable } from './tables/pools.ts';
import type { MessageFailuresTable, MinuteCountsTable } from './tables/queue.ts';

type Time = ColumnType<Date, Date | string, Date | string>;
type MaybeTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type MadeTime = ColumnType<Date, Date | string | undefined, Date | string>;
type Json<T extends object> = JSONColumnType<T, string | undefined, string>;
type Maybe<T> = ColumnType<T | null, T | null | undefined, T | null>;
type MaybeJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>;

import type { LeasesTable } from './tables/leases.ts';
import type { EventsTable, ListFieldsTable, ListsTable } from './tables/lists.ts';
import type { ContactDuplicatesTable, ContactMergesTable, ContactNotesTable, DuplicateLooksTable } from './tables/merges.ts';
import type { MissedMessagesTable } from './tables/missed.ts';
import type { ErasedAddressesTable, ErasuresTable } from './tables/privacy.ts';
import type { SourceWaitsTable } from './tables/quiet-hours.ts';
import type { ReachCountsTable } from './tables/reach.ts';
import type { RepliesTable, ReplyCountsTable } from './tables/replies.ts';
import type { JoinKeywordsTable, ListFormsTable } from './tables/sign-ups.ts';
import type {
  BroadcastSourceHoldsTable,
  ListSourceChangesTable,
  ListSourcePiecesTable,
  ListSourceRowsTable,
  ListSourceSyncsTable,
  ListSourcesTable,
} from './tables/sources.ts';

export type Channel = 'sms' | 'email' | 'voice' | 'voicemail';
export type Consent = 'yes' | 'no' | 'unknown';

interface InstallationTable {
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

interface IdempotencyKeysTable {
  workspace_id: string;
  key: string;
  endpoint: string;
  request_hash: string;
  status: Maybe<number>;
  answer: ColumnType<unknown, string | null | undefined, string | null>;
  created_at: MadeTime;
}

export interface ContactsTable {
  id: Generated<string>;
  workspace_id: string;
  first_name: Maybe<string>;
  last_name: Maybe<string>;
  full_name: Maybe<string>;
  phone: Maybe<string>;
  email: Maybe<string>;
  company: Maybe<string>;
  address_line1: Maybe<string>;
  address_line2: Maybe<string>;
  city: Maybe<string>;
  region: Maybe<string>;
  postal_code: Maybe<string>;
  country: Maybe<string>;
  language: Maybe<string>;
  time_zone: Maybe<string>;
  /** A date without time: read as text `YYYY-MM-DD`. */
  birthday: Maybe<string>;
  external_id: Maybe<string>;
  notes: Maybe<string>;
  custom: Json<Record<string, unknown>>;
  sms_consent: Generated<Consent>;
  /** What a yes is for. */
  sms_consent_purpose: Generated<ConsentPurpose>;
  sms_consent_at: MaybeTime;
  origin: Generated<string>;
  search: Generated<string>;
  /** The import that made the person or changed them last. */
  import_id: Maybe<string>;
  /** Made by the database from the names: what sorting by name reads. */
  sort_name: ColumnType<string, never, never>;
  created_at: MadeTime;
  updated_at: MadeTime;
  deleted_at: MaybeTime;
  /** The act of deleting, which may have taken many. */
  deletion_id: Maybe<string>;
}

export interface ContactAddressesTable {
  id: Generated<string>;
  workspace_id: string;
  contact_id: string;
  kind: 'phone' | 'email';
  value: string;
  label: Maybe<string>;
  preferred: Generated<boolean>;
  created_at: MadeTime;
}

export interface ConsentEventsTable {
  id: Generated<string>;
  workspace_id: string;
  contact_id: Maybe<string>;
  address: Maybe<string>;
  channel: Channel;
  consent: Consent;
  purpose: Generated<ConsentPurpose>;
  source: string;
  wording: Maybe<string>;
  evidence: Json<Record<string, unknown>>;
  actor_name: Maybe<string>;
  at: MadeTime;
}

export interface CustomFieldsTable {
  id: Generated<string>;
  workspace_id: string;
  key: string;
  label: string;
  type: 'text' | 'number' | 'date' | 'boolean' | 'choice';
  choices: Json<string[]>;
  position: Generated<number>;
  created_at: MadeTime;
  archived_at: MaybeTime;
}

export interface TagsTable {
  id: Generated<string>;
  workspace_id: string;
  name: string;
  color: Generated<string>;
  created_at: MadeTime;
  archived_at: MaybeTime;
}

interface ContactTagsTable {
  workspace_id: string;
  contact_id: string;
  tag_id: string;
}

interface ListEntriesTable {
  workspace_id: string;
  list_id: string;
  contact_id: string;
  details: Json<Record<string, unknown>>;
  added_at: MadeTime;
}

export interface SuppressionsTable {
  id: Generated<string>;
  sandbox: Generated<boolean>;
  check_id: Maybe<string>;
  workspace_id: string;
  channel: Channel;
  address: string;
  kind: SuppressionKind;
  reason: Maybe<string>;
  source: string;
  evidence: Json<Record<string, unknown>>;
  created_by: Maybe<string>;
  created_at: MadeTime;
  removed_at: MaybeTime;
  removed_by: Maybe<string>;
  removed_reason: Maybe<string>;
}

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

interface LaneMarksTable {
  workspace_id: string;
  sender_id: string;
  priority: number;
  due_at: MadeTime;
  message_id: Generated<string>;
  /** See migration 0132. */
  lowered_at: MaybeTime;
}

export type BroadcastState = 'draft' | 'scheduled' | 'planning' | 'sending' | 'paused' | 'completed' | 'cancelled' | 'failed';

export interface BroadcastsTable {
  id: Generated<string>;
  workspace_id: string;
  name: string;
  channel: Generated<Channel>;
  kind: Generated<'broadcast' | 'direct' | 'test'>;
  body: Generated<string>;
  smart_encoding: Generated<boolean>;
  one_per_address: Generated<boolean>;
  audience: Json<Record<string, unknown>>;
  sender_id: Maybe<string>;
  pool_id: Maybe<string>;
  state: Generated<BroadcastState>;
  state_reason: Maybe<string>;
  scheduled_local: Maybe<string>;
  scheduled_zone: Maybe<string>;
  scheduled_at: MaybeTime;
  useless_after: MaybeTime;
  version: Generated<number>;
  created_by: Maybe<string>;
  created_by_name: Maybe<string>;
  created_at: MadeTime;
  updated_at: MadeTime;
  started_at: MaybeTime;
  planned_at: MaybeTime;
  finished_at: MaybeTime;
  planned: Generated<number>;
  plan_attempts: Generated<number>;
  plan_after: MaybeTime;
  forecast_micros: Maybe<number>;
  forecast_unpriced: Maybe<number>;
  canary_size: Maybe<number>;
  canary_released_at: MaybeTime;
  quiet_hours: MaybeJson<HoursOverride>;
  purpose: Maybe<MessagePurpose>;
  /** What core's pools call keys. */
  across_purposes: MaybeJson<string[]>;
  sent_by: Maybe<string>;
  sent_by_name: Maybe<string>;
}

export interface BroadcastRatesTable {
  broadcast_id: string;
  workspace_id: string;
  sampled_at: Time;
  samples: Json<[number, number][]>;
}

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
}

interface SourceCountsTable {
  workspace_id: string;
  source_id: string;
  state: string;
  reason: Generated<string>;
  n: number;
}

interface HourCountsTable {
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

interface WorkersTable {
  id: string;
  role: string;
  host: string;
  pid: number;
  version: string;
  started_at: MadeTime;
  heartbeat_at: MadeTime;
  doing: Generated<string>;
  draining_at: MaybeTime;
  listens_at: Maybe<string>;
}

interface UsersTable {
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

interface SessionsTable {
  id: Generated<string>;
  token_hash: string;
  user_id: string;
  created_at: Time;
  last_seen_at: Time;
  expires_at: Time;
  ip: Maybe<string>;
  user_agent: Maybe<string>;
}

interface MembersTable {
  workspace_id: string;
  user_id: string;
  role: 'owner' | 'admin' | 'manager' | 'agent' | 'viewer';
  joined_at: MadeTime;
}

interface InvitationsTable {
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

interface RateLimitsTable {
  key: string;
  points: Generated<number>;
  expire: Maybe<number>;
}

/** Differences that add up to a workspace's people. Written by triggers on contacts. */
interface ContactCountsTable {
  workspace_id: string;
  people: number;
  opted_in: number;
}

export interface ImportsTable {
  id: Generated<string>;
  workspace_id: string;
  file_name: string;
  state: Generated<'new' | 'ready' | 'queued' | 'running' | 'completed' | 'cancelled' | 'failed'>;
  problem: Maybe<string>;
  file_id: Maybe<string>;
  workbook_id: Maybe<string>;
  size: Generated<number>;
  shape: ColumnType<object | null, string | null | undefined, string | null>;
  mapping: ColumnType<object | null, string | null | undefined, string | null>;
  rows_total: Generated<number>;
  rows_read: Generated<number>;
  created: Generated<number>;
  updated: Generated<number>;
  unchanged: Generated<number>;
  skipped: Generated<number>;
  duplicates: Generated<number>;
  rejected: Generated<number>;
  warned: Generated<number>;
  kept_opted_out: Generated<number>;
  consents: Generated<number>;
  agreed: Generated<number>;
  said_no: Generated<number>;
  leased_until: MaybeTime;
  created_by: JSONColumnType<{ kind: 'user' | 'api_key'; id: string; name: string }>;
  created_at: MadeTime;
  started_at: MaybeTime;
  finished_at: MaybeTime;
}

interface ImportPiecesTable {
  workspace_id: string;
  import_id: string;
  file_id: string;
  position: number;
  content: Buffer;
}

interface ImportProblemsTable {
  workspace_id: string;
  import_id: string;
  line: number;
  rejected: boolean;
  cells: string[];
  reasons: string[];
}

/** Every table, as Kysely sees it. One line per table; the columns stand above. */
export interface Tables {
  installation: InstallationTable;
  workspaces: WorkspacesTable;
  api_keys: ApiKeysTable;
  audit_entries: AuditEntriesTable;
  idempotency_keys: IdempotencyKeysTable;
  contacts: ContactsTable;
  contact_addresses: ContactAddressesTable;
  consent_events: ConsentEventsTable;
  opt_in_requests: OptInRequestsTable;
  opt_in_asks: OptInAsksTable;
  contact_merges: ContactMergesTable;
  contact_duplicates: ContactDuplicatesTable;
  duplicate_looks: DuplicateLooksTable;
  contact_notes: ContactNotesTable;
  custom_fields: CustomFieldsTable;
  tags: TagsTable;
  contact_tags: ContactTagsTable;
  lists: ListsTable;
  audiences: AudiencesTable;
  audience_versions: AudienceVersionsTable;
  list_entries: ListEntriesTable;
  suppressions: SuppressionsTable;
  opt_out_doubts: OptOutDoubtsTable;
  erased_addresses: ErasedAddressesTable;
  erasures: ErasuresTable;
  join_keywords: JoinKeywordsTable;
  list_forms: ListFormsTable;
  list_fields: ListFieldsTable;
  events: EventsTable;
  connections: ConnectionsTable;
  senders: SendersTable;
  lane_marks: LaneMarksTable;
  sender_pools: SenderPoolsTable;
  sender_pool_members: SenderPoolMembersTable;
  sticky_senders: StickySendersTable;
  broadcasts: BroadcastsTable;
  broadcast_rates: BroadcastRatesTable;
  conversations: ConversationsTable;
  message_sources: MessageSourcesTable;
  list_sources: ListSourcesTable;
  list_source_syncs: ListSourceSyncsTable;
  list_source_pieces: ListSourcePiecesTable;
  list_source_rows: ListSourceRowsTable;
  list_source_changes: ListSourceChangesTable;
  broadcast_source_holds: BroadcastSourceHoldsTable;
  messages: MessagesTable;
  outbox: OutboxTable;
  message_attempts: MessageAttemptsTable;
  address_failures: AddressFailuresTable;
  failure_checks: FailureChecksTable;
  failure_findings: FailureFindingsTable;
  source_counts: SourceCountsTable;
  hour_counts: HourCountsTable;
  receipts: ReceiptsTable;
  inbound_payloads: InboundPayloadsTable;
  workers: WorkersTable;
  imports: ImportsTable;
  import_pieces: ImportPiecesTable;
  import_problems: ImportProblemsTable;
  users: UsersTable;
  sessions: SessionsTable;
  members: MembersTable;
  invitations: InvitationsTable;
  rate_limits: RateLimitsTable;
  contact_counts: ContactCountsTable;
  bulk_actions: BulkActionsTable;
  hook_watch: HookWatchTable;
  catch_ups: CatchUpsTable;
  minute_counts: MinuteCountsTable;
  message_failures: MessageFailuresTable;
  missed_messages: MissedMessagesTable;
  reach_counts: ReachCountsTable;
  leases: LeasesTable;
  source_waits: SourceWaitsTable;
  replies: RepliesTable;
  reply_counts: ReplyCountsTable;
  cost_settings: CostSettingsTable;
  spend_days: SpendDaysTable;
  spend_holds: SpendHoldsTable;
  source_costs: SourceCostsTable;
  reported_prices: ReportedPricesTable;
  price_reads: PriceReadsTable;
  number_lookups: NumberLookupsTable;
  lookup_runs: LookupRunsTable;
}
