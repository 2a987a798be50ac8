import type { Audience } from '@tidings/core/contract/audience';
import { nextBroadcastState } from '@tidings/core/messaging/broadcast-states';
import { type EntryList, entryListsOf } from '@tidings/core/messaging/entry-tags';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import { Refusal } from '../../lib/errors.ts';
import { lockSendingAgain } from '../audiences/sent-again-store.ts';
import { fixVersions } from '../audiences/service.ts';
import type { OpenPool } from '../connections/pools.ts';
import type { SenderRow } from '../connections/senders-store.ts';
import type { People } from '../messages/decide-recipients-store.ts';
import { planPool } from '../messages/plan-pool.ts';
import type { Plan } from '../messages/plan-store.ts';
import { planMessages } from '../messages/sources.ts';
import { insertSource, setSourceState } from '../messages/sources-store.ts';
import { peopleApart, unacceptedCrossing } from './across-purposes.ts';
import { checkText, emptyAudience, knownTags, peopleOf, senderOf } from './check.ts';
import { tryPlanLock } from './due-store.ts';
import { tagListsOf } from './entries.ts';
import { waitsForLookups } from './lookups.ts';
import { isCorrection, judgedOf } from './purpose.ts';
import { waitsForItsSources } from './source-hold.ts';
import { type BroadcastRecord, findBroadcast, lockBroadcast, updateBroadcast } from './store.ts';

/** The broadcast was cancelled while its messages were written down: none of them may be committed. */
export class PlanOvertaken extends Error {}

export type PlanOutcome = 'planned' | 'failed' | 'not_due' | 'busy' | 'syncing' | 'looking_up';

/**
 * Writes down and queues the messages of a broadcast in state "planning", in one transaction: either all are there or none, so a
 * process that dies leaves nothing half done and the next round begins again. The row stays unlocked during the long inserts; at their
 * end it is locked and looked at again, so that a pause or cancellation in between holds.
 */
export async function planBroadcast(tx: Tx, workspaceId: string, id: string): Promise<PlanOutcome> {
  if (!(await tryPlanLock(tx, id))) return 'busy';
  const broadcast = await findBroadcast(tx, workspaceId, id);
  if (broadcast?.state !== 'planning' || broadcast.planned_at !== null) return 'not_due';
  if (await waitsForItsSources(tx, broadcast)) return 'syncing';
  const ready = await prepare(tx, broadcast);
  if ('problem' in ready) return fail(tx, broadcast, ready.problem);
  if (await waitsForLookups(tx, broadcast, ready.people, ready.connectionId)) return 'looking_up';
  const repeats = (broadcast.audience as Audience).include.flatMap((part) => (part.kind === 'missed' ? [part.broadcast_id] : []));
  if (repeats.length > 0) await lockSendingAgain(tx, workspaceId);
  const { purpose, corrects } = await judgedOf(tx, broadcast);
  const added = await insertSource(tx, {
    id,
    workspaceId,
    kind: broadcast.kind === 'direct' ? 'direct' : 'broadcast',
    template: broadcast.body,
    smartEncoding: broadcast.smart_encoding,
    uselessAfter: broadcast.useless_after,
    canaryLimit: broadcast.canary_size,
    quietHours: broadcast.quiet_hours,
    purpose,
    entryLists: ready.entryLists,
    correction: isCorrection(ready.audience),
    state: 'running',
  });
  if (!added) return 'not_due';
  const plan = {
    sourceId: id,
    workspaceId,
    kind: broadcast.kind === 'direct' ? 'direct' : 'broadcast',
    priority: priorityOf(broadcast.kind),
    ...ready.through,
    onePerAddress: broadcast.one_per_address,
    purpose,
    repeats,
    corrects,
    apart: await peopleApart(tx, broadcast, ready.audience),
    uselessAfter: broadcast.useless_after,
    ...senderPersonOf(broadcast),
  } as const;
  await planMessages(tx, plan, ready.people, async (planned) => {
    await settle(tx, broadcast, ready.through.senderId, planned);
    await keepVersions(tx, broadcast, ready.audience);
  });
  await announce(tx, workspaceId, { topic: 'broadcasts', id });
  return 'planned';
}

/** The versions are fixed before anybody is looked up, so that what is kept is what was asked. What is gone is said by `peopleOf`. */
async function withVersions(tx: Tx, workspaceId: string, audience: Audience): Promise<Audience> {
  try {
    return await fixVersions(tx, workspaceId, audience);
  } catch (error) {
    if (error instanceof Refusal) return audience;
    throw error;
  }
}

/** Notes which version of each saved audience it went out with: these rules explain it from now on. The row is locked already. */
async function keepVersions(tx: Tx, { workspace_id: workspaceId, id }: BroadcastRecord, audience: Audience): Promise<void> {
  if ([...audience.include, ...audience.exclude].some((part) => part.kind === 'audience'))
    await updateBroadcast(tx, workspaceId, id, { audience });
}

/** Who stands behind each message: who sent the broadcast, not who wrote its draft. */
function senderPersonOf(broadcast: BroadcastRecord): Pick<Plan, 'createdBy' | 'createdByName'> {
  const { sent_by, sent_by_name, created_by, created_by_name } = broadcast;
  return sent_by_name === null
    ? { createdBy: created_by, createdByName: created_by_name }
    : { createdBy: sent_by, createdByName: sent_by_name };
}

/** Bulk goes last; numbers that a program named for itself go before it. */
export function priorityOf(kind: BroadcastRecord['kind']): 1 | 2 {
  return kind === 'direct' ? 1 : 2;
}

/** What a plan leaves through. */
type Through = Pick<Plan, 'senderId' | 'pool'>;

export function throughOf({ sender, pool }: { readonly sender: SenderRow; readonly pool: OpenPool | undefined }): Through {
  return pool ? { senderId: null, pool: planPool(pool) } : { senderId: sender.id };
}

/** Locks the broadcast and moves it on, as it stands at this moment. */
export async function settle(
  tx: Tx,
  { workspace_id: workspaceId, id }: Pick<BroadcastRecord, 'id' | 'workspace_id'>,
  senderId: string | null,
  planned: number,
): Promise<void> {
  const now = await lockBroadcast(tx, workspaceId, id);
  const state = now ? nextBroadcastState(now.state, 'planned', { planned: true }) : null;
  if (state === null) throw new PlanOvertaken();
  if (planned === 0) {
    await updateBroadcast(tx, workspaceId, id, { state: 'failed', state_reason: `The audience ${emptyAudience.message}.` }, [
      'finished_at',
    ]);
    return;
  }
  await updateBroadcast(tx, workspaceId, id, { state, sender_id: senderId, planned, state_reason: null }, ['planned_at']);
  if (state === 'paused') await setSourceState(tx, workspaceId, id, 'paused');
}

/** What a broadcast needs to be planned. */
interface Ready {
  readonly audience: Audience;
  readonly people: People;
  readonly through: Through;
  readonly connectionId: string;
  readonly entryLists: EntryList[] | null;
}

/** Looks at everything again: fields, lists and senders may have gone since it was scheduled. */
async function prepare(tx: Tx, broadcast: BroadcastRecord): Promise<Ready | { problem: string }> {
  const { workspace_id: workspaceId } = broadcast;
  const audience = await withVersions(tx, workspaceId, broadcast.audience as Audience);
  const lists = await tagListsOf(tx, workspaceId, audience);
  const { problems, tags } = checkText(broadcast.body, broadcast.smart_encoding, await knownTags(tx, workspaceId, lists));
  const [textProblem] = problems;
  if (textProblem)
    return { problem: textProblem.code === 'unknown_tag' ? textProblem.message : `The text ${textProblem.message}.` };
  const chosen = await senderOf(tx, workspaceId, broadcast);
  if ('problem' in chosen) return { problem: chosen.problem.message };
  const found = await peopleOf(tx, workspaceId, audience);
  if ('problem' in found) return { problem: `The audience ${found.problem.message}.` };
  if (audience.include.length === 0) return { problem: `The audience ${emptyAudience.message}.` };
  const crossing = await unacceptedCrossing(tx, broadcast, audience);
  if (crossing !== undefined) return { problem: crossing };
  const through = throughOf(chosen);
  const entryLists = entryListsOf(tags, lists);
  return { audience, people: found.people, through, connectionId: chosen.sender.connection_id, entryLists };
}

async function fail(tx: Tx, broadcast: BroadcastRecord, reason: string): Promise<PlanOutcome> {
  const { workspace_id: workspaceId, id } = broadcast;
  const now = await lockBroadcast(tx, workspaceId, id);
  const state = now ? nextBroadcastState(now.state, 'fail', { planned: false }) : null;
  if (state === null) return 'not_due';
  await updateBroadcast(tx, workspaceId, id, { state, state_reason: reason }, ['finished_at']);
  await announce(tx, workspaceId, { topic: 'broadcasts', id });
  return 'failed';
}
