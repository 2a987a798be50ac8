import { expect, it } from 'vitest';
import { groupWaits } from './wait-groups.ts';

const wait = (until: string | null, local: string | null, n: number, reason = 'quiet_hours') => ({
  reason,
  label: reason === 'quiet_hours' ? 'Quiet hours' : 'Enough texts for now',
  until,
  local,
  n,
});

it('puts whoever waits for the same hour of their own into one line', () => {
  const [morning, noon, cap] = groupWaits(
    [
      wait('2026-11-22T13:00:00Z', '2026-11-22T08:00', 1_000),
      wait('2026-11-22T14:00:00Z', '2026-11-22T08:00', 204),
      wait('2026-11-22T18:00:00Z', null, 1),
      wait('2026-11-24T18:00:00Z', null, 7, 'frequency_cap'),
    ],
    'America/New_York',
  );
  expect(morning).toMatchObject({ n: 1_204, words: 'wait until Sunday, 8:00 at their place' });
  expect(morning?.hint).toMatch(/^Sun.*8:00.*to 9:00.*here$/);
  expect(noon).toMatchObject({ n: 1, hint: 'as they may be in several places' });
  expect(noon?.words).toMatch(/^waits until Sun/);
  expect(cap).toMatchObject({ n: 7, hint: 'they have had as many texts lately as you allow' });
});

it('says what else somebody waits for whose hours come after it', () => {
  const [cap] = groupWaits([wait('2026-11-22T13:00:00Z', '2026-11-22T08:00', 1, 'frequency_cap')], 'America/New_York');
  expect(cap?.words).toBe('waits until Sunday, 8:00 at their place');
  expect(cap?.hint).toMatch(/^they have had as many texts lately as you allow.*8:00.*here$/);
});

it('says that the cap of the sender puts somebody off', () => {
  const [capped] = groupWaits([wait('2026-11-22T08:00:00Z', null, 6, 'daily_cap')], 'America/New_York');
  expect(capped?.words).toMatch(/^wait until .*3:00/);
  expect(capped?.hint).toBe('the daily cap of the sender is used up before their turn');
});

it('names no moment for those who may have asked to stop: they wait for a member', () => {
  const doubts = [wait(null, null, 4, 'asked_to_stop_maybe')];
  const groups = groupWaits(doubts, 'America/New_York');
  expect(groups).toEqual([
    {
      key: 'asked_to_stop_maybe',
      n: 4,
      words: 'wait until you say whether they asked to stop',
      hint: 'in the inbox, under “Meant stop?”',
    },
  ]);
});
