import { getCountries } from 'libphonenumber-js/max';

/** Languages in which lists name countries and languages. */
const locales = ['en', 'es', 'de', 'fr', 'pt'];

const languageCodes =
  'ar bg bn ca cs da de el en es et fa fi fr he hi hr ht hu hy id it ja km ko lo lt lv ms my ne nl no pa pl pt ro ru sk sl so sq sr sv sw ta th tl tr uk ur vi yo zh zu'.split(
    ' ',
  );

const otherCountryNames: Readonly<Record<string, string>> = {
  usa: 'US',
  'united states of america': 'US',
  america: 'US',
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  holland: 'NL',
  deutschland: 'DE',
  espana: 'ES',
  brasil: 'BR',
};

let countries: ReadonlyMap<string, string> | null = null;
let languages: ReadonlyMap<string, string> | null = null;

const knownCountries = new Map<string, string | null>();
const knownLanguages = new Map<string, string | null>();

/** A file repeats few countries and languages in all of its rows. */
function remember(known: Map<string, string | null>, text: string, read: (text: string) => string | null): string | null {
  const found = known.get(text);
  if (found !== undefined) return found;
  const value = read(text);
  if (known.size < 2000) known.set(text, value);
  return value;
}

function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}.]/gu, '')
    .toLowerCase()
    .replace(/^the /, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function namesOf(type: 'region' | 'language', codes: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const locale of locales) {
    const display = new Intl.DisplayNames([locale], { type });
    for (const code of codes) names.set(fold(display.of(code) ?? code), code);
  }
  return names;
}

/** The ISO 3166 code of a country given by code or name, null when it is not known. */
export function parseCountry(text: string): string | null {
  return remember(knownCountries, text, readCountry);
}

function readCountry(text: string): string | null {
  countries ??= new Map([...namesOf('region', getCountries()), ...Object.entries(otherCountryNames)]);
  const code = text.trim().toUpperCase();
  if (/^[A-Z]{2}$/.test(code) && code !== 'UK' && (getCountries() as string[]).includes(code)) return code;
  return countries.get(fold(text)) ?? null;
}

/** The BCP 47 tag of a language given by tag or name, null when it is not known. */
export function parseLanguage(text: string): string | null {
  return remember(knownLanguages, text, readLanguage);
}

function readLanguage(text: string): string | null {
  languages ??= namesOf('language', languageCodes);
  const tag = text.trim().replaceAll('_', '-');
  const [primary = ''] = tag.toLowerCase().split('-');
  if (/^[a-z]{2}(?:-[a-z\d]{2,8})*$/i.test(tag) && languageCodes.includes(primary))
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  return languages.get(fold(text)) ?? null;
}
