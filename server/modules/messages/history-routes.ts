import { messagesApi } from '@tidings/core/contract/messages';
import { implement } from '../../http/route.ts';
import { exportMessages, getMessage, listMessages } from './history-service.ts';
import { getTrail } from './trail.ts';

export const messageRoutes = implement(messagesApi, {
  listMessages: ({ ctx, actor, query }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => listMessages(tx, actor.workspaceId, query)),
  exportMessages: async ({ ctx, actor, query }) => exportMessages(ctx, actor.workspaceId, query),
  getMessageTrail: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => getTrail(ctx, tx, actor.workspaceId, params.message_id)),
  getMessage: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => getMessage(tx, actor.workspaceId, params.message_id)),
});
