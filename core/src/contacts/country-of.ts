import { callingCodes, dialExceptions } from './data/dial-prefixes.ts';

/** Of no country. */
const nowhere = 'ZZ';

/** The country that has all of a calling code but the exceptions, by the code with its plus. */
const roots: ReadonlyMap<string, string> = new Map(
  callingCodes.split(' ').map((one) => [`+${one.slice(0, -2)}`, one.slice(-2)] as const),
);
/** Longer beginnings that belong to another country than the rest of their code. None begins with another. */
const exceptions: ReadonlyMap<string, string> = new Map(
  dialExceptions.flatMap(([country, code, digits]) => digits.split(' ').map((one) => [`+${code}${one}`, country] as const)),
);
/** How long the exceptions of each calling code are. */
const lengths: ReadonlyMap<string, readonly number[]> = new Map(
  [...Map.groupBy(exceptions.keys(), rootOf)].flatMap(([root, keys]) =>
    root === undefined ? [] : [[root, [...new Set(keys.map((key) => key.length))]] as const],
  ),
);

function rootOf(phone: string): string | undefined {
  for (let length = 2; length <= 4; length++) {
    const start = phone.slice(0, length);
    if (roots.has(start)) return start;
  }
  return undefined;
}

/**
 * The country of a phone number by how it begins, at a cost of well under a microsecond: what each message of a lease is asked. Null for
 * codes of no country (satellites, international premium) and for what is no number.
 *
 * @param phone E.164
 * @returns ISO 3166-1 alpha-2; behind +1 every country of the plan is told apart, and an area code nobody has yet counts as the United States
 * @example countryOf('+18765550123') // 'JM'
 */
export function countryOf(phone: string): string | null {
  const root = rootOf(phone);
  if (root === undefined) return null;
  for (const length of lengths.get(root) ?? []) {
    const country = exceptions.get(phone.slice(0, length));
    if (country !== undefined) return country === nowhere ? null : country;
  }
  return roots.get(root) ?? null;
}

/** Every country that numbers can belong to, sorted. */
export const dialCountries: readonly string[] = [...new Set([...roots.values(), ...exceptions.values()])]
  .filter((country) => country !== nowhere)
  .sort();

/** The territories whose numbers are part of their country's everyday traffic. */
const territories: Readonly<Record<string, readonly string[]>> = {
  US: ['PR', 'VI', 'GU', 'AS', 'MP'],
  GB: ['GG', 'JE', 'IM'],
  FI: ['AX'],
  NO: ['SJ'],
  IT: ['VA'],
};

/** Where a workspace may send to while nobody has said anything else: its own country and that country's territories. */
export function ownCountries(country: string): readonly string[] {
  return [country, ...(territories[country] ?? [])];
}

/** Beginnings of numbers, all of one length. */
export interface Beginnings {
  readonly length: number;
  readonly values: readonly string[];
}

/**
 * A choice of countries as beginnings of numbers, for deciding over many in one statement. A number belongs to the choice when it begins
 * with one of `within` and none of `except`, or with one of `also`: exactly when `countryOf` names one of the countries.
 */
export interface CountryBeginnings {
  readonly within: readonly Beginnings[];
  readonly except: readonly Beginnings[];
  readonly also: readonly Beginnings[];
}

export function beginningsOf(countries: readonly string[]): CountryBeginnings {
  const chosen = new Set(countries);
  const isIn = (country: string | undefined) => country !== undefined && chosen.has(country);
  const within = [...roots].filter(([, country]) => isIn(country)).map(([root]) => root);
  const odd = [...exceptions].filter(([start, country]) => isIn(country) !== isIn(roots.get(rootOf(start) ?? '')));
  return {
    within: byLength(within),
    except: byLength(odd.filter(([, country]) => !isIn(country)).map(([start]) => start)),
    also: byLength(odd.filter(([, country]) => isIn(country)).map(([start]) => start)),
  };
}

function byLength(values: readonly string[]): Beginnings[] {
  return [...Map.groupBy(values, (value) => value.length)].map(([length, group]) => ({ length, values: group }));
}

/** How much of a number tells its country, at most: what numbers are grouped by to count countries. */
export const longestBeginning = Math.max(...[...exceptions.keys()].map((key) => key.length));

/** Calling codes, with their plus, within which longer beginnings than an area code must be looked at. */
export const deepCodes: readonly string[] = [...lengths]
  .filter(([root, all]) => all.some((length) => length > 5) && root !== '+1')
  .map(([root]) => root);
