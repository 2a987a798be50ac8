import type { Said } from '@tidings/core/contacts/source-step';
import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { ImportColumn } from '@tidings/core/contract/imports';
import type { SyncChangeKind, SyncTrigger } from '@tidings/core/contract/source-syncs';
import type { SourceKind, SourceSchedule } from '@tidings/core/contract/sources';
import type { Generated } from 'kysely';
import type { Json, MadeTime, Maybe, MaybeJson, MaybeTime } from './columns.ts';

/** What feeds a list: see migration 0170. */
export interface ListSourcesTable {
  id: Generated<string>;
  workspace_id: string;
  list_id: string;
  name: string;
  kind: SourceKind;
  address_hint: string;
  secrets: Maybe<Buffer>;
  tab: Maybe<string>;
  account_email: Maybe<string>;
  state: Generated<'new' | 'read' | 'mapped' | 'active'>;
  columns: MaybeJson<readonly ImportColumn[]>;
  sample_rows: MaybeJson<readonly (readonly string[])[]>;
  notices: MaybeJson<readonly string[]>;
  mapping: MaybeJson<ImportMapping>;
  mapping_version: Generated<number>;
  schedule: Json<SourceSchedule>;
  next_sync_at: MaybeTime;
  on_removed: Generated<'leave' | 'take_off'>;
  stop_below_percent: Generated<number>;
  fresh_minutes: Maybe<number>;
  rows_total: Maybe<number>;
  rows_yes: Maybe<number>;
  /** Filled cells by the name of the column. */
  filled: MaybeJson<Readonly<Record<string, number>>>;
  last_synced_at: MaybeTime;
  created_by_name: string;
  created_at: MadeTime;
}

/** How the content of a sync is read; kept in list_source_syncs.shape. */
export interface ContentShape {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  readonly delimiter: ',' | ';' | '\t' | '|';
  readonly newline: '\n' | '\r';
}

export interface ListSourceSyncsTable {
  id: Generated<string>;
  workspace_id: string;
  source_id: string;
  trigger: SyncTrigger;
  state: Generated<'queued' | 'running' | 'review' | 'completed' | 'failed' | 'discarded'>;
  stage: Maybe<'fetching' | 'comparing' | 'applying'>;
  review: Maybe<'first' | 'empty' | 'shrunk' | 'withdrawn' | 'emptied'>;
  /** With `emptied`: the names of the columns. */
  emptied: MaybeJson<readonly string[]>;
  approved_by: Maybe<string>;
  problem_code: Maybe<string>;
  problem: Maybe<string>;
  attempts: Generated<number>;
  retry_at: MaybeTime;
  whole: Generated<boolean>;
  rows_total: Maybe<number>;
  rows_yes: Maybe<number>;
  added: Generated<number>;
  changed: Generated<number>;
  unchanged: Generated<number>;
  gone: Generated<number>;
  opted_in: Generated<number>;
  opted_out: Generated<number>;
  kept_opted_out: Generated<number>;
  kept_here: Generated<number>;
  rejected: Generated<number>;
  touched: Generated<number>;
  details: Generated<number>;
  shape: MaybeJson<ContentShape>;
  run_id: Maybe<string>;
  leased_until: MaybeTime;
  requested_by: Json<{ kind?: 'user' | 'api_key' | 'system'; id?: string | null; name?: string }>;
  created_at: MadeTime;
  started_at: MaybeTime;
  fetched_at: MaybeTime;
  finished_at: MaybeTime;
}

export interface ListSourcePiecesTable {
  workspace_id: string;
  sync_id: string;
  position: number;
  content: Buffer;
}

export interface ListSourceRowsTable {
  id: Generated<number>;
  workspace_id: string;
  source_id: string;
  contact_id: Maybe<string>;
  row_hash: string;
  line: number;
  name_key: Maybe<string>;
  consent: Maybe<'yes' | 'no'>;
  /** This source put the person on its list. */
  put_on: Generated<boolean>;
  sync_id: string;
  /** What the row said; null where people are not updated, or it is not known. */
  said: MaybeJson<Said>;
}

/** What is told of a change; kept in list_source_changes.details. */
export interface ChangeDetails {
  /** Values before and after, by field. */
  readonly changes?: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  /** Anything else worth a sentence. */
  readonly words?: string;
}

export interface ListSourceChangesTable {
  id: Generated<number>;
  workspace_id: string;
  sync_id: string;
  kind: SyncChangeKind;
  contact_id: Maybe<string>;
  name: string;
  line: Maybe<number>;
  details: Json<ChangeDetails>;
}

export interface BroadcastSourceHoldsTable {
  broadcast_id: string;
  workspace_id: string;
  since: MadeTime;
  released_at: MaybeTime;
  released_by: Maybe<string>;
}
