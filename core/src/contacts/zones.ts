import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { isZone } from '../schedule/zones.ts';
import { areaCodeRows } from './data/area-codes.ts';
import { zipStates, zipZones } from './data/postal-areas.ts';
import { regionNames } from './data/regions.ts';

/** What is known of where a person is. All may be missing. */
export interface PlaceFacts {
  /** The person's own zone. */
  readonly timeZone: string | null;
  /** ISO 3166 code. */
  readonly country: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  /** E.164. */
  readonly phone: string | null;
}

/** Where a person may plausibly be. */
export interface Place {
  /** IANA zones, at least one. With several, what is decided by the clock must be right in all of them. */
  readonly zones: readonly string[];
  /** States and provinces whose law may apply, such as `US-FL`: of the address and of the area code. */
  readonly regions: readonly string[];
  /** ISO 3166 code; null when nothing tells. */
  readonly country: string | null;
  /** What the zones rest on. */
  readonly by: 'zone' | 'address' | 'number' | 'nothing';
}

interface Area {
  readonly country: string;
  readonly regions: readonly string[];
  readonly zones: readonly string[];
}

/** Where a number may be that only says "United States": toll-free ones, and area codes that are newer than the table. */
const anywhere = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
];

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');

const areas: ReadonlyMap<string, Area> = new Map(
  areaCodeRows.flatMap(([country, regions, zones, codes]) =>
    words(codes).map(
      (code) => [code, { country, regions: words(regions).map((one) => `${country}-${one}`), zones: words(zones) }] as const,
    ),
  ),
);

/** Zones of each state and province: those of its area codes. */
const regionZones = new Map<string, readonly string[]>();
for (const { regions, zones } of areas.values()) {
  for (const region of regions) regionZones.set(region, union(regionZones.get(region) ?? [], zones));
}

function* expand(prefixes: string): Generator<string> {
  for (const item of words(prefixes)) {
    const [from = '', to = from] = item.split('-');
    for (let prefix = Number(from); prefix <= Number(to); prefix++) yield String(prefix).padStart(3, '0');
  }
}

const zipToStates = new Map<string, readonly string[]>(
  zipStates.flatMap(([states, prefixes]) => [...expand(prefixes)].map((zip) => [zip, words(states)] as const)),
);
const zipToZone = new Map(zipZones.flatMap(([zone, prefixes]) => [...expand(prefixes)].map((zip) => [zip, zone] as const)));

const fold = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^A-Z]+/g, ' ')
    .trim();

const regionCodes: Readonly<Record<'US' | 'CA', ReadonlyMap<string, string>>> = { US: codesOf('US'), CA: codesOf('CA') };

function codesOf(country: 'US' | 'CA'): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(regionNames[country]).flatMap(([code, name]) => [
      [code, code],
      [fold(name), code],
    ]),
  );
}

/** What in a person's number and address says that they are in one of some states, such as `US-FL`. */
export interface StateSigns {
  /** The first five characters of numbers: `+1305`. */
  readonly beginnings: readonly string[];
  /** Codes and names of the states, in capitals. */
  readonly names: readonly string[];
  /** The first three digits of ZIP codes. */
  readonly zips: readonly string[];
}

/** By what people in some states can be found, when not all can be asked: whoever placeOf puts there shows one of these signs. */
export function signsOfStates(regions: readonly string[]): StateSigns {
  const codes = regions.filter((one) => one.startsWith('US-')).map((one) => one.slice(3));
  return {
    beginnings: [...areas].filter(([, area]) => area.regions.some((one) => regions.includes(one))).map(([code]) => `+1${code}`),
    names: [...regionCodes.US].filter(([, code]) => codes.includes(code)).map(([name]) => name),
    zips: [...zipToStates].filter(([, states]) => states.some((one) => codes.includes(one))).map(([zip]) => zip),
  };
}

/** Territories that also have a country code of their own. */
const territories: ReadonlySet<string> = new Set(['AS', 'GU', 'MP', 'PR', 'VI']);

const countryZones = new Map<string, readonly string[]>();

/** The zones of a country; none when it is not known. */
export function zonesOfCountry(country: string): readonly string[] {
  const known = countryZones.get(country);
  if (known) return known;
  const zones = /^[A-Z]{2}$/.test(country) ? listCountryZones(country) : [];
  if (countryZones.size < 500) countryZones.set(country, zones);
  return zones;
}

function listCountryZones(country: string): readonly string[] {
  if (country === 'US') return anywhere;
  const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones?: () => string[] | undefined };
  return (locale.getTimeZones?.() ?? []).filter((zone) => isZone(zone) && !isEmptyOfPeople(zone));
}

/** Stations, and islands whose few people would close the hours of a continent. */
function isEmptyOfPeople(zone: string): boolean {
  return zone.startsWith('Antarctica/');
}

let callingCodes: ReadonlyMap<string, string> | null = null;

/** Countries by calling code; where several share one, the largest, which the metadata names first. */
function countryOfNumber(phone: string): string | null {
  // Kazakhstan shares Russia's code and none of its clocks.
  if (/^\+7[67]/.test(phone)) return 'KZ';
  callingCodes ??= new Map(mainCountries.flatMap((country) => [[getCountryCallingCode(country), country] as const]));
  for (let length = 2; length <= 4; length++) {
    const country = callingCodes.get(phone.slice(1, length));
    if (country !== undefined) return country;
  }
  return null;
}

/** Of each calling code one country; those that share another's are left out. */
const sharing: ReadonlySet<string> = new Set('AC AX BL BQ CC CX EH GG IM JE KZ MF SJ TA VA XK YT'.split(' '));
const mainCountries = getCountries().filter((country) => !sharing.has(country) && getCountryCallingCode(country) !== '1');

function areaOfNumber(phone: string | null): Area | null {
  if (phone === null || !phone.startsWith('+')) return null;
  if (phone.startsWith('+1')) return areas.get(phone.slice(2, 5)) ?? { country: 'US', regions: [], zones: anywhere };
  const country = countryOfNumber(phone);
  const zones = country === null ? [] : zonesOfCountry(country);
  return country === null || zones.length === 0 ? null : { country, regions: [], zones };
}

/**
 * Where an address is, when it says more than a country with several zones. `country` may be missing where region or postal code are
 * of the country of the number.
 */
function areaOfAddress(facts: PlaceFacts, numbersCountry: string | null): Area | null {
  const given = facts.country?.toUpperCase() ?? null;
  const country = given !== null && territories.has(given) ? 'US' : (given ?? numbersCountry);
  if (country === 'US') return areaInStates(facts, given !== null && territories.has(given) ? given : null);
  if (country === 'CA') return areaIn('CA', regionCodes.CA.get(fold(facts.region ?? '')));
  if (given === null) return null;
  const zones = zonesOfCountry(given);
  return zones.length === 0 ? null : { country: given, regions: [], zones };
}

function areaInStates({ region, postalCode }: PlaceFacts, territory: string | null): Area | null {
  const zip = /^\s*(\d{3})\d{2}(?:-?\d{4})?\s*$/.exec(postalCode ?? '')?.[1];
  const states = zip === undefined ? undefined : zipToStates.get(zip);
  const named = territory ?? regionCodes.US.get(fold(region ?? ''));
  // Where region and ZIP code disagree, either may be wrong: both hold.
  if (zip !== undefined && states && (named === undefined || states.includes(named))) {
    const zone = zipToZone.get(zip);
    const regions = (named === undefined ? states : [named]).map((one) => `US-${one}`);
    return {
      country: 'US',
      regions,
      zones: zone
        ? [zone]
        : union(
            regions.flatMap((one) => regionZones.get(one) ?? []),
            [],
          ),
    };
  }
  const both = [...(named === undefined ? [] : [named]), ...(states ?? [])].map((one) => areaIn('US', one));
  return both.length === 0 ? null : both.reduce((all, one) => (all && one ? merge(all, one) : (all ?? one)), null);
}

function areaIn(country: 'US' | 'CA', region: string | undefined): Area | null {
  const zones = region === undefined ? undefined : regionZones.get(`${country}-${region}`);
  return region === undefined || !zones ? null : { country, regions: [`${country}-${region}`], zones };
}

function merge(a: Area, b: Area): Area {
  return { country: a.country, regions: union(a.regions, b.regions), zones: union(a.zones, b.zones) };
}

function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])];
}

/**
 * Where a person may be: the own zone, else the address, else all zones of the number (compliance.md section 10). The law of the area
 * code's state is kept beside that of the address: some states presume that who has their area code lives there. An address abroad of
 * the number's country leaves both possible.
 *
 * @example placeOf({ timeZone: null, country: 'US', region: null, postalCode: null, phone: '+18505550123' })
 * // { zones: ['America/Chicago', 'America/New_York'], regions: ['US-FL'], country: 'US', by: 'number' }
 */
export function placeOf(facts: PlaceFacts): Place {
  const number = areaOfNumber(facts.phone);
  const address = areaOfAddress(facts, number?.country ?? null);
  const regions = union(address?.regions ?? [], number?.regions ?? []);
  const country = address?.country ?? number?.country ?? null;
  if (facts.timeZone !== null && isZone(facts.timeZone)) return { zones: [facts.timeZone], regions, country, by: 'zone' };
  if (address) {
    const apart = number !== null && number.country !== address.country && address.regions.length === 0;
    return { zones: apart ? union(address.zones, number.zones) : address.zones, regions, country, by: 'address' };
  }
  if (number) return { zones: number.zones, regions, country, by: 'number' };
  const zones = country === null ? [] : zonesOfCountry(country);
  return { zones: zones.length > 0 ? zones : anywhere, regions, country, by: 'nothing' };
}
