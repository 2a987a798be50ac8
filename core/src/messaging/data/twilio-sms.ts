import type { PriceTable } from './price-entry.ts';

/**
 * Per segment, from an ordinary number. Only countries for which a figure is remembered well enough to plan with; any other has an unknown
 * price, which is said and never taken for nothing. What the provider reports per message corrects each of them (see reported prices).
 */
export const twilioSms: PriceTable = {
  provider: 'twilio',
  channel: 'sms',
  currency: 'USD',
  asOf: '2026-11-01',
  source: 'twilio.com/en-us/sms/pricing, remembered and not checked against the page; carriers’ fees for registered traffic',
  entries: [
    // Carriers' fees lie between 0.0030 and 0.0050 for registered traffic.
    { country: 'US', micros: 8_300, surchargeMicros: 4_000, sureness: 'published' },
    { country: 'PR', micros: 8_300, surchargeMicros: 4_000, sureness: 'rough' },
    { country: 'CA', micros: 8_300, surchargeMicros: 6_000, sureness: 'rough' },
    { country: 'MX', micros: 65_000, sureness: 'rough' },
    { country: 'GB', micros: 56_000, sureness: 'rough' },
    { country: 'IE', micros: 84_000, sureness: 'rough' },
    { country: 'DE', micros: 112_000, sureness: 'rough' },
    { country: 'AT', micros: 110_000, sureness: 'rough' },
    { country: 'CH', micros: 78_000, sureness: 'rough' },
    { country: 'FR', micros: 80_000, sureness: 'rough' },
    { country: 'BE', micros: 113_000, sureness: 'rough' },
    { country: 'NL', micros: 109_000, sureness: 'rough' },
    { country: 'ES', micros: 86_000, sureness: 'rough' },
    { country: 'IT', micros: 98_000, sureness: 'rough' },
    { country: 'PL', micros: 52_000, sureness: 'rough' },
    { country: 'SE', micros: 66_000, sureness: 'rough' },
    { country: 'NO', micros: 80_000, sureness: 'rough' },
    { country: 'DK', micros: 61_000, sureness: 'rough' },
    { country: 'FI', micros: 93_000, sureness: 'rough' },
    { country: 'AU', micros: 52_000, sureness: 'rough' },
    { country: 'BR', micros: 62_000, sureness: 'rough' },
    { country: 'IN', micros: 84_000, sureness: 'rough' },
  ],
};
