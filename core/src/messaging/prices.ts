/**
 * List prices of an SMS segment sent from an ordinary number, in millionths of a US dollar, carrier fees included.
 * Estimates for a forecast, rounded up, not a price list: what the provider reports per message is the truth.
 * US: 0.0083 plus a carrier fee that lies between 0.0030 and 0.0050 for registered traffic.
 */
export const pricesAsOf = '2026-11-01';

export const smsSegmentMicros: Readonly<Record<string, number>> = {
  US: 12_300,
  PR: 12_300,
  CA: 14_300,
  MX: 65_000,
  GB: 56_000,
  IE: 84_000,
  DE: 112_000,
  AT: 110_000,
  CH: 78_000,
  FR: 80_000,
  BE: 113_000,
  NL: 109_000,
  ES: 86_000,
  PT: 60_000,
  IT: 98_000,
  PL: 52_000,
  SE: 66_000,
  NO: 80_000,
  DK: 61_000,
  FI: 93_000,
  AU: 52_000,
  NZ: 110_000,
  BR: 62_000,
  AR: 78_000,
  CL: 68_000,
  CO: 60_000,
  IN: 84_000,
  PH: 205_000,
  SG: 62_000,
  JP: 89_000,
  ZA: 110_000,
  NG: 400_000,
  KE: 300_000,
};

/** For a country without a row: on the dear side, so that a forecast does not promise too little. */
export const otherCountryMicros = 150_000;

/** What media adds: an MMS is one message whatever its length. Only the United States and Canada have it. */
export const mmsMicros: Readonly<Record<string, number>> = { US: 32_000, CA: 32_000 };
