import type { CountryPrice } from '@tidings/core/contract/costs';

/** How a price is known. */
export const basisWords: Readonly<Record<CountryPrice['basis'], string>> = {
  reported: 'As your provider charged lately',
  published: 'From the provider’s public list',
  rough: 'A rough assumption',
};
