import { activityApi } from '@tidings/core/contract/activity';
import { decodeCursor, toPage } from '../../db/page.ts';
import { implement } from '../../http/route.ts';
import { presentActivity } from './present.ts';
import { listEntries } from './store.ts';

export const activityRoutes = implement(activityApi, {
  listActivity: async ({ ctx, actor, query }) => {
    const [before] = decodeCursor(query.cursor, 1) ?? [];
    const rows = await ctx.db.workspace(actor.workspaceId, (tx) =>
      listEntries(tx, actor.workspaceId, {
        limit: query.limit + 1,
        beforeId: before === undefined ? undefined : String(before),
        actorId: query.actor_id,
        objectKind: query.object_kind,
        withConfidential: true,
      }),
    );
    const page = toPage(rows, query.limit, (row) => [row.id]);
    return { ...page, items: page.items.map(presentActivity) };
  },
});
