import type { Loop } from '../jobs/define.ts';
import { sweepLoop } from '../modules/accounts/sweep.ts';
import { lookupLoop } from '../modules/broadcasts/lookups.ts';
import { followLoop, planLoops } from '../modules/broadcasts/loops.ts';
import { failureChecksLoop } from '../modules/compliance/failure-checks.ts';
import { sandboxAccountsLoop } from '../modules/connections/provision-sandbox.ts';
import { bulkActionLoop } from '../modules/contacts/bulk-actions.ts';
import { homeLoops } from '../modules/home/loops.ts';
import { importLoops } from '../modules/imports/loops.ts';
import { messageLoops } from '../modules/messages/loops.ts';
import { opsLoops } from '../modules/ops/loops.ts';
import { lookLoop } from '../modules/people/look-jobs.ts';
import { privacyLoop } from '../modules/privacy/erase.ts';
import { sourceLoops } from '../modules/sources/loops.ts';

/** What every worker does again and again: one line each. */
export const loops: readonly Loop[] = [
  ...importLoops,
  ...sourceLoops,
  bulkActionLoop,
  sweepLoop,
  sandboxAccountsLoop,
  failureChecksLoop,
  ...messageLoops,
  privacyLoop,
  lookLoop,
  lookupLoop,
  ...planLoops,
  followLoop,
  ...homeLoops,
  ...opsLoops,
];
