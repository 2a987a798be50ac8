import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyErrorCode } from './error-codes.ts';
import { type CountedFailure, decideSoftFailures, isSoftFailure, softFailureRules } from './soft-failures.ts';

const day = 86_400_000;
const start = Date.parse('2026-05-01T12:00:00Z');
const failed = (days: number, code = 30003, messageId = `m${days}`): CountedFailure => ({
  messageId,
  code,
  at: start + days * day,
});

describe('failures that are counted', () => {
  it('suppress after three messages over a week, with the evidence', () => {
    const failures = [failed(0), failed(3), failed(7)];
    const { suppress, kept } = decideSoftFailures(failures, null);
    expect(suppress).toEqual({ kind: 'unreachable', words: '3 messages in 7 days did not reach the phone.', evidence: failures });
    expect(kept).toEqual(failures);
  });

  it('do not suppress when they are few, close together, or attempts of one message', () => {
    expect(decideSoftFailures([failed(0), failed(9)], null).suppress).toBeNull();
    expect(decideSoftFailures([failed(0), failed(1), failed(2), failed(6.9)], null).suppress).toBeNull();
    expect(decideSoftFailures([failed(0, 30003, 'a'), failed(5, 30003, 'a'), failed(9, 30003, 'a')], null).suppress).toBeNull();
  });

  it('start anew after a delivery', () => {
    const failures = [failed(0), failed(3), failed(7)];
    expect(decideSoftFailures(failures, start + 4 * day)).toEqual({ kept: [failed(7)], suppress: null });
    expect(decideSoftFailures(failures, start + 8 * day)).toEqual({ kept: [], suppress: null });
  });

  it('need more and longer when the carrier gives no cause', () => {
    const unclear = [0, 6, 12, 18, 24].map((days) => failed(days, 30008));
    expect(decideSoftFailures(unclear, null).suppress).toBeNull();
    expect(decideSoftFailures([...unclear, failed(30, 30008)], null).suppress?.evidence).toHaveLength(6);
  });

  it('are forgotten after half a year', () => {
    expect(decideSoftFailures([failed(0), failed(5), failed(181)], null)).toMatchObject({
      suppress: null,
      kept: [{ messageId: 'm5' }, {}],
    });
  });

  it('of a pair without a route suppress when two senders agree, never for one alone', () => {
    const noRoute = (days: number, senderId: string | null) => ({ ...failed(days, 21612), senderId });
    expect(
      decideSoftFailures(
        [0, 20, 40].map((days) => noRoute(days, 'a')),
        null,
      ).suppress,
    ).toBeNull();
    expect(
      decideSoftFailures(
        [0, 20].map((days) => noRoute(days, null)),
        null,
      ).suppress,
    ).toBeNull();
    const both = [noRoute(0, 'a'), noRoute(0.5, 'a'), noRoute(1, 'b')];
    expect(decideSoftFailures(both, null).suppress).toEqual({
      kind: 'unreachable',
      words: 'From 2 senders no route leads to this number.',
      evidence: both,
    });
    // What another sender has delivered since says that there is a route.
    expect(decideSoftFailures(both, start + 0.9 * day).suppress).toBeNull();
  });

  it('are only those of codes that pass or depend on the sender, never of those that suppress at once', () => {
    for (const code of softFailureRules.flatMap((rule) => rule.codes))
      expect(['retry', 'other_sender']).toContain(classifyErrorCode(code).class);
    for (const code of [30005, 21610, 30007, 20003, 99_999]) expect(isSoftFailure(code)).toBe(false);
  });

  it('decide the same in whatever order they are told, and never suppress without enough messages', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            messageId: fc.constantFrom('a', 'b', 'c', 'd'),
            code: fc.constantFrom(30003, 30008, 30007),
            at: fc.nat(200 * day),
          }),
        ),
        fc.option(fc.nat(200 * day)),
        (failures, delivered) => {
          const unique = [...new Map(failures.map((one) => [`${one.messageId} ${one.at}`, one])).values()];
          const decided = decideSoftFailures(unique, delivered);
          expect(decideSoftFailures(unique.toReversed(), delivered)).toEqual(decided);
          expect(decideSoftFailures(decided.kept, delivered)).toEqual(decided);
          if (!decided.suppress) return;
          expect(new Set(decided.suppress.evidence.map((one) => one.messageId)).size).toBeGreaterThanOrEqual(3);
          if (delivered !== null) for (const one of decided.suppress.evidence) expect(one.at).toBeGreaterThan(delivered);
        },
      ),
    );
  });
});
