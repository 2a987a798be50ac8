import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { isNanp, readPlainNanp } from './phone-nanp.ts';
import { countDigits, plainCharacters, splitPhones, takeApart } from './phone-text.ts';

export { splitPhones } from './phone-text.ts';

export type PhoneProblem =
  | 'empty'
  | 'not_a_number'
  | 'no_country'
  | 'too_short'
  | 'too_long'
  | 'impossible'
  | 'several_numbers'
  | 'spreadsheet_damage';

export type NormalizedPhone =
  | {
      readonly ok: true;
      readonly e164: string;
      /** ISO 3166 code; null when the calling code is shared and nothing tells which country it is. */
      readonly country: string | null;
      /** `valid`: in a range known to be assigned. `possible`: right length only; ranges are assigned faster than lists are. */
      readonly kind: 'valid' | 'possible';
      readonly extension: string | null;
      readonly note: string | null;
    }
  | { readonly ok: false; readonly reason: PhoneProblem; readonly words: string };

const problemWords: Readonly<Record<PhoneProblem, string>> = {
  empty: 'There is no phone number.',
  not_a_number: 'This is not a phone number.',
  no_country: 'The number has no country code. Write it with +, such as +1 202 555 0123, or choose a default country.',
  too_short: 'The number is too short for its country. Is the area code missing?',
  too_long: 'The number is too long for its country.',
  impossible: 'No such number can exist in its country. Check the digits.',
  several_numbers: 'There are several numbers in one place. Keep one, or split them.',
  spreadsheet_damage: '',
};

/**
 * Turns a phone number as people and spreadsheets write it into E.164. Applied to its own result it changes nothing.
 *
 * @param defaultCountry ISO 3166 code for numbers without a country code, null when there is none
 * @example normalizePhone('(202) 555-0123 ext. 5', 'US') // { ok: true, e164: '+12025550123', country: 'US', extension: '5', … }
 */
export function normalizePhone(raw: string, defaultCountry: string | null = null): NormalizedPhone {
  const quick = readPlainNanp(raw, defaultCountry);
  if (quick) return { ok: true, ...quick, kind: 'valid', extension: null, note: null };
  const text = undoSpreadsheet(plainCharacters(raw));
  if (/^(?:|-+|n\/?a|none|null|unknown|no|\?+)$/i.test(text)) return problem('empty');
  if (/^[\d.,]+e\+?\d+$/i.test(text)) return damaged(text);
  if (splitPhones(text).length > 1) return problem('several_numbers');
  const parts = takeApart(text);
  if (parts === 'several') return problem('several_numbers');
  if (parts === 'none') return problem(countDigits(text) === 0 ? 'not_a_number' : 'too_short');
  const found = parse(parts.number, countryCode(defaultCountry));
  if (typeof found === 'string') return problem(found);
  const { number, kind } = found;
  const country = (kind === 'valid' ? number.country : undefined) ?? presumedCountry(number, defaultCountry);
  return { ok: true, e164: number.number, country, kind, extension: parts.extension ?? number.ext ?? null, note: parts.note };
}

function problem(reason: PhoneProblem): NormalizedPhone {
  return { ok: false, reason, words: problemWords[reason] };
}

function damaged(text: string): NormalizedPhone {
  const words = `Excel turned the number into ${text} and its last digits are lost. Format the column as text and export it again.`;
  return { ok: false, reason: 'spreadsheet_damage', words };
}

/** A leading apostrophe or ="…" that keeps digits as text, a trailing .0, and powers of ten whose digits are all there. */
function undoSpreadsheet(text: string): string {
  const bare = text
    .replace(/^="?([^"]*)"?$/, '$1')
    .replace(/^'+/, '')
    .trim();
  const power = /^(\d)[.,](\d+)e\+?(\d+)$/i.exec(bare);
  if (power && power[2]?.length === Number(power[3])) return `${power[1]}${power[2]}`;
  return /^\+?\d{7,15}\.0+$/.test(bare) ? bare.slice(0, bare.indexOf('.')) : bare;
}

function countryCode(country: string | null): CountryCode | undefined {
  return country !== null && isSupportedCountry(country) ? country : undefined;
}

interface Found {
  readonly number: PhoneNumber;
  readonly kind: 'valid' | 'possible';
}

function parse(text: string, country: CountryCode | undefined): Found | PhoneProblem {
  const digits = text.replace(/\D/g, '');
  if (digits.length < 3) return 'not_a_number';
  if (digits.length > 17) return 'too_long';
  // No number within any country begins with 00; it is how most of the world dials out.
  const international = /^\(?\+/.test(text) ? text : digits.startsWith('00') ? `+${digits.slice(2)}` : null;
  if (international !== null)
    return judge(parsePhoneNumberFromString(withoutOldMexicanMobile(international))) ?? failure(digits, true);
  const national = country === undefined ? null : judge(parsePhoneNumberFromString(text, country));
  if (national?.kind === 'valid') return national;
  // Exports often drop the plus of a full number.
  const full = digits.length >= 11 ? judge(parsePhoneNumberFromString(withoutOldMexicanMobile(`+${digits}`))) : null;
  if (full?.kind === 'valid') return full;
  return national ?? failure(digits, country !== undefined, country);
}

/** Until 2019 mobile numbers of Mexico had a 1 after +52; lists still have it, networks do not. */
function withoutOldMexicanMobile(text: string): string {
  const digits = text.replace(/\D/g, '');
  return /^521\d{10}$/.test(digits) ? `+52${digits.slice(3)}` : text;
}

function judge(number: PhoneNumber | undefined): Found | null {
  // E.164 ends at 15 digits, though some countries have longer numbers inside.
  if (!number || number.number.length > 16) return null;
  if (number.isValid()) return { number, kind: 'valid' };
  // Some countries list lengths of local numbers without area code as possible; nobody can be reached by those from here.
  if (!number.isPossible() || number.number.length < 9) return null;
  // In North America an area code or exchange never begins with 0 or 1: no switch would take such a number.
  const impossible = number.countryCallingCode === '1' && !/^[2-9]\d\d[2-9]\d{6}$/.test(number.nationalNumber);
  if (impossible) return null;
  // In an unassigned range each reading may drop one more leading zero: settle on what reads as itself.
  const again = parsePhoneNumberFromString(number.number);
  return again?.number === number.number ? { number, kind: 'possible' } : judge(again);
}

function failure(digits: string, hasCountry: boolean, country?: CountryCode): PhoneProblem {
  if (!hasCountry) return digits.length < 7 ? 'too_short' : 'no_country';
  const usual = country !== undefined && isNanp(country) ? 10 : 7;
  if (digits.length < usual) return 'too_short';
  return digits.length > (usual === 10 ? 11 : 14) ? 'too_long' : 'impossible';
}

/** For a possible number in a range that belongs to nobody yet: the default country, if it has this calling code. */
function presumedCountry(number: PhoneNumber, defaultCountry: string | null): string | null {
  const country = countryCode(defaultCountry);
  return country !== undefined && getCountryCallingCode(country) === number.countryCallingCode ? country : null;
}
