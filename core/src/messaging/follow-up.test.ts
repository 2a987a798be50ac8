import { expect, it } from 'vitest';
import { followUpCounts, isMissed, missedReasons, missedStates, reachedStates } from './follow-up.ts';
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
    ]),
  ).toEqual({ missed: 3, reached: 8 });
});
