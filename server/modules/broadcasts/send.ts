import type { Audience } from '@tidings/core/contract/audience';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { BroadcastProblem } from '@tidings/core/contract/broadcast-text';
import { nextBroadcastState } from '@tidings/core/messaging/broadcast-states';
import { wallTimeToInstant } from '@tidings/core/schedule/zones';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { accessLocked, requireVersion } from './access.ts';
import { requireYes } from './across-purposes.ts';
import {
  checkDailyCap,
  checkDeadline,
  checkText,
  emptyAudience,
  knownTags,
  nobodyReached,
  peopleOf,
  refuseProblems,
  senderOf,
} from './check.ts';
import { tagListsOf } from './entries.ts';
import { requireUrgent } from './hours.ts';
import { planBroadcast } from './plan.ts';
import { presentBroadcast } from './present.ts';
import { countRecipients } from './recipients-count.ts';
import { requireAffordable } from './require-affordable.ts';
import { type BroadcastRecord, findBroadcast, updateBroadcast } from './store.ts';

/** Up to this many recipients are planned before the answer, so that a small broadcast is on its way at once; more are left to a worker. */
const planAtOnce = 2_000;

/** A year that was mistyped would wait unseen for ever. */
const mostYearsAhead = 2;

interface SendInput {
  readonly version: number;
  readonly expected_recipients?: number | undefined;
  readonly now?: boolean | undefined;
  readonly accept_cost_micros?: number | undefined;
  readonly canary_size?: number | null | undefined;
  readonly across_purposes?: boolean | undefined;
}

/**
 * Sends a broadcast now. The row is locked first: of two who press send at once, the second waits here, then sees that it is on its way
 * and is told so.
 */
export async function sendBroadcast(tx: Tx, actor: WorkspaceActor, id: string, input: SendInput, now: Date): Promise<Broadcast> {
  const broadcast = await accessLocked(tx, actor.workspaceId, id);
  const state = nextBroadcastState(broadcast.state, 'send', { planned: false });
  if (state === null) throw alreadySent(broadcast);
  if (broadcast.state === 'scheduled' && input.now !== true) throw scheduledAlready(broadcast);
  requireVersion(broadcast, input.version);
  await requireUrgent(tx, actor, broadcast, 'quiet_hours');
  const { recipients, willGet } = await requireSendable(tx, broadcast, now);
  requireExpected(willGet, input.expected_recipients);
  const forecast = await requireAffordable(tx, broadcast, now, input);
  const { kept, noted } = await requireYes(tx, broadcast, input.across_purposes);
  const change = { state, state_reason: null, ...kept, ...unscheduled, ...sentBy(actor), ...forecast, ...canaryOf(input) };
  await updateBroadcast(tx, actor.workspaceId, id, change, ['started_at']);
  if (recipients <= planAtOnce) await planBroadcast(tx, actor.workspaceId, id);
  await recordActivity(tx, actor, {
    action: 'broadcast_sent',
    objectKind: 'broadcast',
    objectId: id,
    objectLabel: broadcast.name,
    details: { recipients: willGet, ...urgencyOf(broadcast), ...noted },
  });
  return finish(tx, actor.workspaceId, id);
}

interface ScheduleInput {
  readonly version: number;
  readonly local: string;
  readonly zone: string;
  readonly accept_cost_micros?: number | undefined;
  readonly canary_size?: number | null | undefined;
  readonly across_purposes?: boolean | undefined;
}

/** Sends it at a wall time. Who gets it is decided at that time; what is wrong with it already is refused now. */
export async function scheduleBroadcast(
  tx: Tx,
  actor: WorkspaceActor,
  id: string,
  input: ScheduleInput,
  now: Date,
): Promise<Broadcast & { note: string | null }> {
  const { instant, note } = requireFuture(input, now);
  const broadcast = await accessLocked(tx, actor.workspaceId, id);
  const state = nextBroadcastState(broadcast.state, 'schedule', { planned: false });
  if (state === null) throw alreadySent(broadcast);
  requireVersion(broadcast, input.version);
  await requireUrgent(tx, actor, broadcast, 'quiet_hours');
  await requireSendable(tx, broadcast, now);
  const forecast = await requireAffordable(tx, broadcast, now, input);
  const { kept, noted } = await requireYes(tx, broadcast, input.across_purposes);
  if (broadcast.useless_after !== null && broadcast.useless_after <= instant) {
    throw badField(
      'body.local',
      'is after the moment from which this broadcast is of no use; choose an earlier time, or change that moment',
    );
  }
  await updateBroadcast(tx, actor.workspaceId, id, {
    state,
    state_reason: null,
    scheduled_local: input.local,
    scheduled_zone: input.zone,
    scheduled_at: instant,
    ...sentBy(actor),
    ...kept,
    ...forecast,
    ...canaryOf(input),
  });
  await recordActivity(tx, actor, {
    action: 'broadcast_scheduled',
    objectKind: 'broadcast',
    objectId: id,
    objectLabel: broadcast.name,
    details: { local: input.local, zone: input.zone, ...urgencyOf(broadcast), ...noted },
  });
  return { ...(await finish(tx, actor.workspaceId, id)), note };
}

/** Who sends it stands on it and on each of its messages. */
const sentBy = (actor: WorkspaceActor) => ({ sent_by: actor.id, sent_by_name: actor.name });
const unscheduled = { scheduled_local: null, scheduled_zone: null, scheduled_at: null };
/** The wall time stays as a proposal. */
const notScheduled = { scheduled_at: null, late_since: null, state_reason: null };

const canaryOf = ({ canary_size }: { readonly canary_size?: number | null | undefined }) =>
  canary_size === undefined ? {} : { canary_size };

/** Who let it go out at any hour is on record, with the reason. */
export const urgencyOf = ({ quiet_hours }: BroadcastRecord) =>
  quiet_hours?.kind === 'urgent' ? { urgent: quiet_hours.reason } : {};

/** Makes a broadcast that is scheduled, or waits because it is late, a draft again: it goes only when somebody sends it. */
export async function unscheduleBroadcast(tx: Tx, actor: WorkspaceActor, id: string): Promise<Broadcast> {
  const broadcast = await accessLocked(tx, actor.workspaceId, id);
  const late = broadcast.late_since !== null;
  const state = nextBroadcastState(broadcast.state, 'unschedule', { planned: broadcast.state === 'paused' && !late });
  if (state === null)
    throw broadcast.state === 'draft' ? new Refusal('wrong_state', 'It is a draft already.') : alreadySent(broadcast);
  await updateBroadcast(tx, actor.workspaceId, id, {
    state,
    ...notScheduled,
    sent_by: null,
    sent_by_name: null,
    across_purposes: null,
  });
  await recordActivity(tx, actor, {
    action: 'broadcast_unscheduled',
    objectKind: 'broadcast',
    objectId: id,
    objectLabel: broadcast.name,
  });
  return finish(tx, actor.workspaceId, id);
}

/** Refuses a time that is past, or that clocks skip; says it when an hour comes twice. */
function requireFuture({ local, zone }: ScheduleInput, now: Date): { instant: Date; note: string | null } {
  const result = wallTimeToInstant(local, zone);
  if (!result.ok) throw badField(result.reason === 'bad_zone' ? 'body.zone' : 'body.local', result.words);
  const instant = new Date(result.instant);
  if (instant <= now)
    throw badField(
      'body.local',
      `is in the past: ${local.replace('T', ' ')} in ${zone} is over. Choose a later time, or send now.`,
    );
  const latest = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).add({ years: mostYearsAhead });
  if (instant.getTime() > latest.epochMilliseconds)
    throw badField('body.local', `is more than two years ahead; choose a day until ${latest.toPlainDate().toString()}`);
  return { instant, note: result.words };
}

/** Everything that must be right before it may go, each problem named. Returns the numbers it looked at. */
export async function requireSendable(
  tx: Tx,
  broadcast: BroadcastRecord,
  now: Date,
): Promise<{ recipients: number; willGet: number }> {
  const { workspace_id: workspaceId } = broadcast;
  const problems: BroadcastProblem[] = [
    ...checkText(
      broadcast.body,
      broadcast.smart_encoding,
      await knownTags(tx, workspaceId, await tagListsOf(tx, workspaceId, broadcast.audience as Audience)),
    ).problems,
    ...checkDeadline(broadcast, now),
  ];
  const chosen = await senderOf(tx, workspaceId, broadcast);
  if ('problem' in chosen) problems.push(chosen.problem);
  else problems.push(...checkDailyCap(broadcast, chosen));
  const found = await peopleOf(tx, workspaceId, broadcast.audience as Audience);
  if ('problem' in found) problems.push(found.problem);
  const counted = 'people' in found ? await countRecipients(tx, broadcast, found.people) : undefined;
  if (counted?.recipients === 0) problems.push(emptyAudience);
  else if (counted?.willGet === 0) problems.push(nobodyReached(counted.recipients));
  refuseProblems(problems);
  return counted ?? { recipients: 0, willGet: 0 };
}

function requireExpected(willGet: number, expected: number | undefined): void {
  if (expected === undefined || expected === willGet) return;
  const people = willGet === 1 ? '1 person' : `${willGet.toLocaleString('en-US')} people`;
  throw new Refusal(
    'conflict',
    `The audience has changed: ${people} would get it now, not ${expected.toLocaleString('en-US')}. Look at the numbers again.`,
    {
      fields: [{ field: 'body.expected_recipients', message: `is ${willGet} now` }],
    },
  );
}

/** The friendly answer to the second of two who press send. */
function alreadySent(broadcast: BroadcastRecord): Refusal {
  const over = broadcast.state === 'cancelled' || broadcast.state === 'failed';
  const words = over
    ? 'It has ended. Duplicate it to send it again.'
    : 'It is on its way already: somebody pressed send before you. Nobody gets it twice.';
  return new Refusal('conflict', words);
}

/** Whoever did not know that it is scheduled must not send it by mistake. */
function scheduledAlready({ scheduled_local: local, scheduled_zone: zone }: BroadcastRecord): Refusal {
  const words = `It is scheduled for ${(local ?? '').replace('T', ' ')} in ${zone ?? 'UTC'}, and goes out by itself then. To send it at once all the same, say so with now: true.`;
  return new Refusal('wrong_state', words, {
    fields: [{ field: 'body.now', message: 'must be true to send a scheduled broadcast before its time' }],
  });
}

async function finish(tx: Tx, workspaceId: string, id: string): Promise<Broadcast> {
  await announce(tx, workspaceId, { topic: 'broadcasts', id });
  const row = await findBroadcast(tx, workspaceId, id);
  if (!row) throw new Error('A locked broadcast is gone.');
  return presentBroadcast(tx, row);
}
