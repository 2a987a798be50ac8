import type { providerReasons } from './reasons-of-sending.ts';

/** Why a message that failed may have reached its person all the same: a correction must reach them too. */
export const reachedReasons = ['may_have_arrived'] as const satisfies readonly (keyof typeof providerReasons)[];

const mayHave: ReadonlySet<string> = new Set(reachedReasons);

/** Whether a message ended without anybody being able to say that its person did not get it: no failure to be shown as one. */
export function mayHaveArrived(state: string, reason: string | null): boolean {
  return state === 'failed' && reason !== null && mayHave.has(reason);
}
