import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** A message that changed its state: what both counters need to follow. */
export interface StateChange {
  readonly workspaceId: string;
  readonly sourceId: string | null;
  readonly createdAt: Date;
  readonly direction: 'in' | 'out';
  readonly channel: string;
  /** null when the message is new. */
  readonly from: { readonly state: string; readonly reason: string | null } | null;
  readonly to: { readonly state: string; readonly reason: string | null };
}

/** Moves the counters of sources and hours by the given changes (I5). Rows are taken in one order, so that two writers cannot deadlock. */
export async function countChanges(tx: Tx, changes: readonly StateChange[]): Promise<void> {
  const sources = new Map<string, { workspaceId: string; sourceId: string; state: string; reason: string; n: number }>();
  const hours = new Map<
    string,
    { workspaceId: string; hour: string; direction: string; channel: string; state: string; n: number }
  >();
  const add = (change: StateChange, at: { state: string; reason: string | null }, n: number) => {
    const { workspaceId, sourceId, direction, channel } = change;
    if (sourceId) {
      const reason = at.reason ?? '';
      const key = `${sourceId}|${at.state}|${reason}`;
      const before = sources.get(key)?.n ?? 0;
      sources.set(key, { workspaceId, sourceId, state: at.state, reason, n: before + n });
    }
    const hour = `${change.createdAt.toISOString().slice(0, 13)}:00:00Z`;
    const key = `${workspaceId}|${hour}|${direction}|${channel}|${at.state}`;
    hours.set(key, { workspaceId, hour, direction, channel, state: at.state, n: (hours.get(key)?.n ?? 0) + n });
  };
  for (const change of changes) {
    if (change.from) add(change, change.from, -1);
    add(change, change.to, 1);
  }
  const sorted = <T extends { n: number }>(map: Map<string, T>) =>
    [...map.entries()]
      .filter(([, one]) => one.n !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, one]) => one);
  const bySource = sorted(sources);
  const byHour = sorted(hours);
  if (bySource.length > 0) await addSourceCounts(tx, bySource);
  if (byHour.length > 0) await addHourCounts(tx, byHour);
}

async function addSourceCounts(
  tx: Tx,
  rows: readonly { workspaceId: string; sourceId: string; state: string; reason: string; n: number }[],
): Promise<void> {
  await sql`/* kept */ insert into source_counts (workspace_id, source_id, state, reason, n)
    select * from unnest(${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.sourceId)}::uuid[],
      ${rows.map((row) => row.state)}::text[], ${rows.map((row) => row.reason)}::text[], ${rows.map((row) => row.n)}::int[])
    on conflict (source_id, state, reason) do update set n = source_counts.n + excluded.n`.execute(tx);
}

async function addHourCounts(
  tx: Tx,
  rows: readonly { workspaceId: string; hour: string; direction: string; channel: string; state: string; n: number }[],
): Promise<void> {
  await sql`/* kept */ insert into hour_counts (workspace_id, hour, direction, channel, state, n)
    select * from unnest(${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.hour)}::timestamptz[],
      ${rows.map((row) => row.direction)}::text[], ${rows.map((row) => row.channel)}::text[], ${rows.map((row) => row.state)}::text[],
      ${rows.map((row) => row.n)}::int[])
    on conflict (workspace_id, hour, direction, channel, state) do update set n = hour_counts.n + excluded.n`.execute(tx);
}
