import { formsApi } from '@tidings/core/contract/forms';
import { implement } from '../../http/route.ts';
import { getForm, previewForm, saveForm } from './service.ts';

export const formRoutes = implement(formsApi, {
  getForm: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => getForm(ctx, tx, actor.workspaceId, params.list_id)),
  saveForm: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => saveForm(ctx, tx, actor, params.list_id, body)),
  previewForm: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => previewForm(tx, actor.workspaceId, params.list_id, body)),
});
