import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import type { ColumnType, Generated } from 'kysely';

type MaybeTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** Words that people text to get on a list: see migration 0191. */
export interface JoinKeywordsTable {
  id: Generated<string>;
  workspace_id: string;
  list_id: string;
  word: string;
  folded: string;
  purpose: ConsentPurpose;
  wording: string;
  reply: string;
  asks_yes: boolean;
  open: boolean;
  joined: Generated<number>;
  created_at: Generated<Date>;
  archived_at: MaybeTime;
}
