import { bulkActionsApi } from '@tidings/core/contract/bulk-actions';
import { deletedContactsApi } from '@tidings/core/contract/deleted-contacts';
import { readIdCursor, toPage } from '../../db/page.ts';
import { implement } from '../../http/route.ts';
import { notFound } from '../../lib/errors.ts';
import { cancelBulkAction, presentBulkAction } from './bulk-actions.ts';
import { findBulkAction, listBulkActions } from './bulk-actions-store.ts';
import { countDeleted, listDeleted } from './deleted-store.ts';

export const bulkActionRoutes = implement(bulkActionsApi, {
  listBulkActions: async ({ ctx, actor, query: { cursor, limit } }) => {
    const after = readIdCursor(cursor);
    const rows = await ctx.db.workspace(actor.workspaceId, (tx) =>
      listBulkActions(tx, actor.workspaceId, { after, limit: limit + 1 }),
    );
    const page = toPage(rows, limit, (row) => [row.id]);
    return { ...page, items: page.items.map(presentBulkAction) };
  },
  getBulkAction: async ({ ctx, actor, params }) => {
    const row = await ctx.db.workspace(actor.workspaceId, (tx) => findBulkAction(tx, actor.workspaceId, params.bulk_action_id));
    if (!row) throw notFound('bulk action');
    return presentBulkAction(row);
  },
  cancelBulkAction: async ({ ctx, actor, params }) =>
    presentBulkAction(await cancelBulkAction(ctx, actor.workspaceId, params.bulk_action_id)),
});

export const deletedContactRoutes = implement(deletedContactsApi, {
  listDeletedContacts: ({ ctx, actor, query: { cursor, limit, ...filter } }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => listDeleted(tx, actor.workspaceId, filter, { cursor, limit })),
  countDeletedContacts: async ({ ctx, actor, query }) => ({
    count: await ctx.db.workspace(actor.workspaceId, (tx) => countDeleted(tx, actor.workspaceId, query)),
  }),
});
