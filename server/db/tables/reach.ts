import type { MadeTime } from './columns.ts';

/** How many of a workspace's people cannot be texted, as last counted: see migration 0157. */
export interface ReachCountsTable {
  workspace_id: string;
  unreachable: number;
  counted_at: MadeTime;
  asked_at: MadeTime;
}
