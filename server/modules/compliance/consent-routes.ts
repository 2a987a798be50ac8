import { consentApi } from '@tidings/core/contract/consent';
import { implement } from '../../http/route.ts';
import { exportConsent } from './consent-export.ts';
import { askAgain, getDoubleOptIn, updateDoubleOptIn } from './double-opt-in.ts';
import { countConsents, countPending } from './opt-in-store.ts';

export const consentRoutes = implement(consentApi, {
  getConsentReport: ({ ctx, actor }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => ({
      counts: await countConsents(tx, actor.workspaceId),
      pending: await countPending(tx, actor.workspaceId),
    })),
  getDoubleOptIn: ({ ctx, actor }) => ctx.db.workspace(actor.workspaceId, (tx) => getDoubleOptIn(tx, actor.workspaceId)),
  updateDoubleOptIn: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => updateDoubleOptIn(tx, actor, body)),
  exportConsent: ({ ctx, actor, params, query }) => exportConsent(ctx, actor, params.contact_id, query.format),
  askAgain: ({ ctx, actor, params }) => ctx.db.workspace(actor.workspaceId, (tx) => askAgain(tx, actor, params.contact_id)),
});
