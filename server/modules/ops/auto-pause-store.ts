import type { AutoPauseRule, SenderRecord } from '@tidings/core/messaging/auto-pause';
import { defaultAutoPause } from '@tidings/core/messaging/auto-pause';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** What a workspace has set, with the default for what it has not. */
export async function readAutoPause(tx: Tx, workspaceId: string): Promise<AutoPauseRule> {
  const row = await tx.selectFrom('workspaces').select('settings').where('id', '=', workspaceId).executeTakeFirst();
  return ruleOf(row?.settings['auto_pause']);
}

export function ruleOf(stored: unknown): AutoPauseRule {
  return { ...defaultAutoPause, ...(typeof stored === 'object' ? (stored as Partial<AutoPauseRule>) : {}) };
}

export async function writeAutoPause(tx: Tx, workspaceId: string, rule: AutoPauseRule): Promise<void> {
  await tx
    .updateTable('workspaces')
    .set({ settings: sql`settings || jsonb_build_object('auto_pause', ${JSON.stringify(rule)}::jsonb)` })
    .where('id', '=', workspaceId)
    .execute();
}

/** A sender that failed somehow within its workspace's window. */
export interface Suspect extends SenderRecord {
  readonly senderId: string;
  readonly workspaceId: string;
  readonly rule: AutoPauseRule;
}

/**
 * What senders that are not paused did within their workspace's window, of those that had any failure; only since the last time that
 * somebody resumed them. System scope; reads one row per sender and minute.
 */
export async function listSuspects(tx: Tx): Promise<Suspect[]> {
  const { rows } = await sql<Omit<Suspect, 'rule'> & { stored: unknown }>`
    select s.id as "senderId", s.workspace_id as "workspaceId", w.settings -> 'auto_pause' as stored,
      sum(k.handed_over)::int as "handedOver", sum(k.failed)::int as failed, sum(k.refused)::int as refused, sum(k.unknown)::int as unknown,
      sum(k.troubled)::int as troubled
    from minute_counts k
    join senders s on s.id = k.sender_id and s.paused_at is null and s.archived_at is null
    join workspaces w on w.id = s.workspace_id
    where k.minute > now() - make_interval(mins => coalesce((w.settings -> 'auto_pause' ->> 'windowMinutes')::int, ${defaultAutoPause.windowMinutes}))
      and k.minute > now() - interval '1 hour' and (s.watched_from is null or k.minute > s.watched_from)
    group by s.id, w.id
    having sum(k.failed + k.unknown + k.troubled) > 0`.execute(tx);
  return rows.map(({ stored, ...row }) => ({ ...row, rule: ruleOf(stored) }));
}
