import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { MadeTime, Maybe, MaybeTime } from './columns.ts';

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
