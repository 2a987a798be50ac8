import { inboxApi } from '@tidings/core/contract/inbox';
import { implement } from '../../http/route.ts';
import { reply } from './reply.ts';
import { wayOf } from './reply-way.ts';
import { getConversation, listConversationMessages, listConversations, markConversation } from './service.ts';
import { countUnreadConversations } from './store.ts';

export const inboxRoutes = implement(inboxApi, {
  listConversations: ({ ctx, actor, query }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => listConversations(tx, actor.workspaceId, query)),
  countUnread: async ({ ctx, actor }) => ({
    conversations: await ctx.db.workspace(actor.workspaceId, (tx) => countUnreadConversations(tx, actor.workspaceId)),
  }),
  getConversation: ({ ctx, actor, params, query }) =>
    ctx.db.workspace(actor.workspaceId, (tx) =>
      getConversation(ctx, tx, actor.workspaceId, params.contact_id, wayOf(query, 'query')),
    ),
  listConversationMessages: ({ ctx, actor, params, query }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => listConversationMessages(tx, actor.workspaceId, params.contact_id, query)),
  reply: ({ ctx, actor, params, body }) => reply(ctx, actor, params.contact_id, body),
  markRead: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => markConversation(tx, actor, params.contact_id, 0)),
  markUnread: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => markConversation(tx, actor, params.contact_id, 1)),
});
