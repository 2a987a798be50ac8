import { defineJob } from '../../jobs/define.ts';

/**
 * Runs an import to its end, or on from where a worker left it. Long, but safe to cut anywhere: every chunk is committed with the mark
 * where to go on, and an import whose worker died is taken up by the lease on its row, long before this job expires.
 */
export const importJob = defineJob<{ workspaceId: string; importId: string }>('imports.run', {
  expireSeconds: 6 * 3600,
  retries: 20,
  retrySeconds: 1,
});

/** Undoes an import; safe to cut anywhere, and taken up anew by the lease on its row as well. */
export const importUndoJob = defineJob<{ workspaceId: string; importId: string }>('imports.undo', {
  expireSeconds: 6 * 3600,
  retries: 20,
  retrySeconds: 1,
});
