import type { AgreedNumbers } from '@tidings/core/compliance/agreed-numbers';
import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import type { ColumnType, Generated } from 'kysely';
import type { Channel, Consent, Json, MadeTime, Maybe, MaybeTime } from './columns.ts';

export interface ContactsTable {
  id: Generated<string>;
  workspace_id: string;
  first_name: Maybe<string>;
  last_name: Maybe<string>;
  full_name: Maybe<string>;
  phone: Maybe<string>;
  email: Maybe<string>;
  company: Maybe<string>;
  address_line1: Maybe<string>;
  address_line2: Maybe<string>;
  city: Maybe<string>;
  region: Maybe<string>;
  postal_code: Maybe<string>;
  country: Maybe<string>;
  language: Maybe<string>;
  time_zone: Maybe<string>;
  /** A date without time: read as text `YYYY-MM-DD`. */
  birthday: Maybe<string>;
  external_id: Maybe<string>;
  notes: Maybe<string>;
  custom: Json<Record<string, unknown>>;
  /** For the preferred number; follows sms_agreed: see migration 0260. */
  sms_consent: Generated<Consent>;
  /** What a yes is for. */
  sms_consent_purpose: Generated<ConsentPurpose>;
  /** When a word on consent was last said, for whichever number. */
  sms_consent_at: MaybeTime;
  /** The numbers for which a yes stands, with what each is for; '' for a yes given when no number was on record. */
  sms_agreed: Json<AgreedNumbers>;
  origin: Generated<string>;
  search: Generated<string>;
  /** The import that made the person or changed them last. */
  import_id: Maybe<string>;
  /** Made by the database from the names: what sorting by name reads. */
  sort_name: ColumnType<string, never, never>;
  created_at: MadeTime;
  updated_at: MadeTime;
  deleted_at: MaybeTime;
  /** The act of deleting, which may have taken many. */
  deletion_id: Maybe<string>;
}

export interface ContactAddressesTable {
  id: Generated<string>;
  workspace_id: string;
  contact_id: string;
  kind: 'phone' | 'email';
  value: string;
  label: Maybe<string>;
  preferred: Generated<boolean>;
  created_at: MadeTime;
}

export interface ConsentEventsTable {
  id: Generated<string>;
  workspace_id: string;
  contact_id: Maybe<string>;
  address: Maybe<string>;
  channel: Channel;
  consent: Consent;
  purpose: Generated<ConsentPurpose>;
  source: string;
  wording: Maybe<string>;
  evidence: Json<Record<string, unknown>>;
  actor_name: Maybe<string>;
  at: MadeTime;
}

export interface CustomFieldsTable {
  id: Generated<string>;
  workspace_id: string;
  key: string;
  label: string;
  type: 'text' | 'number' | 'date' | 'boolean' | 'choice';
  choices: Json<string[]>;
  position: Generated<number>;
  created_at: MadeTime;
  archived_at: MaybeTime;
}

export interface TagsTable {
  id: Generated<string>;
  workspace_id: string;
  name: string;
  color: Generated<string>;
  created_at: MadeTime;
  archived_at: MaybeTime;
}

export interface ContactTagsTable {
  workspace_id: string;
  contact_id: string;
  tag_id: string;
}

/** Differences that add up to a workspace's people. Written by triggers on contacts. */
export interface ContactCountsTable {
  workspace_id: string;
  people: number;
  opted_in: number;
}
