import { listFieldsApi } from '@tidings/core/contract/list-fields';
import { listsApi } from '@tidings/core/contract/lists';
import { implement } from '../../http/route.ts';
import { notFound } from '../../lib/errors.ts';
import { type ListFieldRow, listFieldsOf } from '../contacts/entry-fields-store.ts';
import { accessList } from './access.ts';
import { createListField, setListFieldArchived, updateListField } from './fields.ts';
import { presentList } from './present.ts';
import { addListEntries, createList, removeListEntries, setEntryDetails, setListArchived, updateList } from './service.ts';
import { findList, listLists } from './store.ts';

export const listRoutes = implement(listsApi, {
  listLists: async ({ ctx, actor, query }) => {
    const { search, limit, cursor, archived = false, event_id: eventId } = query;
    const page = await ctx.db.workspace(actor.workspaceId, (tx) =>
      listLists(tx, actor.workspaceId, { search, limit, cursor, archived, eventId }),
    );
    return { ...page, items: page.items.map(presentList) };
  },
  createList: async ({ ctx, actor, body }) => presentList(await createList(ctx, actor, body)),
  getList: async ({ ctx, actor, params }) => {
    const list = await ctx.db.workspace(actor.workspaceId, (tx) => findList(tx, actor.workspaceId, params.list_id));
    if (!list) throw notFound('list');
    return presentList(list);
  },
  updateList: async ({ ctx, actor, params, body }) => presentList(await updateList(ctx, actor, params.list_id, body)),
  archiveList: ({ ctx, actor, params }) => setListArchived(ctx, actor, params.list_id, true),
  restoreList: async ({ ctx, actor, params }) => presentList(await setListArchived(ctx, actor, params.list_id, false)),
  addListEntries: ({ ctx, actor, params, body }) => addListEntries(ctx, actor, params.list_id, body),
  setEntryDetails: ({ ctx, actor, params, body }) => setEntryDetails(ctx, actor, params.list_id, body),
  removeListEntries: ({ ctx, actor, params, body }) => removeListEntries(ctx, actor, params.list_id, body.contact_ids),
});

const presentField = ({ archived_at, ...row }: Omit<ListFieldRow, 'list_id'>) => ({
  ...row,
  archived_at: archived_at?.toISOString() ?? null,
});

export const listFieldRoutes = implement(listFieldsApi, {
  listListFields: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => {
      const list = await accessList(tx, actor.workspaceId, params.list_id);
      return { items: (await listFieldsOf(tx, actor.workspaceId, [list.id])).map(presentField) };
    }),
  createListField: async ({ ctx, actor, params, body }) => presentField(await createListField(ctx, actor, params.list_id, body)),
  updateListField: async ({ ctx, actor, params, body }) => presentField(await updateListField(ctx, actor, params, body)),
  archiveListField: async ({ ctx, actor, params }) => void (await setListFieldArchived(ctx, actor, params, true)),
  restoreListField: async ({ ctx, actor, params }) => presentField(await setListFieldArchived(ctx, actor, params, false)),
});
