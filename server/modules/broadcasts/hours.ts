import { forecastHours, type HoursForecast } from '@tidings/core/compliance/hours-forecast';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcasts';
import { roleMay } from '@tidings/core/contract/permissions';
import type { HoursOverride, Waiting } from '@tidings/core/contract/quiet-hours';
import { isReasonCode, reasons } from '@tidings/core/messaging/reasons';
import type { Tx } from '../../db/database.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { Refusal } from '../../lib/errors.ts';
import { toQuietHours } from '../compliance/quiet-hours-settings.ts';
import type { People } from '../messages/decide-recipients-store.ts';
import { getQuietHours } from '../messages/quiet-hours-service.ts';
import type { WaitRow } from '../messages/waits-store.ts';
import { countByPlace } from './facts-store.ts';
import { judgedOf } from './purpose.ts';
import type { BroadcastRecord } from './store.ts';

/** Whoever sends at any hour must be allowed to, each time: when it is written on the draft, and when it is sent. */
export function requireUrgent(actor: WorkspaceActor, override: HoursOverride | null | undefined): void {
  if (override?.kind !== 'urgent' || roleMay(actor.role, 'broadcasts:urgent')) return;
  throw new Refusal('not_allowed', 'Only admins may send without waiting for quiet hours.');
}

interface Sent {
  readonly people: People | null;
  readonly willGet: number;
  readonly sandbox: boolean;
  /** How long it takes to hand everything over. */
  readonly seconds: number;
  /** When it is sent. */
  readonly at: Date;
}

/** Who gets it at once and who waits until when, by the rule of the lease. */
export async function hoursOf(
  tx: Tx,
  broadcast: BroadcastRecord,
  { people, willGet, sandbox, seconds, at }: Sent,
): Promise<BroadcastEstimate['hours']> {
  const settings = await getQuietHours(tx, broadcast.workspace_id);
  const cap = settings.frequency_cap;
  const observed = (!sandbox || settings.in_sandbox) && broadcast.quiet_hours?.kind !== 'urgent';
  const capped = !sandbox || settings.in_sandbox ? cap : null;
  const nobody = { observed, now: willGet, slip: 0, too_late: 0, never: 0, waiting: [], frequency_cap: capped };
  if (!observed || people === null || willGet === 0) return nobody;
  const judged = await judgedOf(tx, broadcast);
  const groups = await countByPlace(tx, broadcast.workspace_id, people, judged);
  const found: HoursForecast = forecastHours(
    groups,
    { ...toQuietHours(settings), purpose: judged.purpose },
    broadcast.quiet_hours,
    {
      at: at.getTime(),
      uselessAfter: broadcast.useless_after?.getTime() ?? null,
      lastsMs: seconds * 1_000,
    },
  );
  const waiting = found.waiting.map(({ until, local, n }) =>
    present({ reason: 'quiet_hours', until: new Date(until), local, n }),
  );
  return { ...nobody, now: found.now, slip: found.slip, too_late: found.tooLate, never: found.never, waiting };
}

function present({ reason, until, local, n }: WaitRow): Waiting {
  return { reason, label: isReasonCode(reason) ? reasons[reason].label : reason, until: until.toISOString(), local, n };
}

/** Who waits until when, of what was sent. */
export function presentWaits(rows: readonly WaitRow[]): Waiting[] {
  return rows.map(present);
}
