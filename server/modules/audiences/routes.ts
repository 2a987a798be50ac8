import { audiencesApi } from '@tidings/core/contract/audience';
import { implement } from '../../http/route.ts';
import { presentPools } from './pools.ts';
import { describeAudience } from './service.ts';
import { countAudience, sampleAudience } from './store.ts';

export const audienceRoutes = implement(audiencesApi, {
  previewAudience: ({ ctx, actor, body }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => {
      const { audience } = body;
      const count = await countAudience(tx, actor.workspaceId, audience);
      return {
        count,
        words: await describeAudience(tx, actor.workspaceId, audience),
        sample: [...(await sampleAudience(tx, actor.workspaceId, audience, body.sample))],
        pools: body.pools ? await presentPools(tx, actor.workspaceId, audience, { count, purpose: body.purpose }) : null,
      };
    }),
});
