import { defineJob } from '../../jobs/define.ts';

/**
 * Reads a source and carries out what changed. Long for a large sheet, but safe to cut anywhere: what came is stored, every portion of rows is
 * committed with what it did, and a sync whose worker died is taken up by the lease on its row.
 */
export const syncJob = defineJob<{ workspaceId: string; syncId: string }>('sources.sync', {
  expireSeconds: 2 * 3600,
  retries: 20,
  retrySeconds: 1,
});
