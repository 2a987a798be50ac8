import { describe, expect, it } from 'vitest';
import {
  type BroadcastEvent,
  type BroadcastState,
  broadcastStates,
  isEditable,
  isOver,
  nextBroadcastState,
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
    ['scheduled', 'cancel', 'cancelled'],
    ['planning', 'planned', 'sending'],
    ['planning', 'cancel', 'cancelled'],
    ['sending', 'pause', 'paused'],
    ['paused', 'resume', 'sending'],
    ['paused', 'cancel', 'cancelled'],
    ['sending', 'finish', 'completed'],
  ])('%s, on %s, becomes %s', (state, event, expected) => {
    expect(nextBroadcastState(state, event, { planned: true })).toBe(expected);
  });

  it('returns to planning when it was paused before its messages were written down', () => {
    expect(nextBroadcastState('planning', 'pause', { planned: false })).toBe('paused');
    expect(nextBroadcastState('paused', 'resume', { planned: false })).toBe('planning');
  });

  it('sends only once: nothing but a draft or a scheduled one takes "send"', () => {
    const takers = broadcastStates.filter((state) => nextBroadcastState(state, 'send', { planned: true }) !== null);
    expect(takers).toEqual(['draft', 'scheduled']);
  });

  it('stays over once it is over', () => {
    for (const state of broadcastStates.filter(isOver))
      for (const event of events) expect(nextBroadcastState(state, event, { planned: true })).toBeNull();
  });

  it('is edited only as a draft', () => {
    expect(broadcastStates.filter(isEditable)).toEqual(['draft']);
  });
});
