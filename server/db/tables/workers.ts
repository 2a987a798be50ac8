import type { Generated } from 'kysely';
import type { MadeTime, Maybe, MaybeTime } from './columns.ts';

export interface WorkersTable {
  id: string;
  role: string;
  host: string;
  pid: number;
  version: string;
  started_at: MadeTime;
  heartbeat_at: MadeTime;
  doing: Generated<string>;
  draining_at: MaybeTime;
  listens_at: Maybe<string>;
}
