import type { ColumnType, JSONColumnType } from 'kysely';

export type Time = ColumnType<Date, Date | string, Date | string>;

export type MaybeTime = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;

export type MadeTime = ColumnType<Date, Date | string | undefined, Date | string>;

export type Json<T extends object> = JSONColumnType<T, string | undefined, string>;

export type Maybe<T> = ColumnType<T | null, T | null | undefined, T | null>;

export type MaybeJson<T extends object> = ColumnType<T | null, string | null | undefined, string | null>;

export type Channel = 'sms' | 'email' | 'voice' | 'voicemail';

export type Consent = 'yes' | 'no' | 'unknown';
