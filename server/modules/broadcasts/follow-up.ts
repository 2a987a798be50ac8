import type { AudiencePart } from '@tidings/core/contract/audience';
import type { Broadcast } from '@tidings/core/contract/broadcast';
import type { broadcastsApi } from '@tidings/core/contract/broadcasts';
import type { BodyOf } from '@tidings/core/contract/endpoint';
import { type FollowUpCounts, followUpCounts } from '@tidings/core/messaging/follow-up';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { Refusal } from '../../lib/errors.ts';
import { countAudience } from '../audiences/store.ts';
import { findSender } from '../connections/senders-store.ts';
import { hasQueued, sourceCounts } from '../messages/sources-store.ts';
import { accessBroadcast } from './access.ts';
import { poolInUse } from './drafts.ts';
import { presentBroadcast } from './present.ts';
import { type BroadcastRecord, insertBroadcast } from './store.ts';

/** Those missed as it is, those missed until somebody repaired something, and those reached. */
type FollowUp = keyof FollowUpCounts;

/** How many people a follow-up of each kind would go to, each once: what its draft's audience would count. */
export async function countFollowUps(tx: Tx, workspaceId: string, id: string): Promise<FollowUpCounts> {
  await accessBroadcast(tx, workspaceId, id);
  return {
    missed: await countPart(tx, workspaceId, id, 'missed'),
    repaired: await countPart(tx, workspaceId, id, 'repaired'),
    reached: await countPart(tx, workspaceId, id, 'reached'),
  };
}

function partOf(broadcast_id: string, to: FollowUp): AudiencePart {
  return to === 'repaired' ? { kind: 'missed', broadcast_id, repaired: true } : { kind: to, broadcast_id };
}

/** From the ledger: the counters know nothing of what was sent again. Only that there is nobody is taken from them. */
async function countPart(tx: Tx, workspaceId: string, id: string, to: FollowUp): Promise<number> {
  const counters = await sourceCounts(tx, workspaceId, [id]);
  if (counters.length === 0 || (to !== 'reached' && followUpCounts(counters)[to] === 0)) return 0;
  return countAudience(tx, workspaceId, { include: [partOf(id, to)], exclude: [] });
}

/** Whoever would still get the wrong text after the correction was sent would be left with it. */
async function requireStopped(tx: Tx, from: BroadcastRecord): Promise<void> {
  const goes = from.state === 'planning' || (from.state === 'sending' && (await hasQueued(tx, from.workspace_id, from.id)));
  if (goes)
    throw new Refusal(
      'wrong_state',
      'It still goes out, and whoever gets it from now on would not get the correction. Pause or cancel it first, or say while_it_goes.',
      { fields: [{ field: 'while_it_goes', message: 'must be true to correct it while it still goes out' }] },
    );
}

const endings = { missed: 'to those missed', repaired: 'after the repair', reached: 'correction' } as const;

/**
 * Starts a draft to exactly those whom a broadcast missed, where sending again makes sense as it is or after a repair that only a member
 * knows of, or exactly those whom it reached (BE-4). Who that is stands in the ledger of the first, and is read when the draft is sent: what
 * arrives until then counts, and so does what a worker has in hand. A correction begins without a text.
 */
export async function followUpBroadcast(
  tx: Tx,
  actor: WorkspaceActor,
  id: string,
  { to, while_it_goes: whileItGoes }: BodyOf<(typeof broadcastsApi)['followUpBroadcast']>,
): Promise<Broadcast> {
  const from = await accessBroadcast(tx, actor.workspaceId, id);
  if (to === 'reached' && whileItGoes !== true) await requireStopped(tx, from);
  if ((await countPart(tx, actor.workspaceId, id, to)) === 0) {
    const words = {
      missed: 'Nobody was missed for whom sending again would help. The reasons stand beside each person.',
      repaired: 'Nobody was missed because of the account or the sender. The reasons stand beside each person.',
      reached: 'Nobody has been reached by it yet, so there is nobody to correct it for.',
    };
    throw new Refusal('wrong_state', words[to]);
  }
  const sender = from.sender_id === null ? undefined : await findSender(tx, actor.workspaceId, from.sender_id);
  const row = await insertBroadcast(tx, {
    workspaceId: actor.workspaceId,
    name: `${[...from.name].slice(0, 96).join('')} (${endings[to]})`,
    kind: 'broadcast',
    body: to === 'reached' ? '' : from.body,
    smartEncoding: from.smart_encoding,
    onePerAddress: from.one_per_address,
    audience: { include: [partOf(id, to)], exclude: [] },
    senderId: sender?.id ?? null,
    poolId: await poolInUse(tx, actor.workspaceId, from.pool_id),
    uselessAfter: null,
    canarySize: null,
    purpose: from.purpose,
    createdBy: actor.id,
    createdByName: actor.name,
  });
  await announce(tx, actor.workspaceId, { topic: 'broadcasts', id: row.id });
  return presentBroadcast(tx, row);
}
