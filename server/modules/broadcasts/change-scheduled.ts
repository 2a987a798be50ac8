import type { NewBroadcast } from '@tidings/core/contract/broadcast';
import { roleMay } from '@tidings/core/contract/permissions';
import type { Tx } from '../../db/database.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { requireYes } from './across-purposes.ts';
import { requireUrgent } from './hours.ts';
import { requireAffordable } from './require-affordable.ts';
import { requireSendable, urgencyOf } from './send.ts';
import type { BroadcastChange, BroadcastRecord } from './store.ts';

interface Accepted {
  readonly accept_cost_micros: number | undefined;
  readonly across_purposes: boolean | undefined;
  readonly now: Date;
}

/**
 * What must hold for a change of a broadcast that goes out by itself: all that was asked when it was scheduled, of what it becomes, by somebody
 * who may send. Recorded with what was changed; it keeps its time. Returns what is kept with it. The caller holds its row.
 */
export async function checkScheduledChange(
  tx: Tx,
  actor: WorkspaceActor,
  broadcast: BroadcastRecord,
  change: NewBroadcast,
  { now, ...accepted }: Accepted,
): Promise<BroadcastChange> {
  if (!roleMay(actor.role, 'broadcasts:send'))
    throw new Refusal('not_allowed', 'It is scheduled: only who may send can change it. Ask a manager, or duplicate it.');
  const next = withChange(broadcast, change);
  await requireUrgent(tx, actor, next);
  if (next.useless_after !== null && next.scheduled_at !== null && next.useless_after <= next.scheduled_at)
    throw badField('body.useless_after', 'is before it goes out; choose a later time, or none');
  await requireSendable(tx, next, now);
  const forecast = await requireAffordable(tx, next, now, accepted);
  const { kept, noted } = await requireYes(tx, next, accepted.across_purposes);
  await recordActivity(tx, actor, {
    action: 'broadcast_changed',
    objectKind: 'broadcast',
    objectId: broadcast.id,
    objectLabel: next.name,
    details: { fields: Object.keys(change).join(' '), ...urgencyOf(next), ...noted },
  });
  return { ...forecast, ...kept };
}

/** The broadcast as it would be. */
function withChange(broadcast: BroadcastRecord, { useless_after: deadline, ...change }: NewBroadcast): BroadcastRecord {
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return {
    ...broadcast,
    ...given,
    ...(deadline === undefined ? {} : { useless_after: deadline === null ? null : new Date(deadline) }),
  };
}
