import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { ListFieldType } from '@tidings/core/contract/list-fields';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Maybe, MaybeTime, Time } from './columns.ts';

/** Static pools of contacts: see migrations 0001 and 0211. */
export interface ListsTable {
  id: Generated<string>;
  workspace_id: string;
  name: string;
  description: Maybe<string>;
  purpose: Maybe<MessagePurpose>;
  event_id: Maybe<string>;
  created_at: Generated<Date>;
  archived_at: MaybeTime;
}

/** Who is on a list, with details of their own: see migration 0211. */
export interface ListEntriesTable {
  workspace_id: string;
  list_id: string;
  contact_id: string;
  details: JSONColumnType<Record<string, unknown>, string | undefined, string>;
  added_at: ColumnType<Date, Date | string | undefined, Date | string>;
}

/** The details of a list's entries: see migration 0211. */
export interface ListFieldsTable {
  id: Generated<string>;
  workspace_id: string;
  list_id: string;
  key: string;
  label: string;
  type: ListFieldType;
  choices: JSONColumnType<string[], string, string>;
  position: number;
  created_at: Generated<Date>;
  archived_at: MaybeTime;
}

/** What lists of registrations are about: see migration 0210. */
export interface EventsTable {
  id: Generated<string>;
  workspace_id: string;
  name: string;
  zone: string;
  starts_local: string;
  starts_at: Time;
  ends_local: Maybe<string>;
  ends_at: MaybeTime;
  place: Maybe<string>;
  capacity: Maybe<number>;
  note: Maybe<string>;
  created_by_name: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  archived_at: MaybeTime;
}
