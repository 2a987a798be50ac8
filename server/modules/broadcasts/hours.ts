import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import { goesAtAnyHour, observesLaw, type QuietHours } from '@tidings/core/compliance/quiet-hours';
import type { SendForecast } from '@tidings/core/compliance/send-forecast';
import type { Audience } from '@tidings/core/contract/audience';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { roleMay } from '@tidings/core/contract/permissions';
import type { FrequencyCap, HoursOverride, Waiting } from '@tidings/core/contract/quiet-hours';
import { capWait } from '@tidings/core/messaging/finish-forecast';
import { isReasonCode, reasons } from '@tidings/core/messaging/reasons';
import type { Tx } from '../../db/database.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { Refusal } from '../../lib/errors.ts';
import { toQuietHours } from '../compliance/quiet-hours-settings.ts';
import { getQuietHours } from '../messages/quiet-hours-service.ts';
import type { WaitRow } from '../messages/waits-store.ts';
import type { FinishOfLanes } from './finish-lanes.ts';
import { isCorrection, purposeOf } from './purpose.ts';
import { type PutOff, putOff } from './put-off.ts';
import { withWords } from './reason-words.ts';
import type { BroadcastRecord } from './store.ts';

/**
 * Whoever sends at any hour must be allowed to, each time: when it is written on the draft, and when it is sent. And it must be no marketing:
 * for that the hours of the law hold at its lease anyway.
 *
 * @param field where the hours stand in what is asked for
 */
export async function requireUrgent(
  tx: Tx,
  actor: WorkspaceActor,
  sent: Pick<BroadcastRecord, 'purpose' | 'quiet_hours'>,
  field: 'body.quiet_hours' | 'quiet_hours' = 'body.quiet_hours',
): Promise<void> {
  if (sent.quiet_hours?.kind !== 'urgent') return;
  if (!roleMay(actor.role, 'broadcasts:urgent'))
    throw new Refusal('not_allowed', 'Only admins may send without waiting for quiet hours.');
  if ((await purposeOf(tx, { workspace_id: actor.workspaceId, purpose: sent.purpose })) !== 'marketing') return;
  const message =
    'cannot be at any hour for offers, invitations and appeals: the law lets those wait. Leave it out, or say with purpose that it is information only';
  throw new Refusal('unprocessable', `${field}: ${message}`, { fields: [{ field, message, code: 'urgent_marketing' }] });
}

/** What a forecast needs to know of the workspace's hours. `sandbox` phones have none unless the workspace says so. */
export async function hoursTerms(
  tx: Tx,
  broadcast: BroadcastRecord,
  { sandbox, purpose }: { readonly sandbox: boolean; readonly purpose: MessagePurpose },
): Promise<HoursTerms> {
  const settings = await getQuietHours(tx, broadcast.workspace_id);
  const holds = !sandbox || settings.in_sandbox;
  const observed = holds && !goesAtAnyHour({ profile: settings.profile, purpose }, broadcast.quiet_hours);
  return {
    quiet: observed ? { ...toQuietHours(settings), purpose } : null,
    override: broadcast.quiet_hours,
    cap: holds && !isCorrection(broadcast.audience as Audience) ? settings.frequency_cap : null,
    lawful: holds && observesLaw({ profile: settings.profile, purpose }, broadcast.quiet_hours),
  };
}

export interface HoursTerms {
  /** Null where no hours hold. */
  readonly quiet: QuietHours | null;
  readonly override: HoursOverride | null;
  /** How often one person may be texted; null where nothing limits it. */
  readonly cap: FrequencyCap | null;
  /** Whether states limit how many texts may reach one person in a day. */
  readonly lawful: boolean;
}

/** A forecast as screens show it, with what the lanes put off. */
export function presentForecast(
  found: SendForecast,
  { moved, slip, late }: Pick<FinishOfLanes, 'moved' | 'slip' | 'late'>,
  { quiet, cap }: HoursTerms,
): BroadcastEstimate['hours'] {
  const { now, waiting } = putOff(found, moved);
  return {
    observed: quiet !== null,
    now,
    slip: Math.min(now, Math.round(slip)),
    late: Math.round(late),
    waiting: fewLines(waiting).map(({ until, ...one }) => present({ ...one, until: new Date(until) })),
    left_out: found.leftOut.map(({ erased, ...one }) => ({ ...withWords(one), ...(erased ? erasedWords : {}) })),
    held: found.held.map(withWords),
    frequency_cap: cap,
  };
}

/** The ledger shows it as opted out; nobody asked them to stop, though, so it is said as what it is. */
const erasedWords = {
  label: 'Deleted for privacy',
  words: 'This number belonged to somebody who was deleted for privacy. Only they can opt in again.',
};

/** More lines than this nobody reads. */
const mostLines = 200;
const hourMs = 3_600_000;

/** Joins those who wait until nearly the same moment, at its end, while there are too many lines. */
function fewLines(waiting: PutOff['waiting'], stepMs = hourMs): PutOff['waiting'] {
  if (waiting.length <= mostLines) return waiting;
  const joined = new Map<string, PutOff['waiting'][number]>();
  for (const one of waiting) {
    const until = Math.ceil(one.until / stepMs) * stepMs;
    const key = `${one.reason} ${until}`;
    joined.set(key, { reason: one.reason, until, local: null, n: one.n + (joined.get(key)?.n ?? 0) });
  }
  const lines = [...joined.values()].sort((a, b) => a.until - b.until);
  return stepMs > 30 * 24 * hourMs ? lines : fewLines(lines, stepMs * 6);
}

function present({ reason, until, local, n }: WaitRow): Waiting {
  return { reason, label: labelOf(reason), until: until.toISOString(), local, n };
}

function labelOf(reason: string): string {
  if (reason === capWait) return 'Daily cap';
  return isReasonCode(reason) ? reasons[reason].label : reason;
}

/** Who waits until when, of what was sent. Who may have asked to stop waits for a member and for no moment: one line, the last. */
export function presentWaits(rows: readonly WaitRow[]): Waiting[] {
  const doubts = rows.filter((one) => one.reason === 'asked_to_stop_maybe');
  const timed = rows.filter((one) => one.reason !== 'asked_to_stop_maybe').map(present);
  const n = doubts.reduce((sum, one) => sum + one.n, 0);
  return doubts[0] === undefined ? timed : [...timed, { ...present({ ...doubts[0], n }), until: null, local: null }];
}
