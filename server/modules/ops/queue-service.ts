import { errorCodes } from '@tidings/core/compliance/error-codes';
import type { Alert, FailureGroup, Lane, Queue, QueueError, QueueMinute } from '@tidings/core/contract/queue';
import type { SendingState, SendingStop } from '@tidings/core/contract/sending';
import { nextReset } from '@tidings/core/messaging/daily-cap';
import { isReasonCode, reasons } from '@tidings/core/messaging/reasons';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { notFound } from '../../lib/errors.ts';
import { listLate } from '../broadcasts/due-store.ts';
import { countOldDoubts } from '../compliance/doubts-store.ts';
import { findSender, listSenderRows, workspaceMode } from '../connections/senders-store.ts';
import { findHold } from '../costs/spending-store.ts';
import { type LateCatchUp, listLateCatchUps } from '../messages/catch-up-store.ts';
import { failedInARow, listTroubled, type TroubledSource } from '../sources/troubled-store.ts';
import { installationProcesses } from './facts.ts';
import { type ErrorRow, listErrors, listFailures } from './failures-store.ts';
import { type LaneFacts, listLaneFacts, listMinutes, type MinuteRow } from './lanes-store.ts';
import { lateAlert } from './late-alerts.ts';
import { processState } from './process-rows.ts';
import { listRefusedCountries, refusedCountriesAlert } from './refused-countries.ts';
import { sendingOf } from './sending.ts';
import { listUnknownCodes, unknownCodesAlert } from './unknown-codes.ts';

const minutesShown = 60;
const errorsShown = 50;
/** A question about an opt-out that is open for so long raises an alert. */
const doubtAlertMs = 86_400_000;

/** What waits in a workspace's lanes, what went out lately, and whether somebody works. */
export async function getQueue(ctx: Context, workspaceId: string, senderId: string | undefined): Promise<Queue> {
  const now = ctx.clock.now();
  const { lanes, minutes } = await ctx.db.workspace(workspaceId, async (tx) => {
    if (senderId !== undefined && !(await findSender(tx, workspaceId, senderId))) throw notFound('sender');
    return {
      lanes: await listLaneFacts(tx, workspaceId),
      minutes: await listMinutes(tx, sinceOf(now), { workspaceId, senderId }),
    };
  });
  const workers = (await installationProcesses(ctx)).filter((one) => one.role === 'worker').map(processState);
  return {
    at: now.toISOString(),
    lanes: lanes.map((lane) => presentLane(lane, now)),
    minutes: everyMinute(minutes, now),
    workers: {
      alive: workers.filter((state) => state === 'working').length,
      stopping: workers.filter((state) => state === 'stopping').length,
    },
  };
}

/** The first of the minutes that are shown. */
export function sinceOf(now: Date): Date {
  return new Date((Math.floor(now.getTime() / 60_000) - minutesShown + 1) * 60_000);
}

/** `now`: when the facts were asked for. */
export function presentLane(facts: LaneFacts, now: Date): Lane {
  return {
    sender_id: facts.senderId,
    name: facts.name,
    address: facts.address,
    channel: facts.channel,
    sandbox: facts.sandbox,
    workspace: { id: facts.workspaceId, name: facts.workspaceName },
    connection: { name: facts.connectionName, status: facts.connectionStatus },
    rate_per_second: facts.rate,
    paused_at: facts.pausedAt?.toISOString() ?? null,
    pause_reason: facts.pauseReason,
    paused_by: facts.pausedBy,
    stopped: facts.stopped,
    capped: facts.capped,
    cap_resets_at: facts.capped ? nextReset({ zone: facts.capZone, hour: facts.capHour }, now).toISOString() : null,
    catching_up_until: facts.holdsBulkUntil?.toISOString() ?? null,
    due: facts.due,
    later: facts.later,
    leased: facts.leased,
    unknown: facts.unknown,
    waiting_since: facts.waitingSince?.toISOString() ?? null,
    last_lease_at: facts.lastLeaseAt?.toISOString() ?? null,
  };
}

/** Sixty minutes, those without anything as zeros. */
export function everyMinute(rows: readonly MinuteRow[], now: Date): QueueMinute[] {
  const known = new Map(rows.map((row) => [row.minute.getTime(), row]));
  const first = sinceOf(now).getTime();
  return Array.from({ length: minutesShown }, (_, index) => {
    const at = first + index * 60_000;
    const row = known.get(at);
    const handedOver = row?.handedOver ?? 0;
    return {
      at: new Date(at).toISOString(),
      handed_over: handedOver,
      delivered: row?.delivered ?? 0,
      failed: row?.failed ?? 0,
      unknown: row?.unknown ?? 0,
      again: row?.again ?? 0,
      average_wait_ms: row && handedOver > 0 ? Math.round(row.waitedMs / handedOver) : null,
      longest_wait_ms: row && handedOver > 0 ? row.longestMs : null,
    };
  });
}

const reasonOf = (code: string | null) => (code !== null && isReasonCode(code) ? reasons[code] : undefined);

/** What failed within a day, by reason. */
export async function listFailureGroups(tx: Tx, workspaceId: string): Promise<FailureGroup[]> {
  const rows = await listFailures(tx, workspaceId);
  return rows.map((row) => {
    const reason = reasonOf(row.reason);
    return {
      reason: row.reason,
      label: reason?.label ?? 'Failed',
      words: reason?.words ?? 'The provider gave no reason that is known here.',
      error_codes: row.codes,
      count: row.n,
      last_at: row.lastAt.toISOString(),
      send_again: reason?.sendAgain ?? 'no',
      open: reason === undefined || reason.sendAgain === 'no' ? 0 : row.open,
    };
  });
}

/** The latest that went wrong. */
export async function listQueueErrors(tx: Tx, workspaceId: string): Promise<QueueError[]> {
  const rows = await listErrors(tx, workspaceId, errorsShown);
  return rows.map((row) => ({
    at: row.at.toISOString(),
    message_id: row.messageId,
    outcome: row.outcome,
    contact: row.contactId === null ? null : { id: row.contactId, name: row.contactName },
    address: row.address,
    words: wordsOf(row),
    error_code: row.errorCode,
    retry_at: row.retryAt?.toISOString() ?? null,
  }));
}

/** The code's own words say most; without a code, what happened and what was heard of it. */
function wordsOf({ outcome, errorCode, reason, words }: ErrorRow): string {
  const known = errorCodes.get(Number(errorCode))?.words ?? reasonOf(reason)?.words;
  if (known !== undefined) return known;
  const heard = words === null || words === '' ? '' : ` (${words})`;
  if (outcome === 'unknown') return `The provider’s answer never came${heard}.`;
  return outcome === 'retry' ? `The provider did not take it this time${heard}.` : `It failed${heard}.`;
}

/** What keeps messages from going out and needs somebody. */
export async function listAlerts(ctx: Context, workspaceId: string): Promise<Alert[]> {
  const { senders, hold, sending, troubled, doubts, late, codes, countries, behind } = await ctx.db.workspace(
    workspaceId,
    async (tx) => {
      const sandbox = (await workspaceMode(tx, workspaceId)) === 'sandbox';
      return {
        senders: await listSenderRows(tx, workspaceId, { sandbox }),
        hold: await findHold(tx, workspaceId, sandbox),
        sending: await sendingOf(tx, workspaceId),
        troubled: await listTroubled(tx, workspaceId),
        late: await listLate(tx, workspaceId),
        codes: await listUnknownCodes(tx, workspaceId),
        behind: await listLateCatchUps(tx, workspaceId, sandbox),
        countries: await listRefusedCountries(tx, workspaceId),
        doubts: await countOldDoubts(tx, workspaceId, new Date(ctx.clock.now().getTime() - doubtAlertMs)),
      };
    },
  );
  const paused: Alert[] = senders
    // Who pauses one of their own knows it.
    .filter((sender) => sender.paused_by !== null && sender.paused_by !== 'member')
    .map((sender) => ({
      kind: 'sender_paused',
      sender: { id: sender.id, name: sender.name },
      words: sender.pause_reason ?? 'Nothing goes out from it.',
      since: sender.paused_at?.toISOString() ?? null,
    }));
  const alerts = [...stopAlerts(sending), ...paused];
  if (hold) {
    const words = `Broadcasts wait until the limit is raised or a new ${hold.period === 'daily' ? 'day' : 'month'} begins. Replies still go.`;
    alerts.push({ kind: 'spending_limit', sender: null, words, since: hold.since.toISOString() });
  }
  const working = (await installationProcesses(ctx)).some((one) => one.role === 'worker' && processState(one) !== 'lost');
  if (!working)
    alerts.push({ kind: 'no_worker', sender: null, words: 'Nothing is sent until a worker runs again.', since: null });
  const refused = [...behind.map(catchUpAlert), ...unknownCodesAlert(codes), ...refusedCountriesAlert(countries)];
  return [...alerts, ...late.map(lateAlert), ...refused, ...doubtAlert(doubts), ...troubled.map(syncAlert)];
}

/** Nobody has answered for a day whether somebody asked to stop: what waits for them waits for ever, unless somebody is told. */
function doubtAlert({ open, since }: Awaited<ReturnType<typeof countOldDoubts>>): Alert[] {
  if (open === 0) return [];
  const words = `${open === 1 ? '1 text' : `${open} texts`} may have meant “stop”, and nobody has said. Bulk messages to ${open === 1 ? 'this person' : 'these people'} wait until you answer.`;
  return [{ kind: 'opt_out_doubts', sender: null, words, since: since?.toISOString() ?? null }];
}

/** Bulk waited for the texts of an outage, and does so no longer. */
function catchUpAlert({ name, since, trouble }: LateCatchUp): Alert {
  const words = `What people wrote through ${name} during an outage could not be fetched yet${trouble ? ` (${trouble})` : ''}, and bulk messages go out again: whoever asked to stop meanwhile may get one. Pause its senders if that matters.`;
  return { kind: 'catch_up_late', sender: null, words, since: since.toISOString() };
}

/** A list that does not stay in step by itself any more. */
function syncAlert({ id, list_id, list_name, name, waits, problem, since }: TroubledSource): Alert {
  const base = { sender: null, since: since?.toISOString() ?? null, list: { id: list_id, name: list_name, source_id: id } };
  if (waits)
    return { ...base, kind: 'sync_review', words: `${name} is not what it was, and changes nobody until somebody says yes.` };
  return {
    ...base,
    kind: 'sync_failed',
    words: `${name} could not be read ${failedInARow} times in a row. ${problem ?? ''}`.trim(),
  };
}

/** A stop of everything, said first: it explains the rest. */
function stopAlerts({ stopped, installation_stopped }: SendingState): Alert[] {
  const alert = (kind: Alert['kind'], stop: SendingStop | null, who: string): Alert[] =>
    stop === null ? [] : [{ kind, sender: null, words: `${who}: ${stop.reason}`, since: stop.at }];
  return [
    ...alert('installation_stopped', installation_stopped, `By the operator, ${installation_stopped?.by}`),
    ...alert('sending_stopped', stopped, `By ${stopped?.by}`),
  ];
}
