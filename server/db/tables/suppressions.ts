import type { SuppressionKind } from '@tidings/core/compliance/suppression';
import type { Generated } from 'kysely';
import type { Channel, Json, MadeTime, Maybe, MaybeTime } from './columns.ts';

export interface SuppressionsTable {
  id: Generated<string>;
  sandbox: Generated<boolean>;
  check_id: Maybe<string>;
  workspace_id: string;
  channel: Channel;
  address: string;
  kind: SuppressionKind;
  reason: Maybe<string>;
  source: string;
  evidence: Json<Record<string, unknown>>;
  created_by: Maybe<string>;
  created_at: MadeTime;
  removed_at: MaybeTime;
  removed_by: Maybe<string>;
  removed_reason: Maybe<string>;
}
