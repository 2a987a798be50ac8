import { type ReasonCode, reasonCodes, reasons } from './reasons.ts';
import type { MessageState } from './states.ts';

/** States in which somebody has the message, or may have: those whom a correction must reach. */
export const reachedStates = ['accepted', 'sent', 'delivered', 'unknown'] as const satisfies readonly MessageState[];

/** States in which a message has ended without reaching its person. */
export const missedStates = ['failed', 'expired', 'cancelled', 'skipped'] as const satisfies readonly MessageState[];

/** Why a message was missed for which sending again makes sense as it is. */
export const missedReasons: readonly ReasonCode[] = reasonCodes.filter((code) => reasons[code].sendAgain === 'yes');

const missed: ReadonlySet<string> = new Set(missedStates);
const worthIt: ReadonlySet<string> = new Set(missedReasons);

/** Whether sending again to this person makes sense: it ended, did not arrive, and nothing needs to be repaired first. */
export function isMissed(state: string, reason: string | null): boolean {
  return missed.has(state) && reason !== null && worthIt.has(reason);
}

/** How many people a broadcast missed and reached, from its counters. */
export function followUpCounts(counters: readonly { readonly state: string; readonly reason: string; readonly n: number }[]): {
  readonly missed: number;
  readonly reached: number;
} {
  const sum = (is: (one: (typeof counters)[number]) => boolean) => counters.filter(is).reduce((total, { n }) => total + n, 0);
  return {
    missed: sum(({ state, reason }) => isMissed(state, reason)),
    reached: sum(({ state }) => reachedStates.some((one) => one === state)),
  };
}
