import type { Loop } from '../jobs/define.ts';
import { sandboxAccountsLoop } from '../modules/connections/provision-sandbox.ts';

/** What every worker does again and again: one line each. */
export const loops: readonly Loop[] = [sandboxAccountsLoop];
