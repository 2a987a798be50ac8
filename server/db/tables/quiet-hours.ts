import type { ColumnType, Generated } from 'kysely';

/** How many messages of a source wait until when: see migration 0070. */
export interface SourceWaitsTable {
  workspace_id: string;
  source_id: string;
  reason: string;
  until: ColumnType<Date, Date | string, Date | string>;
  local: Generated<string>;
  n: number;
}
