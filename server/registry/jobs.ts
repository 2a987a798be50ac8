import type { JobHandler } from '../jobs/define.ts';
import { provisionSandboxJob } from '../modules/connections/provision-sandbox.ts';
import { bulkActionHandler } from '../modules/contacts/bulk-actions.ts';
import { importHandler, importUndoHandler } from '../modules/imports/loops.ts';
import { inboundHandler } from '../modules/messages/jobs.ts';
import { lookHandler } from '../modules/people/look-jobs.ts';
import { syncHandler } from '../modules/sources/loops.ts';

/** Every background job: one line per job. */
export const jobHandlers: readonly JobHandler[] = [
  importHandler,
  importUndoHandler,
  syncHandler,
  bulkActionHandler,
  lookHandler,
  provisionSandboxJob,
  inboundHandler,
];
