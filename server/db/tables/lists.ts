import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { ListFieldType } from '@tidings/core/contract/list-fields';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

type Time = ColumnType<Date, Date | string, Date | string>;
type MaybeTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type Maybe<T> = ColumnType<T | null, T | null | undefined, T | null>;

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
