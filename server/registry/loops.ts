import type { Loop } from '../jobs/define.ts';

/** What every worker does again and again: one line each. */
export const loops: readonly Loop[] = [];
