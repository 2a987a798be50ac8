import { fieldsApi } from '@tidings/core/contract/fields';
import { tagsApi } from '@tidings/core/contract/tags';
import { implement } from '../../http/route.ts';
import { createField, setFieldArchived, updateField } from './fields.ts';
import { listFields } from './fields-store.ts';
import { createTag, setTagArchived, updateTag } from './tags.ts';
import { listTags } from './tags-store.ts';

function present<T extends { created_at: Date; archived_at: Date | null }>(row: T) {
  return { ...row, created_at: row.created_at.toISOString(), archived_at: row.archived_at?.toISOString() ?? null };
}

export const tagRoutes = implement(tagsApi, {
  listTags: async ({ ctx, actor, query }) => {
    const tags = await ctx.db.workspace(actor.workspaceId, (tx) => listTags(tx, actor.workspaceId, query.archived ?? false));
    return { items: tags.map(present) };
  },
  createTag: async ({ ctx, actor, body }) => present(await createTag(ctx, actor, body)),
  updateTag: async ({ ctx, actor, params, body }) => present(await updateTag(ctx, actor, params.tag_id, body)),
  archiveTag: ({ ctx, actor, params }) => setTagArchived(ctx, actor, params.tag_id, true),
  restoreTag: async ({ ctx, actor, params }) => present(await setTagArchived(ctx, actor, params.tag_id, false)),
});

export const fieldRoutes = implement(fieldsApi, {
  listFields: async ({ ctx, actor, query }) => {
    const fields = await ctx.db.workspace(actor.workspaceId, (tx) => listFields(tx, actor.workspaceId, query.archived));
    return { items: fields.map(present) };
  },
  createField: async ({ ctx, actor, body }) => present(await createField(ctx, actor, body)),
  updateField: async ({ ctx, actor, params, body }) => present(await updateField(ctx, actor, params.field_id, body)),
  archiveField: ({ ctx, actor, params }) => setFieldArchived(ctx, actor, params.field_id, true),
  restoreField: async ({ ctx, actor, params }) => present(await setFieldArchived(ctx, actor, params.field_id, false)),
});
