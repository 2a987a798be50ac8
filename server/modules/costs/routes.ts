import { costsApi } from '@tidings/core/contract/costs';
import { implement } from '../../http/route.ts';
import { getCosts, updateCosts } from './service.ts';

export const costRoutes = implement(costsApi, {
  getCosts: ({ ctx, actor }) => ctx.db.workspace(actor.workspaceId, (tx) => getCosts(tx, actor.workspaceId)),
  updateCosts: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => updateCosts(tx, actor, body)),
});
