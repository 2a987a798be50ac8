import type { Generated, JSONColumnType } from 'kysely';
import type { Maybe } from './columns.ts';

/** Merges, also those undone: see migration 0180. */
export interface ContactMergesTable {
  id: Generated<string>;
  workspace_id: string;
  kept_id: string;
  merged_id: string;
  record: JSONColumnType<object, string, string>;
  message_ids: Generated<string[]>;
  kept_external_id: Maybe<string>;
  merged_external_id: Maybe<string>;
  merged_by_name: string;
  at: Generated<Date>;
  undone_at: Maybe<Date>;
  undone_by_name: Maybe<string>;
}

export interface ContactDuplicatesTable {
  workspace_id: string;
  first_id: string;
  second_id: string;
  reasons: string[];
  strength: Generated<'strong' | 'medium' | 'weak'>;
  found_at: Generated<Date>;
  dismissed_at: Maybe<Date>;
  dismissed_by_name: Maybe<string>;
}

/** How far the look for duplicates is: see migration 0275. */
export interface DuplicateLooksTable {
  workspace_id: string;
  looked_at: Maybe<Date>;
  state: Generated<'idle' | 'queued' | 'running'>;
  mark: Maybe<Date>;
  until: Maybe<Date>;
  position_at: Maybe<Date>;
  position_id: Maybe<string>;
  done: Generated<number>;
  total: Generated<number>;
  leased_until: Maybe<Date>;
}

/** By what people are found who may be one: see migration 0275. */
export interface ContactMatchKeysTable {
  workspace_id: string;
  contact_id: string;
  name_key: Maybe<string>;
  initials: Maybe<string>;
  mail_key: Maybe<string>;
  id_key: Maybe<string>;
}

export interface ContactNotesTable {
  id: Generated<string>;
  workspace_id: string;
  contact_id: string;
  body: string;
  author_name: string;
  created_at: Generated<Date>;
}
