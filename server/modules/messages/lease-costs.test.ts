import { priceBook } from '@tidings/core/messaging/prices';
import { describe, expect, it } from 'vitest';
import type { CostFacts } from '../costs/settings-store.ts';
import { LeaseCosts } from './lease-costs.ts';

const facts: CostFacts = {
  country: 'US',
  mode: 'live',
  allowedCountries: null,
  dailyLimit: null,
  monthlyLimit: null,
  askAbove: null,
  day: '2026-11-21',
  spentToday: 0,
  spentMonth: 0,
};
const open = (wish: Partial<CostFacts> = {}) => LeaseCosts.of({ ...facts, ...wish }, priceBook('twilio'));
const bulk = { address: '+12025550101', source: 'broadcast' };
const reply = { ...bulk, source: 'reply' };
const segment = 12_300;

describe('the money of a lease', () => {
  it('holds nothing without limits', () => {
    expect(open().affords(bulk, 1_000_000)).toBe(true);
    expect(open().factsOf(bulk)).toBeNull();
    expect(open().held).toBeUndefined();
  });

  it('lets bulk go as long as what is left pays for all of it', () => {
    const costs = open({ dailyLimit: 3 * segment, spentToday: segment });
    expect(costs.affords(bulk, 2)).toBe(true);
    expect(costs.affords(bulk, 3)).toBe(false);
    costs.note(bulk, 1);
    expect(costs.affords(bulk, 1)).toBe(true);
    expect(costs.affords(bulk, 2)).toBe(false);
  });

  it('lets replies go over the limit, and counts them', () => {
    const costs = open({ monthlyLimit: segment, dailyLimit: 100 * segment });
    expect(costs.affords(reply, 5)).toBe(true);
    costs.note(reply, 5);
    expect(costs.affords(bulk, 1)).toBe(false);
    expect(costs.factsOf(bulk)).toEqual({ leftMicros: -4 * segment, atLeastMicros: segment });
  });

  it('says for which limit the first waits, and what that needs', () => {
    const costs = open({ monthlyLimit: 0, dailyLimit: 5 });
    costs.hold(bulk, 2);
    costs.hold(bulk, 9);
    expect(costs.held).toEqual({ period: 'monthly', neededMicros: 2 * segment });
  });

  it('goes on in a copy without changing the first', () => {
    const costs = open({ dailyLimit: segment });
    const copy = costs.copy();
    copy.note(bulk, 1);
    expect(copy.affords(bulk, 1)).toBe(false);
    expect(costs.affords(bulk, 1)).toBe(true);
  });

  it('takes an unknown price for a dear one', () => {
    expect(open({ dailyLimit: 149_999 }).affords({ address: '+18765550101', source: 'direct' }, 1)).toBe(false);
    expect(open({ dailyLimit: 150_000 }).affords({ address: '+18765550101', source: 'direct' }, 1)).toBe(true);
  });
});
