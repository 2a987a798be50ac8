import { savedAudiencesApi } from '@tidings/core/contract/saved-audiences';
import { implement } from '../../http/route.ts';
import { countRules } from './count-rules.ts';
import {
  archiveAudience,
  countAudienceNow,
  createAudience,
  duplicateAudience,
  getAudience,
  listAudiences,
  listAudienceVersions,
  updateAudience,
} from './saved.ts';

export const savedAudienceRoutes = implement(savedAudiencesApi, {
  listAudiences: ({ ctx, actor, query: { archived = false, ...wish } }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => listAudiences(tx, actor.workspaceId, { ...wish, archived })),
  createAudience: ({ ctx, actor, body }) => createAudience(ctx, actor, body),
  countRules: ({ ctx, actor, body }) => countRules(ctx, actor.workspaceId, body),
  getAudience: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => getAudience(tx, actor.workspaceId, params.audience_id)),
  updateAudience: ({ ctx, actor, params, body }) => updateAudience(ctx, actor, params.audience_id, body),
  duplicateAudience: ({ ctx, actor, params }) => duplicateAudience(ctx, actor, params.audience_id),
  archiveAudience: ({ ctx, actor, params }) => archiveAudience(ctx, actor, params.audience_id, true),
  restoreAudience: ({ ctx, actor, params }) => archiveAudience(ctx, actor, params.audience_id, false),
  countAudience: ({ ctx, actor, params }) => countAudienceNow(ctx, actor, params.audience_id),
  listAudienceVersions: ({ ctx, actor, params, query }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => listAudienceVersions(tx, actor.workspaceId, params.audience_id, query)),
});
