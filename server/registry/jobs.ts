import type { JobHandler } from '../jobs/define.ts';

/** Every background job: one line per job. */
export const jobHandlers: readonly JobHandler[] = [];
