import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import type { FormField, FormQuestion } from '@tidings/core/contract/forms';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

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

/** Public sign-up pages: see migration 0192. */
export interface ListFormsTable {
  id: Generated<string>;
  workspace_id: string;
  list_id: string;
  slug: string;
  title: string;
  intro: string | null;
  fields: JSONColumnType<FormField[], string, string>;
  questions: JSONColumnType<FormQuestion[], string, string>;
  purpose: ConsentPurpose;
  wording: string;
  consent_required: boolean;
  asks_yes: boolean;
  button: string;
  thanks: string | null;
  open: boolean;
  closed_words: string | null;
  taken: Generated<number>;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}
