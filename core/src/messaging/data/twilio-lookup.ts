import type { PriceTable } from './price-entry.ts';

/** Per lookup of the line type; one price for every country, kept under `ZZ`. */
export const twilioLookup: PriceTable = {
  provider: 'twilio',
  channel: 'lookup',
  currency: 'USD',
  asOf: '2026-11-01',
  source: 'twilio.com/en-us/user-authentication-identity/pricing/lookup, remembered and not checked against the page',
  entries: [{ country: 'ZZ', micros: 8_000, sureness: 'rough' }],
};
