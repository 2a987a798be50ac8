import { errorCodes } from '@tidings/core/compliance/error-codes';
import { countryOf } from '@tidings/core/contacts/country-of';
import type { Alert } from '@tidings/core/contract/queue';
import type { Tx } from '../../db/database.ts';
import { type CountryRefusal, listCountryRefusals } from './refused-countries-store.ts';

const codes = [...errorCodes.values()].filter((one) => one.countryOnly).map((one) => String(one.code));
const names = new Intl.DisplayNames(['en'], { type: 'region' });
/** So many countries are named. */
const mostNamed = 5;

/** Texts of the last 24 hours that the provider refused for their country: its sender goes on with the others. */
export async function listRefusedCountries(tx: Tx, workspaceId: string): Promise<CountryRefusal[]> {
  return listCountryRefusals(tx, workspaceId, codes);
}

/** Nobody would notice that one country gets nothing, since everything else goes out. One alert that names all; it ends a day after the last. */
export function refusedCountriesAlert(refusals: readonly CountryRefusal[]): Alert[] {
  const [latest] = refusals;
  if (latest === undefined) return [];
  const found = new Set(refusals.map(({ address }) => countryOf(address)));
  const all = [...found].map((country) => (country === null ? 'a number of no country' : (names.of(country) ?? country))).sort();
  const named = all.length > mostNamed ? [...all.slice(0, mostNamed), 'others'] : all;
  const repair = errorCodes.get(Number(latest.code))?.words ?? '';
  const words = `Within a day texts to ${named.join(', ')} failed; the others go on. ${repair} Switch it on there, then send to those missed.`;
  const since = new Date(Math.min(...refusals.map((one) => one.at.getTime()))).toISOString();
  return [{ kind: 'country_refused', sender: null, words, since }];
}
