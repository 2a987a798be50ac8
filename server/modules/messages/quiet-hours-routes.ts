import { quietHoursApi } from '@tidings/core/contract/quiet-hours';
import { implement } from '../../http/route.ts';
import { getQuietHours, updateQuietHours } from './quiet-hours-service.ts';

export const quietHoursRoutes = implement(quietHoursApi, {
  getQuietHours: ({ ctx, actor }) => ctx.db.workspace(actor.workspaceId, (tx) => getQuietHours(tx, actor.workspaceId)),
  updateQuietHours: ({ ctx, actor, body }) => updateQuietHours(ctx, actor, body),
});
