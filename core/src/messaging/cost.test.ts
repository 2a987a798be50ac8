import { describe, expect, it } from 'vitest';
import { cautiousCost, forecastCost, formatMicros, priceMicros, textCost } from './cost.ts';
import { twilioSms } from './data/twilio-sms.ts';
import { cautiousSegmentMicros, lookupMicros, medianMicros, priceBook } from './prices.ts';
import { spendingLeft } from './spending.ts';

const book = priceBook('twilio');

describe('the cost of a text', () => {
  it('is its segments times what provider and carriers take in the country', () => {
    expect(textCost(book, 'US', 3)).toBe(3 * (8_300 + 4_000));
  });

  it('is unknown where the country has no price, and never nothing', () => {
    expect(textCost(book, 'XX', 1)).toBeUndefined();
    expect(textCost(book, null, 1)).toBeUndefined();
    expect(cautiousCost(book, 'XX', 2)).toBe(2 * cautiousSegmentMicros);
    expect(textCost(priceBook('another'), 'US', 1)).toBeUndefined();
  });

  it('follows what the provider charged lately, and keeps what the carriers add', () => {
    const own = priceBook('twilio', [
      { country: 'US', micros: 7_900, samples: 9, asOf: '2026-11-20' },
      { country: 'XX', micros: 5, samples: 1, asOf: '2026-11-20' },
    ]);
    expect(textCost(own, 'US', 1)).toBe(7_900 + 4_000);
    expect(own.get('US')).toMatchObject({ basis: 'reported', asOf: '2026-11-20' });
    expect(textCost(own, 'XX', 2)).toBe(10);
    expect(textCost(own, 'CA', 1)).toBe(textCost(book, 'CA', 1));
  });

  it('comes from whole millionths with a date and a source', () => {
    for (const { micros, surchargeMicros = 0 } of twilioSms.entries) {
      expect(Number.isInteger(micros) && Number.isInteger(surchargeMicros)).toBe(true);
      expect(micros).toBeGreaterThan(0);
    }
    expect(new Set(twilioSms.entries.map((one) => one.country)).size).toBe(twilioSms.entries.length);
    expect(twilioSms.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(lookupMicros('twilio')).toBeGreaterThan(0);
  });
});

describe('a forecast', () => {
  it('adds up by country, the unknown first and apart from the sum', () => {
    const forecast = forecastCost(
      book,
      [
        { country: 'US', n: 2 },
        { country: 'DE', n: 1 },
        { country: 'US', n: 1 },
        { country: 'JM', n: 4 },
        { country: null, n: 0 },
      ],
      2,
    );
    expect(forecast.countries).toEqual([
      { country: 'JM', messages: 4, segments: 8, micros: undefined },
      { country: 'DE', messages: 1, segments: 2, micros: 224_000 },
      { country: 'US', messages: 3, segments: 6, micros: 73_800 },
    ]);
    expect(forecast).toMatchObject({ micros: 297_800, unpriced: 4, cautiousMicros: 297_800 + 8 * cautiousSegmentMicros });
  });
});

describe('the median of reported prices', () => {
  it.each([
    [[], undefined],
    [[8_300], 8_300],
    [[8_300, 900_000, 8_300], 8_300],
    [[8_000, 9_000], 9_000],
  ])('of %j is %s', (samples, median) => expect(medianMicros(samples)).toBe(median));
});

describe('a price as the provider writes it', () => {
  it.each([
    ['-0.00830', 8_300],
    ['-0.0166', 16_600],
    ['0.075', 75_000],
    ['-12', 12_000_000],
    ['-0.0000005', 1],
    ['0', 0],
    ['', undefined],
    ['free', undefined],
    ['1e3', undefined],
  ])('%j', (text, micros) => expect(priceMicros(text)).toBe(micros));
});

describe('what may still be spent', () => {
  it('is what the tighter limit leaves', () => {
    expect(spendingLeft({ daily: null, monthly: null }, { today: 5, month: 9 })).toBeNull();
    expect(spendingLeft({ daily: 10, monthly: null }, { today: 4, month: 99 })).toEqual({ micros: 6, period: 'daily' });
    expect(spendingLeft({ daily: 10, monthly: 20 }, { today: 4, month: 19 })).toEqual({ micros: 1, period: 'monthly' });
    expect(spendingLeft({ daily: 3, monthly: 20 }, { today: 4, month: 4 })).toEqual({ micros: -1, period: 'daily' });
    expect(spendingLeft({ daily: 0, monthly: 20 }, { today: 0, month: 0 })).toEqual({ micros: 0, period: 'daily' });
  });
});

it.each([
  [0, '$0.00'],
  [12_300, '$0.0123'],
  [1_234_560_000, '$1,234.56'],
  [-500_000, '-$0.5000'],
])('shows %d as %s', (micros, text) => {
  expect(formatMicros(micros)).toBe(text);
});
