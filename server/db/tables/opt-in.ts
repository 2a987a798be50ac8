import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import type { ColumnType, Generated } from 'kysely';
import type { Maybe } from './columns.ts';

/** Grants of consent that wait, or waited, for the person's YES. */
export interface OptInRequestsTable {
  id: Generated<string>;
  workspace_id: string;
  contact_id: string;
  address: string;
  purpose: Generated<ConsentPurpose>;
  source: string;
  wording: Maybe<string>;
  evidence: ColumnType<Record<string, unknown>, string | undefined, string>;
  actor_name: Maybe<string>;
  created_at: Generated<Date>;
  priority: Generated<number>;
  ask_at: Maybe<Date>;
  problem: Maybe<string>;
  asked_at: Maybe<Date>;
  asked_words: Maybe<string>;
  asked_sandbox: Generated<boolean>;
  message_id: Maybe<string>;
  played_at: Maybe<Date>;
  expires_at: Date;
  closed_at: Maybe<Date>;
  outcome: Maybe<'granted' | 'withdrawn' | 'lapsed'>;
}

/** How often each phone was asked whether it agrees. */
export interface OptInAsksTable {
  workspace_id: string;
  address: string;
  sandbox: boolean;
  times: Generated<number>;
  last_at: Generated<Date>;
}
