import { joinKeywordsApi } from '@tidings/core/contract/join-keywords';
import { implement } from '../../http/route.ts';
import { createJoinKeyword, deleteJoinKeyword, listJoinKeywords, updateJoinKeyword } from './join-keywords.ts';

export const joinKeywordRoutes = implement(joinKeywordsApi, {
  listJoinKeywords: async ({ ctx, actor, query }) => ({
    items: await ctx.db.workspace(actor.workspaceId, (tx) => listJoinKeywords(tx, actor.workspaceId, query.list_id)),
  }),
  createJoinKeyword: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => createJoinKeyword(tx, actor, body)),
  updateJoinKeyword: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => updateJoinKeyword(tx, actor, params.join_keyword_id, body)),
  deleteJoinKeyword: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => deleteJoinKeyword(tx, actor, params.join_keyword_id)),
});
