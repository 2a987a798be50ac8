import type { AudienceRules } from '@tidings/core/contract/audience-rules';
import type { Generated, JSONColumnType } from 'kysely';
import type { MadeTime, Maybe, MaybeTime } from './columns.ts';

/** Saved audiences: see migration 0160. */
export interface AudiencesTable {
  id: Generated<string>;
  workspace_id: string;
  name: string;
  description: Maybe<string>;
  rules: JSONColumnType<AudienceRules, string, string>;
  version: Generated<number>;
  people: Maybe<number>;
  people_exact: Generated<boolean>;
  counted_at: MaybeTime;
  created_by_name: string;
  created_at: MadeTime;
  updated_at: MadeTime;
  archived_at: MaybeTime;
}

export interface AudienceVersionsTable {
  workspace_id: string;
  audience_id: string;
  version: number;
  name: string;
  rules: JSONColumnType<AudienceRules, string, string>;
  changed_by_name: string;
  created_at: MadeTime;
}
