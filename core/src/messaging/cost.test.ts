import { describe, expect, it } from 'vitest';
import { estimateCost, formatMicros } from './cost.ts';
import { otherCountryMicros, smsSegmentMicros } from './prices.ts';

describe('the cost estimate', () => {
  it('multiplies segments by the price of the country', () => {
    expect(estimateCost({ country: 'US', segments: 3 })).toMatchObject({ micros: 36_900, currency: 'USD', known: true });
  });

  it('assumes a dear price where it knows none', () => {
    expect(estimateCost({ country: 'XX', segments: 1 })).toMatchObject({ micros: otherCountryMicros, known: false });
    expect(estimateCost({ country: null, segments: 0 })).toMatchObject({ micros: 0, known: false });
  });

  it('bills media per message', () => {
    expect(estimateCost({ country: 'CA', segments: 0, mediaMessages: 2 }).micros).toBe(64_000);
  });

  it('keeps prices in whole millionths', () => {
    for (const price of Object.values(smsSegmentMicros)) expect(Number.isInteger(price)).toBe(true);
  });

  it.each([
    [0, '$0.00'],
    [12_300, '$0.0123'],
    [1_234_560_000, '$1,234.56'],
    [-500_000, '-$0.5000'],
  ])('shows %d as %s', (micros, text) => {
    expect(formatMicros(micros)).toBe(text);
  });
});
