import type { ColumnType, Generated } from 'kysely';

/** Keyed hashes of the addresses of people who were deleted for privacy: see migration 0190. */
export interface ErasedAddressesTable {
  workspace_id: string;
  channel: 'sms' | 'email' | 'voice' | 'voicemail';
  hash: Buffer;
  erased_at: Generated<Date>;
}

/** Deletions for privacy whose last traces are still looked for. */
export interface ErasuresTable {
  id: Generated<string>;
  workspace_id: string;
  contact_id: string;
  message_ids: string[];
  erased_at: Generated<Date>;
  closed_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}
