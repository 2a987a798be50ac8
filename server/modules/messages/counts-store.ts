import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { addToMinutes, type SenderMinute } from './minute-counts-store.ts';

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
  await addCounts(tx, changes, []);
}

/**
 * The same, together with the minutes of senders, in one statement: it runs for every batch of receipts and results. The last thing that a
 * transaction does, since others wait for these rows.
 */
export async function addCounts(tx: Tx, changes: readonly StateChange[], minutes: readonly SenderMinute[]): Promise<void> {
  const { sources, hours } = sumChanges(changes);
  const parts: RawBuilder<unknown>[] = [];
  if (sources.length > 0) parts.push(sql`by_source as (${addToSources(sources)})`);
  if (hours.length > 0) parts.push(sql`by_hour as (${addToHours(hours)})`);
  if (minutes.length > 0) parts.push(sql`by_minute as (${addToMinutes(minutes)})`);
  // Always in this order, whichever there are.
  if (parts.length > 0) await sql`/* kept */ with ${sql.join(parts)} select 1`.execute(tx);
}

type SourceCount = { workspaceId: string; sourceId: string; state: string; reason: string; n: number };
type HourCount = { workspaceId: string; hour: string; direction: string; channel: string; state: string; n: number };

function sumChanges(changes: readonly StateChange[]): { sources: readonly SourceCount[]; hours: readonly HourCount[] } {
  const sources = new Map<string, SourceCount>();
  const hours = new Map<string, HourCount>();
  const add = (change: StateChange, at: { state: string; reason: string | null }, n: number) => {
    const { workspaceId, sourceId, direction, channel } = change;
    if (sourceId) {
      const reason = at.reason ?? '';
      const key = `${sourceId}|${at.state}|${reason}`;
      const before = sources.get(key);
      if (before) before.n += n;
      else sources.set(key, { workspaceId, sourceId, state: at.state, reason, n });
    }
    const hour = hourOf(change.createdAt);
    const key = `${workspaceId}|${hour}|${direction}|${channel}|${at.state}`;
    const before = hours.get(key);
    if (before) before.n += n;
    else hours.set(key, { workspaceId, hour: `${hour}:00:00Z`, direction, channel, state: at.state, n });
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
  return { sources: sorted(sources), hours: sorted(hours) };
}

let lastHour = { at: Number.NaN, text: '' };

/** The UTC hour of a moment as 2026-01-31T23. Messages of a batch are nearly always of one hour. */
function hourOf(moment: Date): string {
  const at = Math.floor(moment.getTime() / 3_600_000);
  if (lastHour.at !== at) lastHour = { at, text: moment.toISOString().slice(0, 13) };
  return lastHour.text;
}

function addToSources(rows: readonly SourceCount[]): RawBuilder<unknown> {
  return sql`insert into source_counts (workspace_id, source_id, state, reason, n)
    select * from unnest(${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.sourceId)}::uuid[],
      ${rows.map((row) => row.state)}::text[], ${rows.map((row) => row.reason)}::text[], ${rows.map((row) => row.n)}::int[])
    on conflict (source_id, state, reason) do update set n = source_counts.n + excluded.n`;
}

function addToHours(rows: readonly HourCount[]): RawBuilder<unknown> {
  return sql`insert into hour_counts (workspace_id, hour, direction, channel, state, n)
    select * from unnest(${rows.map((row) => row.workspaceId)}::uuid[], ${rows.map((row) => row.hour)}::timestamptz[],
      ${rows.map((row) => row.direction)}::text[], ${rows.map((row) => row.channel)}::text[], ${rows.map((row) => row.state)}::text[],
      ${rows.map((row) => row.n)}::int[])
    on conflict (workspace_id, hour, direction, channel, state) do update set n = hour_counts.n + excluded.n`;
}
