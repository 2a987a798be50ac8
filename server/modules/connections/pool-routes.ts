import { poolsApi } from '@tidings/core/contract/pools';
import { implement } from '../../http/route.ts';
import { archivePool, createPool, listPools, updatePool } from './pools.ts';

export const poolRoutes = implement(poolsApi, {
  listPools: async ({ ctx, actor, query }) => ({
    items: await ctx.db.workspace(actor.workspaceId, (tx) => listPools(tx, actor.workspaceId, query)),
  }),
  createPool: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => createPool(tx, actor, body)),
  updatePool: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => updatePool(tx, actor, params.pool_id, body)),
  archivePool: ({ ctx, actor, params }) => ctx.db.workspace(actor.workspaceId, (tx) => archivePool(tx, actor, params.pool_id)),
});
