import { mayHaveArrived } from './may-have-arrived.ts';
import { type ReasonCode, reasonCodes, reasons } from './reasons.ts';
import type { MessageState } from './states.ts';

/** States in which somebody has the message, or may have: those whom a correction must reach. */
export const reachedStates = ['accepted', 'sent', 'delivered', 'unknown'] as const satisfies readonly MessageState[];

/** States in which a message has ended without reaching its person. */
export const missedStates = ['failed', 'expired', 'cancelled', 'skipped'] as const satisfies readonly MessageState[];

/** Why a message was missed for which sending again makes sense as it is. */
export const missedReasons: readonly ReasonCode[] = reasonCodes.filter((code) => reasons[code].sendAgain === 'yes');

/** Why a message failed that would go as it is once the account or the sender was repaired: only a member knows that it was. */
export const repairedReasons = ['account_problem', 'provider_refused'] as const satisfies readonly ReasonCode[];

const missed: ReadonlySet<string> = new Set(missedStates);
const worthIt: ReadonlySet<string> = new Set(missedReasons);
const repairable: ReadonlySet<string> = new Set(repairedReasons);
const reached: ReadonlySet<string> = new Set(reachedStates);

/** Whether sending again to this person makes sense: it ended, did not arrive, and nothing needs to be repaired first. */
export function isMissed(state: string, reason: string | null): boolean {
  return missed.has(state) && reason !== null && worthIt.has(reason);
}

/** Whether sending again to this person makes sense once the account or the sender was repaired. */
export function isRepairable(state: string, reason: string | null): boolean {
  return missed.has(state) && reason !== null && repairable.has(reason);
}

/** Whether this person has it, or may have it. */
export function isReached(state: string, reason: string | null): boolean {
  return reached.has(state) || mayHaveArrived(state, reason);
}

/** How many people there are for each kind of follow-up. */
export interface FollowUpCounts {
  readonly missed: number;
  readonly repaired: number;
  readonly reached: number;
}

/** How many people a broadcast missed and reached, from its counters; `repaired` are those for whom sending again helps after a repair. */
export function followUpCounts(
  counters: readonly { readonly state: string; readonly reason: string; readonly n: number }[],
): FollowUpCounts {
  const sum = (is: (state: string, reason: string) => boolean) =>
    counters.reduce((total, { state, reason, n }) => total + (is(state, reason) ? n : 0), 0);
  return { missed: sum(isMissed), repaired: sum(isRepairable), reached: sum(isReached) };
}
