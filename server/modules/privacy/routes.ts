import { privacyApi } from '@tidings/core/contract/privacy';
import { implement } from '../../http/route.ts';
import { erasePerson, previewErasure } from './erase.ts';
import { exportPerson } from './export.ts';

export const privacyRoutes = implement(privacyApi, {
  previewErasure: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => previewErasure(tx, actor.workspaceId, params.contact_id)),
  exportPerson: ({ ctx, actor, params }) => exportPerson(ctx, actor, params.contact_id),
  erasePerson: ({ ctx, actor, params }) => erasePerson(ctx, actor, params.contact_id),
});
