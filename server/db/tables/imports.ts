import type { AgreedNumbers } from '@tidings/core/compliance/agreed-numbers';
import type { ImportState } from '@tidings/core/contract/imports';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { MadeTime, Maybe, MaybeJson, MaybeTime } from './columns.ts';

export interface ImportsTable {
  id: Generated<string>;
  workspace_id: string;
  file_name: string;
  state: Generated<ImportState>;
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
  last_stored_at: MaybeTime;
  undo_until: MaybeTime;
  undo_total: Generated<number>;
  undo_done: Generated<number>;
  undo_mark: Maybe<string>;
  undo_counts: ColumnType<Partial<UndoCounts>, string | undefined, string>;
  undo_by: MaybeJson<{ kind: 'user' | 'api_key'; id: string; name: string }>;
  undone_at: MaybeTime;
  recalled: ColumnType<object | null, string | null | undefined, string | null>;
  leased_until: MaybeTime;
  created_by: JSONColumnType<{ kind: 'user' | 'api_key'; id: string; name: string }>;
  created_at: MadeTime;
  started_at: MaybeTime;
  finished_at: MaybeTime;
}

export interface ImportPiecesTable {
  workspace_id: string;
  import_id: string;
  file_id: string;
  position: number;
  content: Buffer;
}

export interface ImportProblemsTable {
  workspace_id: string;
  import_id: string;
  line: number;
  rejected: boolean;
  cells: string[];
  reasons: string[];
}

/** What an import changed of somebody who was here before: see migration 0201. */
export interface ImportChangesTable {
  workspace_id: string;
  import_id: string;
  contact_id: string;
  before: ColumnType<Readonly<Record<string, string>>, string | undefined, string>;
  after: ColumnType<Readonly<Record<string, string>>, string | undefined, string>;
  phones: Generated<string[]>;
  emails: Generated<string[]>;
  list_ids: Generated<string[]>;
  tag_ids: Generated<string[]>;
  was_consent: string | null;
  was_purpose: string | null;
  was_agreed: ColumnType<AgreedNumbers | null, string | null | undefined, string | null>;
  consent_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
  at: Generated<Date>;
  wrote_at: Date | null;
  was_updated_at: Date | null;
  was_consent_at: Date | null;
}

/** Whom an import that cannot be undone any more, or a sync, changed: see migration 0265. */
export interface ImportTouchesTable {
  workspace_id: string;
  contact_id: string;
  import_id: string;
  at: Date;
}

/** How many people an undo did what to, and whom it left as they are. */
export interface UndoCounts {
  /** Added by the import, and deleted. */
  readonly removed: number;
  /** Here before, with their earlier values again. */
  readonly restored: number;
  /** Consents that the import gave or withdrew, taken back. */
  readonly consents: number;
  /** Left alone: something was sent to them or came from them since. */
  readonly messaged: number;
  /** Added, and kept, because somebody changed them since. */
  readonly changed: number;
}

/** How files with the same header were read last: see migration 0202. */
export interface ImportMappingsTable {
  workspace_id: string;
  header_key: string;
  names: ColumnType<readonly string[], string, string>;
  mapping: ColumnType<object, string, string>;
  file_name: string;
  used_by: string;
  used_at: ColumnType<Date, Date | string | undefined, Date | string>;
}
