import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateExplanation, stateLabel } from './state-words.ts';
import {
  finalStates,
  isFinal,
  isMoving,
  type MessageState,
  mayBecome,
  messageStates,
  nextState,
  requeue,
  stateRank,
  statesBefore,
} from './states.ts';

const anyState = fc.constantFrom(...messageStates);
const receipts = ['accepted', 'sent', 'delivered', 'failed'] as const;

describe('the message status machine', () => {
  it.each<[MessageState, MessageState, MessageState]>([
    ['planned', 'queued', 'queued'],
    ['queued', 'leased', 'leased'],
    ['leased', 'accepted', 'accepted'],
    ['leased', 'delivered', 'delivered'],
    ['leased', 'unknown', 'unknown'],
    ['unknown', 'accepted', 'accepted'],
    ['unknown', 'sent', 'sent'],
    ['unknown', 'delivered', 'delivered'],
    ['unknown', 'failed', 'failed'],
    ['unknown', 'cancelled', 'unknown'],
    ['unknown', 'expired', 'unknown'],
    ['unknown', 'leased', 'unknown'],
    ['accepted', 'unknown', 'accepted'],
    ['sent', 'accepted', 'sent'],
    ['sent', 'cancelled', 'sent'],
    ['accepted', 'cancelled', 'cancelled'],
    ['delivered', 'failed', 'delivered'],
    ['failed', 'delivered', 'delivered'],
    ['failed', 'sent', 'failed'],
    ['skipped', 'queued', 'skipped'],
    ['cancelled', 'leased', 'cancelled'],
    ['expired', 'delivered', 'expired'],
    ['queued', 'unknown', 'queued'],
    ['queued', 'delivered', 'delivered'],
  ])('from %s, %s leads to %s', (current, incoming, expected) => {
    expect(nextState(current, incoming)).toBe(expected);
  });

  it('never goes back, whatever arrives in whatever order', () => {
    fc.assert(
      fc.property(anyState, fc.array(anyState), (start, events) => {
        let current = start;
        for (const event of events) {
          const next = nextState(current, event);
          expect(stateRank[next]).toBeGreaterThanOrEqual(stateRank[current]);
          if (isFinal(current) && next !== current) expect([current, next]).toEqual(['failed', 'delivered']);
          current = next;
        }
      }),
    );
  });

  it('ends the same however the receipts of a message are ordered and repeated', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...receipts), { minLength: 1 }), fc.infiniteStream(fc.nat()), (set, random) => {
        const shuffled = [...set, ...set].sort(() => ((random.next().value ?? 0) % 3) - 1);
        const inOrder = receipts.filter((state) => set.includes(state)).reduce<MessageState>(nextState, 'leased');
        const expected = set.includes('delivered') ? 'delivered' : inOrder;
        expect(shuffled.reduce<MessageState>(nextState, 'leased')).toBe(expected);
      }),
    );
  });

  it('does nothing when the same event comes twice', () => {
    for (const state of messageStates) expect(mayBecome(state, state)).toBe(false);
  });

  it('lists for SQL exactly the states that nextState lets through', () => {
    for (const incoming of messageStates) {
      const allowed = messageStates.filter((state) => nextState(state, incoming) === incoming && state !== incoming);
      expect(statesBefore(incoming)).toEqual(allowed);
    }
  });

  it('counts every state once in the ledger', () => {
    for (const state of messageStates) {
      expect([isFinal(state), isMoving(state), state === 'sent', state === 'unknown'].filter(Boolean)).toHaveLength(1);
    }
  });
});

describe('requeue', () => {
  it('is the only way back, and never from a final state', () => {
    const causes = ['not_taken', 'not_at_provider', 'confirmed_by_member', 'temporary_failure'] as const;
    for (const cause of causes) for (const state of finalStates) expect(requeue(state, cause)).toBe(state);
  });

  it('sends an unknown message again only when the provider does not have it or a person decided', () => {
    expect(requeue('unknown', 'not_at_provider')).toBe('queued');
    expect(requeue('unknown', 'confirmed_by_member')).toBe('queued');
    expect(requeue('unknown', 'not_taken')).toBe('unknown');
    expect(requeue('leased', 'not_taken')).toBe('queued');
  });
});

describe('words for states', () => {
  it('names and explains every state and never mixes accepted, sent and delivered', () => {
    const labels = messageStates.map(stateLabel);
    expect(new Set(labels).size).toBe(messageStates.length);
    for (const state of messageStates) expect(stateExplanation(state)).toMatch(/^[A-Z].+\.$/);
  });
});
