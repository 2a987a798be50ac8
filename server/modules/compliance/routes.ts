import { suppressionsApi } from '@tidings/core/contract/suppressions';
import { implement } from '../../http/route.ts';
import { importSuppressions } from './import-suppressions.ts';
import { getKeywordTexts, updateKeywordTexts } from './keyword-texts-service.ts';
import { addSuppression, exportSuppressions, getHistory, listSuppressions, removeSuppression } from './suppressions-service.ts';
import { countByKind } from './suppressions-store.ts';

export const suppressionRoutes = implement(suppressionsApi, {
  listSuppressions: ({ ctx, actor, query }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => listSuppressions(tx, actor.workspaceId, query)),
  countSuppressions: async ({ ctx, actor }) => {
    const counts = await ctx.db.workspace(actor.workspaceId, (tx) => countByKind(tx, actor.workspaceId));
    return {
      total: counts.reduce((sum, { n }) => sum + n, 0),
      by_kind: Object.fromEntries(counts.map(({ kind, n }) => [kind, n])),
    };
  },
  exportSuppressions: async ({ ctx, actor, query }) => exportSuppressions(ctx, actor.workspaceId, query),
  getSuppressionHistory: async ({ ctx, actor, params }) => ({
    items: await ctx.db.workspace(actor.workspaceId, (tx) => getHistory(tx, actor.workspaceId, params.suppression_id)),
  }),
  addSuppression: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => addSuppression(tx, actor, body)),
  importSuppressions: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => importSuppressions(tx, actor, body)),
  removeSuppression: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => removeSuppression(tx, actor, params.suppression_id, body)),
  getKeywordTexts: ({ ctx, actor }) => ctx.db.workspace(actor.workspaceId, (tx) => getKeywordTexts(tx, actor.workspaceId)),
  updateKeywordTexts: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => updateKeywordTexts(tx, actor, body)),
});
