import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgePastFailures, mattersInThePast, type PastFailures } from './past-failures.ts';

const day = 86_400_000;
const start = Date.parse('2026-01-01T12:00:00Z');
const at = (days: number): number => start + days * day;
const past = (codes: readonly (readonly [number, number])[], more: Partial<PastFailures> = {}): PastFailures => ({
  failures: codes.map(([days, code]) => ({ messageId: `m${days}`, code, at: at(days) })),
  suppressed: false,
  lastDeliveredAt: null,
  lastAllowedAt: null,
  ...more,
});

describe('past failures', () => {
  it('would suppress what today suppresses at once, with the code and message', () => {
    expect(judgePastFailures(past([[0, 30005]]))).toMatchObject({
      outcome: 'change',
      kind: 'dead',
      code: 30005,
      evidence: [{ messageId: 'm0' }],
    });
    expect(
      judgePastFailures(
        past([
          [0, 21610],
          [5, 30005],
        ]),
      ),
    ).toMatchObject({ outcome: 'change', kind: 'opt_out', code: 21610 });
  });

  it('leave alone what was delivered, allowed or suppressed since', () => {
    expect(judgePastFailures(past([[0, 30005]], { lastDeliveredAt: at(3) }))?.outcome).toBe('delivered_since');
    expect(judgePastFailures(past([[4, 30005]], { lastDeliveredAt: at(3) }))?.outcome).toBe('change');
    expect(judgePastFailures(past([[0, 30005]], { lastAllowedAt: at(3) }))?.outcome).toBe('allowed_since');
    expect(judgePastFailures(past([[0, 30005]], { suppressed: true }))?.outcome).toBe('known');
  });

  it('count what says little alone by the same rule as today', () => {
    expect(
      judgePastFailures(
        past([
          [0, 30003],
          [3, 30003],
        ]),
      )?.outcome,
    ).toBe('too_few');
    expect(
      judgePastFailures(
        past([
          [0, 30003],
          [3, 30003],
          [8, 30003],
        ]),
      ),
    ).toMatchObject({
      outcome: 'change',
      kind: 'unreachable',
      words: '3 messages in 8 days did not reach the phone.',
    });
    const failures = [
      [0, 30003],
      [3, 30003],
      [8, 30003],
    ] as const;
    expect(judgePastFailures(past(failures, { lastDeliveredAt: at(9) }))?.outcome).toBe('delivered_since');
    expect(judgePastFailures(past(failures, { lastAllowedAt: at(5) }))?.outcome).toBe('allowed_since');
  });

  it('ignore codes that say nothing about the number, and those that close another channel', () => {
    for (const code of [30007, 20003, 30011, 63003, 99_999, 30410]) expect(mattersInThePast(code)).toBe(false);
    expect(
      judgePastFailures(
        past([
          [0, 30007],
          [1, 99_999],
        ]),
      ),
    ).toBeNull();
  });

  it('never suppress after a later delivery or a later permission, whatever came before', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 100 }), fc.constantFrom(30003, 30005, 30008, 21610, 30006))),
        fc.boolean(),
        (codes, delivered) => {
          const later = delivered ? { lastDeliveredAt: at(101) } : { lastAllowedAt: at(101) };
          expect(judgePastFailures(past(codes, later))?.outcome).not.toBe('change');
        },
      ),
    );
  });
});
