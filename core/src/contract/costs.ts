import { z } from 'zod';
import { spendingPeriods } from '../messaging/spending.ts';
import { Country, Instant } from './common.ts';
import { defineApi } from './endpoint.ts';

/** Millionths of a US dollar. */
const Micros = z
  .number({ error: 'must be a sum in millionths of a US dollar' })
  .int('must be a whole number of millionths')
  .min(0, 'must not be below 0')
  .max(1_000_000_000_000, 'must be at most a million dollars');

/** Bulk that waits because a limit is reached. */
export const SpendHold = z.object({ period: z.enum(spendingPeriods), since: Instant }).meta({ id: 'SpendHold' });
export type SpendHold = z.infer<typeof SpendHold>;

/** What a text to a country costs per segment. */
export const CountryPrice = z
  .object({
    country: Country,
    /** What the provider asks, and what carriers add, per segment. */
    micros: z.number().int(),
    surcharge_micros: z.number().int(),
    /** `reported`: what the provider charged lately; `published`: its public list; `rough`: remembered, not certain. */
    basis: z.enum(['reported', 'published', 'rough']),
    as_of: z.string(),
  })
  .meta({ id: 'CountryPrice' });
export type CountryPrice = z.infer<typeof CountryPrice>;

/** Where messages may go and what they may cost. */
export const Costs = z
  .object({
    currency: z.literal('USD'),
    /** Countries that messages may go to. */
    allowed_countries: z.array(Country),
    /** True while nobody has chosen: the workspace's own country with its territories. */
    allowed_by_default: z.boolean(),
    /** null: no limit. */
    daily_limit_micros: Micros.nullable(),
    monthly_limit_micros: Micros.nullable(),
    /** A broadcast with a dearer forecast asks for its sum to be confirmed; null: never. */
    ask_above_micros: Micros.nullable(),
    /** In the world the workspace is in: played in the sandbox, or live. */
    spent: z.object({ today_micros: z.number().int(), month_micros: z.number().int() }),
    /** null while nothing waits. */
    hold: SpendHold.nullable(),
    lookups: z.boolean(),
    /** For how many days what was looked up is good. */
    lookup_days: z.number().int(),
    /** Per number; null when the provider's price is not known. */
    lookup_micros: z.number().int().nullable(),
    prices: z.array(CountryPrice),
  })
  .meta({ id: 'Costs' });
export type Costs = z.infer<typeof Costs>;

export const CostsChange = z
  .strictObject({
    /** null: back to the workspace's own country with its territories. */
    allowed_countries: z
      .array(Country)
      .min(1, 'must name at least one country')
      .max(260, 'may have at most 260 countries')
      .nullable()
      .optional(),
    daily_limit_micros: Micros.nullable().optional(),
    monthly_limit_micros: Micros.nullable().optional(),
    ask_above_micros: Micros.nullable().optional(),
    lookups: z.boolean().optional(),
    lookup_days: z
      .number()
      .int('must be a whole number')
      .min(1, 'must be at least 1 day')
      .max(365, 'must be at most 365 days')
      .optional(),
  })
  .meta({ id: 'CostsChange' });
export type CostsChange = z.infer<typeof CostsChange>;

export const costsApi = defineApi({
  getCosts: {
    method: 'GET',
    path: '/costs',
    access: 'workspace:read',
    summary: 'Countries that messages may go to, spending limits, what was spent, prices, and lookups.',
    response: Costs,
  },
  updateCosts: {
    method: 'PATCH',
    path: '/costs',
    access: 'workspace:manage',
    summary: 'Changes countries, limits or lookups. What waits for a limit goes on within a second of its being raised.',
    body: CostsChange,
    response: Costs,
  },
});
