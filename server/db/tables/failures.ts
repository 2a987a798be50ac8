import type { AgreedNumbers } from '@tidings/core/compliance/agreed-numbers';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** Counted failures of an address: see migration 0086. */
export interface AddressFailuresTable {
  workspace_id: string;
  channel: 'sms' | 'email' | 'voice' | 'voicemail';
  address: string;
  sandbox: ColumnType<boolean, boolean | undefined, boolean>;
  failures: JSONColumnType<{ message_id: string; code: number; at: number; sender_id?: string }[], string | undefined, string>;
  updated_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

/** See migration 0087. */
export interface FailureChecksTable {
  id: Generated<string>;
  workspace_id: string;
  state: ColumnType<FailureCheckState, FailureCheckState | undefined, FailureCheckState>;
  after_id: Generated<string>;
  until_id: string;
  looked: Generated<number>;
  about: Generated<number>;
  to_change: Generated<number>;
  applied: Generated<number>;
  undone: Generated<number>;
  created_by_name: string;
  created_at: ColumnType<Date, Date | string | undefined, Date | string>;
  finished_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
}

export type FailureCheckState = 'looking' | 'judging' | 'ready' | 'applying' | 'done' | 'undoing' | 'undone';

/** What a check found at one address. */
export interface FailureFindingsTable {
  check_id: string;
  workspace_id: string;
  channel: 'sms' | 'email' | 'voice' | 'voicemail';
  address: string;
  sandbox: boolean;
  failures: JSONColumnType<{ message_id: string; code: number; at: number; sender_id?: string }[], string, string>;
  outcome: ColumnType<string | null, string | null | undefined, string | null>;
  kind: ColumnType<string | null, string | null | undefined, string | null>;
  error_code: ColumnType<number | null, number | null | undefined, number | null>;
  suppression_id: ColumnType<string | null, string | null | undefined, string | null>;
  consents: ColumnType<
    { contact_id: string; consent: 'yes' | 'unknown'; agreed?: AgreedNumbers }[] | null,
    string | null | undefined,
    string | null
  >;
  undone_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
}
