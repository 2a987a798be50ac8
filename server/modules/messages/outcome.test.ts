import { describe, expect, it } from 'vitest';
import type { SendResult } from '../../providers/sms/contract.ts';
import { type AttemptFacts, decideOutcome } from './outcome.ts';

const now = new Date('2026-11-20T15:00:00Z');
const facts: AttemptFacts = { attempt: 1, now, random: 0, usefulUntil: null };
const refused = (code: number | undefined): SendResult => ({ kind: 'refused', code, words: 'No.' });
const later = (outcome: ReturnType<typeof decideOutcome>) =>
  outcome.kind === 'retry' ? outcome.at.getTime() - now.getTime() : undefined;

describe('what follows from an answer', () => {
  it('taken is accepted, and unknown stays unknown', () => {
    expect(decideOutcome({ kind: 'accepted', providerId: 'SM1' }, facts)).toEqual({ kind: 'accepted', providerId: 'SM1' });
    expect(decideOutcome({ kind: 'unknown', words: 'Reset.' }, facts)).toEqual({ kind: 'unknown', words: 'Reset.' });
  });

  it.each<[string, number | undefined, object]>([
    ['an opt-out known there', 21610, { reason: 'opted_out', suppress: { suppressAs: 'opt_out' }, pauseSender: false }],
    ['an invalid number', 21211, { reason: 'number_invalid', suppress: { suppressAs: 'invalid' }, pauseSender: false }],
    ['a text that is too long', 21617, { reason: 'body_too_long', suppress: undefined, pauseSender: false }],
    ['wrong credentials', 20003, { suppress: undefined, pauseSender: true }],
    ['a number not ours', 21606, { suppress: undefined, pauseSender: true }],
    ['a country that is switched off', 21408, { reason: 'account_problem', suppress: undefined, pauseSender: false }],
    ['a code nobody knows', 99_999, { reason: 'provider_refused', suppress: undefined, pauseSender: false }],
    ['no code', undefined, { reason: 'provider_refused', suppress: undefined, pauseSender: false }],
  ])('refused for %s ends as failed', (_, code, expected) => {
    expect(decideOutcome(refused(code), facts)).toMatchObject({ kind: 'ended', to: 'failed', code, ...expected });
  });

  it('a refusal that passes is tried again after what its code asks for', () => {
    expect(later(decideOutcome(refused(30001), facts))).toBeGreaterThanOrEqual(600_000);
    expect(decideOutcome(refused(20429), facts)).toMatchObject({ kind: 'retry', code: 20429 });
  });

  it('a refusal that may hide a delivery is unknown, never simply tried again', () => {
    expect(decideOutcome(refused(20500), facts)).toEqual({ kind: 'unknown', words: 'No.' });
    expect(decideOutcome(refused(30410), facts).kind).toBe('unknown');
  });

  it('busy is tried again soon, and not before what the provider asked for', () => {
    const busy = { kind: 'busy', code: 20429, retryAfterMs: undefined, words: 'Slower.' } as const;
    expect(later(decideOutcome(busy, facts))).toBe(500);
    expect(later(decideOutcome({ ...busy, retryAfterMs: 30_000 }, { ...facts, random: 0.5 }))).toBe(30_500);
    expect(decideOutcome(busy, { ...facts, attempt: 11 }).kind).toBe('retry');
    expect(decideOutcome(busy, { ...facts, attempt: 12 })).toMatchObject({
      kind: 'ended',
      to: 'failed',
      reason: 'provider_busy',
    });
  });

  it('not sent is tried again with growing pauses over the hours that a provider may be away', () => {
    const notSent = { kind: 'not_sent', words: 'Refused connection.' } as const;
    const waits = [1, 2, 3].map((attempt) => later(decideOutcome(notSent, { ...facts, attempt })));
    expect(waits).toEqual([2_500, 10_000, 40_000]);
    const all = Array.from({ length: 17 }, (_, index) => later(decideOutcome(notSent, { ...facts, attempt: index + 1 })));
    const hours = all.reduce<number>((sum, ms) => sum + (ms ?? 0), 0) / 3_600_000;
    expect(hours).toBeGreaterThan(3);
    expect(hours).toBeLessThan(8);
    expect(decideOutcome(notSent, { ...facts, attempt: 18 })).toMatchObject({
      kind: 'ended',
      to: 'failed',
      reason: 'provider_error',
    });
  });

  it('what would come too late is not tried again: it expires', () => {
    const soon = { ...facts, usefulUntil: new Date(now.getTime() + 400) };
    const busy = { kind: 'busy', code: undefined, retryAfterMs: undefined, words: 'Slower.' } as const;
    expect(decideOutcome(busy, soon)).toMatchObject({ kind: 'ended', to: 'expired', reason: 'expired', pauseSender: false });
  });
});
