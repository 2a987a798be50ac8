import { healthApi } from '@tidings/core/contract/health';
import { implement } from '../../http/route.ts';
import { getHealth } from './health.ts';
import { discardJob, getInstallationQueue, listFailedJobs, retryJob, setLanePaused } from './operator-service.ts';

export const healthRoutes = implement(healthApi, {
  getHealth: ({ ctx }) => getHealth(ctx),
  getInstallationQueue: ({ ctx }) => getInstallationQueue(ctx),
  pauseLane: ({ ctx, actor, params, body }) => setLanePaused(ctx, actor, params.sender_id, body.reason),
  resumeLane: ({ ctx, actor, params }) => setLanePaused(ctx, actor, params.sender_id, null),
  listFailedJobs: async ({ ctx }) => ({ items: await listFailedJobs(ctx) }),
  retryJob: ({ ctx, actor, params }) => retryJob(ctx, actor, params.job_id),
  discardJob: ({ ctx, actor, params }) => discardJob(ctx, actor, params.job_id),
});
