import { defineJob } from '../../jobs/define.ts';

/**
 * Runs an act on many people to its end, or on from where a worker left it. Long, but safe to cut anywhere: every portion is committed with
 * the mark where to go on, and one whose worker died is taken up by the lease on its row, long before this job expires.
 */
export const bulkActionJob = defineJob<{ workspaceId: string; bulkActionId: string }>('contacts.bulk', {
  expireSeconds: 6 * 3600,
  retries: 20,
  retrySeconds: 1,
});
