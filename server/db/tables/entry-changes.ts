import type { Generated } from 'kysely';

/** What was changed in the details of a list entry: see migration 0266. */
export interface ListEntryChangesTable {
  id: Generated<string>;
  workspace_id: string;
  list_id: string;
  contact_id: string;
  at: Generated<Date>;
  origin: 'member' | 'api' | 'form' | 'import' | 'sheet' | 'undo';
  origin_id: string | null;
  by_name: string;
  before: Readonly<Record<string, unknown>>;
  after: Readonly<Record<string, unknown>>;
  gives_back: Readonly<Record<string, unknown>> | null;
}
