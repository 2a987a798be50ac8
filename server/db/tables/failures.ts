import type { ColumnType, JSONColumnType } from 'kysely';

/** Counted failures of an address: see migration 0086. */
export interface AddressFailuresTable {
  workspace_id: string;
  channel: 'sms' | 'email' | 'voice' | 'voicemail';
  address: string;
  sandbox: ColumnType<boolean, boolean | undefined, boolean>;
  failures: JSONColumnType<{ message_id: string; code: number; at: number }[], string | undefined, string>;
  updated_at: ColumnType<Date, Date | string | undefined, Date | string>;
}
