import { failureChecksApi } from '@tidings/core/contract/failure-checks';
import { implement } from '../../http/route.ts';
import { continueCheck, getCheck, presentCheck, startCheck } from './failure-checks-service.ts';
import { listChecks } from './failure-checks-store.ts';

export const failureCheckRoutes = implement(failureChecksApi, {
  startFailureCheck: ({ ctx, actor }) => ctx.db.workspace(actor.workspaceId, (tx) => startCheck(tx, actor)),
  listFailureChecks: async ({ ctx, actor }) => ({
    items: (await ctx.db.workspace(actor.workspaceId, (tx) => listChecks(tx, actor.workspaceId))).map(presentCheck),
  }),
  getFailureCheck: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => getCheck(tx, actor.workspaceId, params.check_id)),
  applyFailureCheck: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => continueCheck(tx, actor, params.check_id, 'apply')),
  undoFailureCheck: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => continueCheck(tx, actor, params.check_id, 'undo')),
});
