import { audiencesApi } from '@tidings/core/contract/audience';
import { implement } from '../../http/route.ts';
import { describeAudience } from './service.ts';
import { countAudience, sampleAudience } from './store.ts';

export const audienceRoutes = implement(audiencesApi, {
  previewAudience: ({ ctx, actor, body }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => ({
      count: await countAudience(tx, actor.workspaceId, body.audience),
      words: await describeAudience(tx, actor.workspaceId, body.audience),
      sample: [...(await sampleAudience(tx, actor.workspaceId, body.audience, body.sample))],
    })),
});
