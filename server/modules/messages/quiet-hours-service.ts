import { hoursAt } from '@tidings/core/compliance/quiet-hours';
import type { QuietHoursSettings } from '@tidings/core/contract/quiet-hours';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { readSettings, toQuietHours } from '../compliance/quiet-hours-settings.ts';
import { readStoredHours, writeHours } from './quiet-hours-store.ts';
import { releaseWaits } from './waits-store.ts';

export async function getQuietHours(tx: Tx, workspaceId: string): Promise<QuietHoursSettings> {
  return readSettings(await readStoredHours(tx, workspaceId));
}

/**
 * Changes the hours. Once this has committed, nothing is leased by the old ones: leases are held while it commits. What waits is decided
 * again by the new ones, in a transaction of its own: it takes the marks of lanes, which who writes to a lane may hold while waiting for the
 * leases.
 */
export async function updateQuietHours(
  ctx: Context,
  actor: WorkspaceActor,
  settings: QuietHoursSettings,
): Promise<QuietHoursSettings> {
  requireSomeHour(settings, ctx.clock.now());
  const { workspaceId } = actor;
  await ctx.db.workspace(workspaceId, async (tx) => {
    const before = await getQuietHours(tx, workspaceId);
    if (JSON.stringify(before) === JSON.stringify(settings)) return;
    await writeHours(tx, workspaceId, settings);
    await recordActivity(tx, actor, { action: 'quiet_hours_changed', details: { before, after: settings } });
    await announce(tx, workspaceId, { topic: 'workspace' });
    await holdLeases(tx, workspaceId);
  });
  await ctx.db.workspace(workspaceId, async (tx) => {
    if ((await releaseWaits(tx, workspaceId)) > 0) await announce(tx, workspaceId, { topic: 'broadcasts' });
  });
  return settings;
}

/** Own hours that never meet those of the profile would stop everything, quietly. */
function requireSomeHour(settings: QuietHoursSettings, now: Date): void {
  const anywhere = { zones: ['UTC'], regions: [], country: 'US', by: 'zone' } as const;
  const answer = hoursAt(anywhere, toQuietHours(settings), null, now.getTime());
  if (answer.open || answer.until !== null) return;
  throw badField('body.own', 'leaves no hour in which anybody may be texted; choose hours that lie within those of the law');
}
