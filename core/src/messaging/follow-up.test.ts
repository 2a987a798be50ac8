import { expect, it } from 'vitest';
import { errorCodes } from '../compliance/error-codes.ts';
import { followUpCounts, isMissed, isReached, isRepairable, missedReasons, missedStates, reachedStates } from './follow-up.ts';
import { reasonCodes, reasons } from './reasons.ts';
import { messageStates } from './states.ts';

it('counts as missed only what ended and makes sense to send again as it is', () => {
  expect(isMissed('failed', 'handset_unreachable')).toBe(true);
  expect(isMissed('expired', 'expired')).toBe(true);
  expect(isMissed('cancelled', 'cancelled_by_member')).toBe(true);
  for (const state of ['queued', 'sent', 'delivered', 'unknown']) expect(isMissed(state, 'handset_unreachable')).toBe(false);
  for (const reason of ['opted_out', 'number_dead', 'no_consent', 'spam_filtered', 'account_problem', null])
    expect(isMissed('failed', reason)).toBe(false);
  for (const code of reasonCodes) expect(missedReasons.includes(code)).toBe(reasons[code].sendAgain === 'yes');
});

it('never counts somebody as both missed and reached', () => {
  for (const state of messageStates)
    expect(missedStates.some((one) => one === state) && reachedStates.some((one) => one === state)).toBe(false);
  expect(
    followUpCounts([
      { state: 'failed', reason: 'handset_unreachable', n: 3 },
      { state: 'failed', reason: 'number_dead', n: 5 },
      { state: 'delivered', reason: '', n: 7 },
      { state: 'unknown', reason: 'unknown_outcome', n: 1 },
      { state: 'queued', reason: 'handset_unreachable', n: 9 },
      { state: 'failed', reason: 'may_have_arrived', n: 2 },
      { state: 'failed', reason: 'account_problem', n: 4 },
      { state: 'failed', reason: 'provider_refused', n: 1 },
    ]),
  ).toEqual({ missed: 3, repaired: 5, reached: 10 });
});

it('counts who may have it as reached, never as missed, whatever the code that says so', () => {
  const ambiguous = [...errorCodes.values()].filter((one) => one.ambiguous);
  expect(ambiguous.length).toBeGreaterThan(0);
  for (const { reason } of ambiguous) {
    expect(isReached('failed', reason)).toBe(true);
    expect(isMissed('failed', reason)).toBe(false);
    expect(isRepairable('failed', reason)).toBe(false);
  }
});

it('offers what the account or the sender failed for after a repair only', () => {
  for (const reason of ['account_problem', 'provider_refused']) {
    expect(isRepairable('failed', reason)).toBe(true);
    expect(isMissed('failed', reason)).toBe(false);
    expect(isRepairable('queued', reason)).toBe(false);
  }
  for (const reason of ['opted_out', 'number_dead', 'spam_filtered', null]) expect(isRepairable('failed', reason)).toBe(false);
});
