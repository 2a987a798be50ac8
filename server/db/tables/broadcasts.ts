import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { HoursOverride } from '@tidings/core/contract/quiet-hours';
import type { Generated } from 'kysely';
import type { Channel, Json, MadeTime, Maybe, MaybeJson, MaybeTime, Time } from './columns.ts';

export type BroadcastState = 'draft' | 'scheduled' | 'planning' | 'sending' | 'paused' | 'completed' | 'cancelled' | 'failed';

export interface BroadcastsTable {
  id: Generated<string>;
  workspace_id: string;
  name: string;
  channel: Generated<Channel>;
  kind: Generated<'broadcast' | 'direct' | 'test'>;
  body: Generated<string>;
  smart_encoding: Generated<boolean>;
  one_per_address: Generated<boolean>;
  audience: Json<Record<string, unknown>>;
  sender_id: Maybe<string>;
  pool_id: Maybe<string>;
  state: Generated<BroadcastState>;
  state_reason: Maybe<string>;
  scheduled_local: Maybe<string>;
  scheduled_zone: Maybe<string>;
  scheduled_at: MaybeTime;
  late_since: MaybeTime;
  useless_after: MaybeTime;
  version: Generated<number>;
  created_by: Maybe<string>;
  created_by_name: Maybe<string>;
  created_at: MadeTime;
  updated_at: MadeTime;
  started_at: MaybeTime;
  planned_at: MaybeTime;
  finished_at: MaybeTime;
  planned: Generated<number>;
  plan_attempts: Generated<number>;
  plan_after: MaybeTime;
  forecast_micros: Maybe<number>;
  forecast_unpriced: Maybe<number>;
  canary_size: Maybe<number>;
  canary_released_at: MaybeTime;
  quiet_hours: MaybeJson<HoursOverride>;
  purpose: Maybe<MessagePurpose>;
  /** What core's pools call keys. */
  across_purposes: MaybeJson<string[]>;
  sent_by: Maybe<string>;
  sent_by_name: Maybe<string>;
}

export interface BroadcastRatesTable {
  broadcast_id: string;
  workspace_id: string;
  sampled_at: Time;
  samples: Json<[number, number][]>;
}
