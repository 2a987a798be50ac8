import type { JobHandler } from '../jobs/define.ts';
import { provisionSandboxJob } from '../modules/connections/provision-sandbox.ts';

/** Every background job: one line per job. */
export const jobHandlers: readonly JobHandler[] = [provisionSandboxJob];
