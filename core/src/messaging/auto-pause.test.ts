import { describe, expect, it } from 'vitest';
import { type AutoPauseRule, decideAutoPause, defaultAutoPause, type SenderRecord } from './auto-pause.ts';

const record = (change: Partial<SenderRecord> = {}): SenderRecord => ({
  handedOver: 0,
  failed: 0,
  refused: 0,
  unknown: 0,
  troubled: 0,
  ...change,
});
const rule = (change: Partial<AutoPauseRule> = {}): AutoPauseRule => ({ ...defaultAutoPause, ...change });

describe('pausing a sender by itself', () => {
  it.each<[string, SenderRecord, boolean]>([
    ['nothing happened', record(), false],
    ['all arrived', record({ handedOver: 10_000 }), false],
    ['one short of the minimum, all failed', record({ failed: 49, refused: 49 }), false],
    ['the minimum, all failed', record({ failed: 50, refused: 50 }), true],
    ['refused at the hand-over by half', record({ handedOver: 50, failed: 50, refused: 50 }), true],
    ['one less than half', record({ handedOver: 51, failed: 50, refused: 50 }), false],
    ['taken, then all failed by receipt', record({ handedOver: 60, failed: 60 }), true],
    ['taken, then a tenth failed by receipt', record({ handedOver: 1_000, failed: 100 }), false],
    ['the provider cannot be reached', record({ troubled: 50 }), true],
    ['the provider never answers', record({ unknown: 50 }), true],
    ['some of each', record({ handedOver: 40, failed: 20, refused: 20, unknown: 20, troubled: 20 }), true],
    ['receipts of an hour ago come in while nothing is sent', record({ failed: 60 }), true],
  ])('%s', (_, facts, pause) => {
    expect(decideAutoPause(facts, defaultAutoPause).pause).toBe(pause);
  });

  it('keeps to the workspace’s rule', () => {
    expect(decideAutoPause(record({ failed: 5, handedOver: 5 }), rule({ minimum: 5, share: 1 })).pause).toBe(true);
    expect(decideAutoPause(record({ failed: 5, handedOver: 6 }), rule({ minimum: 5, share: 1 })).pause).toBe(false);
    expect(decideAutoPause(record({ failed: 5_000 }), rule({ enabled: false })).pause).toBe(false);
  });

  it('says what it saw, never more failures than attempts', () => {
    const decision = decideAutoPause(record({ handedOver: 80, failed: 62 }), rule({ windowMinutes: 1 }));
    expect(decision).toMatchObject({ failures: 62, attempts: 80, words: '62 of 80 attempts failed in the last minute (78%).' });
    expect(decideAutoPause(record({ failed: 70 }), rule())).toMatchObject({ failures: 70, attempts: 70 });
  });
});
