import { describe, expect, it } from 'vitest';
import {
  type BroadcastEvent,
  type BroadcastState,
  broadcastStateExplanation,
  broadcastStateLabel,
  broadcastStates,
  isEditable,
  isOver,
  nextBroadcastState,
  settlingCount,
} from './broadcast-states.ts';

const events: readonly BroadcastEvent[] = [
  'schedule',
  'unschedule',
  'send',
  'due',
  'planned',
  'pause',
  'resume',
  'cancel',
  'finish',
  'fail',
];

describe('the life of a broadcast', () => {
  it.each<[BroadcastState, BroadcastEvent, BroadcastState]>([
    ['draft', 'send', 'planning'],
    ['draft', 'schedule', 'scheduled'],
    ['scheduled', 'unschedule', 'draft'],
    ['scheduled', 'due', 'planning'],
    ['scheduled', 'overdue', 'paused'],
    ['scheduled', 'cancel', 'cancelled'],
    ['planning', 'planned', 'sending'],
    ['planning', 'cancel', 'cancelled'],
    ['sending', 'pause', 'paused'],
    ['paused', 'resume', 'sending'],
    ['paused', 'cancel', 'cancelled'],
    ['sending', 'finish', 'completed'],
    ['completed', 'retry', 'sending'],
  ])('%s, on %s, becomes %s', (state, event, expected) => {
    expect(nextBroadcastState(state, event, { planned: true })).toBe(expected);
  });

  it('returns to planning when it was paused before its messages were written down', () => {
    expect(nextBroadcastState('planning', 'pause', { planned: false })).toBe('paused');
    expect(nextBroadcastState('paused', 'resume', { planned: false })).toBe('planning');
  });

  it('becomes a draft again from a pause only before anything was written down', () => {
    expect(nextBroadcastState('paused', 'unschedule', { planned: false })).toBe('draft');
    expect(nextBroadcastState('paused', 'unschedule', { planned: true })).toBeNull();
  });

  it('sends only once: nothing but a draft or a scheduled one takes "send"', () => {
    const takers = broadcastStates.filter((state) => nextBroadcastState(state, 'send', { planned: true }) !== null);
    expect(takers).toEqual(['draft', 'scheduled']);
  });

  it('stays over once it is over, unless something of it is tried again', () => {
    for (const state of broadcastStates.filter(isOver))
      for (const event of events) expect(nextBroadcastState(state, event, { planned: true })).toBeNull();
  });

  it('is edited only as a draft', () => {
    expect(broadcastStates.filter(isEditable)).toEqual(['draft']);
  });
});

describe('a broadcast of which only outcomes are open', () => {
  const open = { planned: 0, queued: 0, leased: 0, unknown: 30 };

  it('counts them once nothing else is left to do', () => {
    expect(settlingCount('sending', open)).toBe(30);
    expect(settlingCount('sending', { ...open, unknown: 0 })).toBe(0);
    for (const state of ['planned', 'queued', 'leased'] as const)
      expect(settlingCount('sending', { ...open, [state]: 1 })).toBe(0);
    for (const state of broadcastStates.filter((one) => one !== 'sending')) expect(settlingCount(state, open)).toBe(0);
  });

  it('says so instead of that it is being sent', () => {
    expect(broadcastStateLabel('sending', 30)).toBe('Sent, checking 30');
    expect(broadcastStateExplanation('sending', 30)).toBe(
      'The provider did not answer for 30 messages; its list is asked until it is known.',
    );
    expect(broadcastStateExplanation('sending', 1)).toContain('for 1 message;');
    expect(broadcastStateLabel('sending')).toBe('Sending');
  });
});
