import type { InvitationsTable, MembersTable, RateLimitsTable, SessionsTable, UsersTable } from './tables/accounts.ts';
import type { AudiencesTable, AudienceVersionsTable } from './tables/audiences.ts';
import type { BroadcastRatesTable, BroadcastsTable } from './tables/broadcasts.ts';
import type { BulkActionsTable } from './tables/bulk-actions.ts';
import type { CatchUpsTable, HookWatchTable } from './tables/catch-up.ts';
import type { ConnectionsTable, LaneMarksTable, SendersTable } from './tables/connections.ts';
import type {
  ConsentEventsTable,
  ContactAddressesTable,
  ContactCountsTable,
  ContactsTable,
  ContactTagsTable,
  CustomFieldsTable,
  TagsTable,
} from './tables/contacts.ts';
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
import type { ListEntryChangesTable } from './tables/entry-changes.ts';
import type { AddressFailuresTable, FailureChecksTable, FailureFindingsTable } from './tables/failures.ts';
import type {
  ImportChangesTable,
  ImportMappingsTable,
  ImportPiecesTable,
  ImportProblemsTable,
  ImportsTable,
  ImportTouchesTable,
} from './tables/imports.ts';
import type { LeasesTable } from './tables/leases.ts';
import type { EventsTable, ListEntriesTable, ListFieldsTable, ListsTable } from './tables/lists.ts';
import type {
  ContactDuplicatesTable,
  ContactMatchKeysTable,
  ContactMergesTable,
  ContactNotesTable,
  DuplicateLooksTable,
} from './tables/merges.ts';
import type {
  ConversationsTable,
  HourCountsTable,
  InboundPayloadsTable,
  MessageAttemptsTable,
  MessageSourcesTable,
  MessagesTable,
  OutboxTable,
  ReceiptsTable,
  SourceCountsTable,
} from './tables/messages.ts';
import type { MissedMessagesTable } from './tables/missed.ts';
import type { OptInAsksTable, OptInRequestsTable } from './tables/opt-in.ts';
import type { OptOutDoubtsTable } from './tables/opt-out-doubts.ts';
import type { SenderPoolMembersTable, SenderPoolsTable, StickySendersTable } from './tables/pools.ts';
import type { ErasedAddressesTable, ErasuresTable } from './tables/privacy.ts';
import type { MessageFailuresTable, MinuteCountsTable } from './tables/queue.ts';
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
import type { SuppressionsTable } from './tables/suppressions.ts';
import type { WorkersTable } from './tables/workers.ts';
import type {
  ApiKeysTable,
  AuditEntriesTable,
  IdempotencyKeysTable,
  InstallationTable,
  WorkspacesTable,
} from './tables/workspaces.ts';

/** Every table, as Kysely sees it. One line per table; the columns stand in `tables/`. */
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
  contact_match_keys: ContactMatchKeysTable;
  contact_notes: ContactNotesTable;
  custom_fields: CustomFieldsTable;
  tags: TagsTable;
  contact_tags: ContactTagsTable;
  lists: ListsTable;
  audiences: AudiencesTable;
  audience_versions: AudienceVersionsTable;
  list_entry_changes: ListEntryChangesTable;
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
  import_changes: ImportChangesTable;
  import_touches: ImportTouchesTable;
  import_mappings: ImportMappingsTable;
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
