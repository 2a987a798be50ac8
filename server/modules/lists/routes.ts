import { listsApi } from '@tidings/core/contract/lists';
import { implement } from '../../http/route.ts';
import { notFound } from '../../lib/errors.ts';
import { addListEntries, createList, removeListEntries, setListArchived, updateList } from './service.ts';
import { findList, type ListRow, listLists } from './store.ts';

const present = (row: ListRow) => ({
  ...row,
  created_at: row.created_at.toISOString(),
  archived_at: row.archived_at?.toISOString() ?? null,
});

export const listRoutes = implement(listsApi, {
  listLists: async ({ ctx, actor, query }) => {
    const { search, limit, cursor, archived = false } = query;
    const page = await ctx.db.workspace(actor.workspaceId, (tx) =>
      listLists(tx, actor.workspaceId, { search, limit, cursor, archived }),
    );
    return { ...page, items: page.items.map(present) };
  },
  createList: async ({ ctx, actor, body }) => present(await createList(ctx, actor, body)),
  getList: async ({ ctx, actor, params }) => {
    const list = await ctx.db.workspace(actor.workspaceId, (tx) => findList(tx, actor.workspaceId, params.list_id));
    if (!list) throw notFound('list');
    return present(list);
  },
  updateList: async ({ ctx, actor, params, body }) => present(await updateList(ctx, actor, params.list_id, body)),
  archiveList: ({ ctx, actor, params }) => setListArchived(ctx, actor, params.list_id, true),
  restoreList: async ({ ctx, actor, params }) => present(await setListArchived(ctx, actor, params.list_id, false)),
  addListEntries: ({ ctx, actor, params, body }) => addListEntries(ctx, actor, params.list_id, body),
  removeListEntries: ({ ctx, actor, params, body }) => removeListEntries(ctx, actor, params.list_id, body.contact_ids),
});
