import type { Lane, QueueMinute } from '@tidings/core/contract/queue';
import { describe, expect, it } from 'vitest';
import { countWords, laneState, sumMinutes, waitWords } from './queue-words.ts';

const lane: Lane = {
  sender_id: '0190c2f0-0000-7000-8000-000000000001',
  name: 'Office',
  address: '+12025550100',
  channel: 'sms',
  sandbox: true,
  workspace: { id: '0190c2f0-0000-7000-8000-000000000002', name: 'Hillside' },
  connection: { name: 'Sandbox', status: 'working' },
  rate_per_second: 10,
  paused_at: null,
  pause_reason: null,
  paused_by: null,
  stopped: null,
  capped: false,
  cap_resets_at: null,
  catching_up_until: null,
  due: 0,
  later: 0,
  leased: 0,
  unknown: 0,
  waiting_since: null,
  last_lease_at: null,
};

describe('a lane in words', () => {
  it.each<[string, Partial<Lane>]>([
    ['Ready', {}],
    ['Ready', { due: 3 }],
    ['Sending', { leased: 1 }],
    ['Sending', { waiting_since: '2026-11-20T15:00:00Z' }],
    ['Daily cap reached', { capped: true, waiting_since: '2026-11-20T15:00:00Z' }],
    ['Connection has a problem', { connection: { name: 'Main', status: 'failing' } }],
    ['Paused', { paused_at: '2026-11-20T15:00:00Z', paused_by: 'member', leased: 2 }],
    ['Stopped', { stopped: { of: 'workspace', by: 'Ada', reason: 'Wrong text' }, leased: 2 }],
    ['Stopped by operator', { stopped: { of: 'installation', by: 'Olive', reason: 'Move' }, paused_at: '2026-11-20T15:00:00Z' }],
    ['Paused by itself', { paused_at: '2026-11-20T15:00:00Z', paused_by: 'failures' }],
  ])('is %s', (label, change) => {
    expect(laneState({ ...lane, ...change }).label).toBe(label);
  });
});

it('says why a lane is stopped', () => {
  const stopped = { of: 'workspace', by: 'Ada', reason: 'Wrong text' } as const;
  expect(laneState({ ...lane, stopped }).words).toBe('All sending of this workspace is stopped: Wrong text');
});

it('says when a lane goes on whose daily cap is reached', () => {
  const { words } = laneState({ ...lane, capped: true, cap_resets_at: '2026-11-20T12:30:00Z' });
  expect(words).toMatch(/^It goes on .*20.*:30.*\.$/);
});

it('stops counting where the server does', () => {
  expect([countWords(10_000), countWords(10_001)]).toEqual(['10,000', '10,000+']);
});

it('writes waiting times short', () => {
  expect([0, 420, 9_940, 42_000, 600_000, 7_200_000].map(waitWords)).toEqual(['0 s', '0.4 s', '9.9 s', '42 s', '10 min', '2 h']);
});

it('weighs the waiting time of each minute by what it sent', () => {
  const minute = (handed_over: number, average_wait_ms: number | null): QueueMinute => ({
    at: '2026-11-20T15:00:00Z',
    handed_over,
    delivered: 0,
    failed: 0,
    unknown: 0,
    again: 0,
    average_wait_ms,
    longest_wait_ms: average_wait_ms,
  });
  expect(sumMinutes([minute(90, 1_000), minute(10, 11_000), minute(0, null)])).toMatchObject({
    handedOver: 100,
    averageWaitMs: 2_000,
    longestWaitMs: 11_000,
  });
  expect(sumMinutes([minute(0, null)]).averageWaitMs).toBeNull();
});
