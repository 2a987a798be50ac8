import { formsApi } from '@tidings/core/contract/forms';
import { implement } from '../../http/route.ts';
import { formPage } from './page.ts';
import { accessList, getForm, saveForm } from './service.ts';

export const formRoutes = implement(formsApi, {
  getForm: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => getForm(ctx, tx, actor.workspaceId, params.list_id)),
  saveForm: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => saveForm(ctx, tx, actor, params.list_id, body)),
  previewForm: async ({ ctx, actor, params, body }) => {
    await ctx.db.workspace(actor.workspaceId, (tx) => accessList(tx, actor.workspaceId, params.list_id));
    return { html: formPage({ form: body, token: '', values: {}, errors: {} }) };
  },
});
