import { queueApi } from '@tidings/core/contract/queue';
import { isReasonCode, reasons } from '@tidings/core/messaging/reasons';
import type { Context } from '../../context.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { implement } from '../../http/route.ts';
import { badField, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { accessSender } from '../connections/access.ts';
import { discardWaiting, retryFailed, retryNow, worthRepeating } from '../messages/again.ts';
import { getAutoPause, setAutoPause } from './auto-pause.ts';
import { getQueue, listAlerts, listFailureGroups, listQueueErrors } from './queue-service.ts';
import { markCodesSeen } from './unknown-codes.ts';

/** A call that discards answers after this at the latest, and says what is left. */
const discardMs = 15_000;

export const queueRoutes = implement(queueApi, {
  getQueue: ({ ctx, actor, query }) => getQueue(ctx, actor.workspaceId, query.sender_id),
  listFailureGroups: async ({ ctx, actor }) => ({
    items: await ctx.db.workspace(actor.workspaceId, (tx) => listFailureGroups(tx, actor.workspaceId)),
  }),
  listQueueErrors: async ({ ctx, actor }) => ({
    items: await ctx.db.workspace(actor.workspaceId, (tx) => listQueueErrors(tx, actor.workspaceId)),
  }),
  retryFailed: ({ ctx, actor, body }) => {
    if (body.reason === undefined && body.message_ids === undefined) throw badField('body.reason', 'or message_ids is needed');
    if (body.reason !== undefined) requireWorthRepeating(body.reason);
    return ctx.db.workspace(actor.workspaceId, async (tx) => {
      const by = { id: actor.kind === 'user' ? actor.id : null, name: actor.name };
      const result = await retryFailed(tx, actor.workspaceId, by, { reason: body.reason, messageIds: body.message_ids });
      const details = { count: result.queued, ...(body.reason === undefined ? {} : { reason: body.reason }) };
      if (result.queued > 0) await recordActivity(tx, actor, { action: 'messages_retried', details });
      return result;
    });
  },
  retryNow: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => {
      await accessSender(tx, actor.workspaceId, params.sender_id);
      return { queued: await retryNow(tx, actor.workspaceId, params.sender_id) };
    }),
  discardWaiting: ({ ctx, actor, params }) => discard(ctx, actor, params.sender_id),
  getAutoPause: ({ ctx, actor }) => ctx.db.workspace(actor.workspaceId, (tx) => getAutoPause(tx, actor.workspaceId)),
  setAutoPause: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => setAutoPause(tx, actor, body)),
  markCodesSeen: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => markCodesSeen(tx, actor, body.codes)),
  listAlerts: async ({ ctx, actor }) => ({ items: await listAlerts(ctx, actor.workspaceId) }),
});

/** A reason that does not exist is a slip; one that makes it fail again is refused with its words. */
function requireWorthRepeating(reason: string): void {
  if (!isReasonCode(reason)) throw badField('body.reason', 'names no reason; GET /queue/failures lists those of the last day');
  if (worthRepeating.includes(reason)) return;
  throw new Refusal('unprocessable', `Sending again would not help. ${reasons[reason].words}`, {
    fields: [{ field: 'body.reason', message: 'is one for which sending again does not help' }],
  });
}

async function discard(ctx: Context, actor: WorkspaceActor, senderId: string) {
  const { workspaceId } = actor;
  const sender = await ctx.db.workspace(workspaceId, (tx) => accessSender(tx, workspaceId, senderId));
  const result = await discardWaiting(ctx, workspaceId, senderId, discardMs);
  if (result.discarded === 0) return result;
  await ctx.db.workspace(workspaceId, async (tx) => {
    const object = { objectKind: 'sender', objectId: senderId, objectLabel: sender.name };
    await recordActivity(tx, actor, { action: 'waiting_discarded', ...object, details: { count: result.discarded } });
    await announce(tx, workspaceId, { topic: 'connections', id: sender.connection_id });
  });
  return result;
}
