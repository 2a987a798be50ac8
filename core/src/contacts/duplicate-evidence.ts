import { areSwapped, type ComparedName, compareNames, type NameAgreement, within } from './person-names.ts';

/** What speaks for two contacts being one person. */
export const duplicateReasons = [
  'same_phone',
  'same_email',
  'same_external_id',
  'moved_phone',
  'moved_email',
  'same_name_and_birthday',
  'same_name_and_address',
  'same_name_and_list',
  'similar_phone',
  'similar_email',
] as const;
export type DuplicateReason = (typeof duplicateReasons)[number];

/** How much it weighs, the heaviest first. Weak ones are shown apart. */
export const duplicateStrengths = ['strong', 'medium', 'weak'] as const;
export type DuplicateStrength = (typeof duplicateStrengths)[number];

/** What is compared of a contact. */
export interface ComparedPerson {
  readonly name: ComparedName;
  /** E.164, the preferred first. */
  readonly phones: readonly string[];
  /** In lower case, the preferred first. */
  readonly emails: readonly string[];
  /** `1980-05-31`. */
  readonly birthday: string | null;
  /** Without signs, capitals and leading zeros. */
  readonly externalIdKey: string | null;
  /** Street with postal code or town, as `homeKey` makes it. */
  readonly home: string | null;
}

/** What is known of two contacts beside what each has. */
export interface PairFacts {
  /** Both are on one list that is small, under a name that few others have. */
  readonly shareList: boolean;
}

export interface Evidence {
  readonly strength: DuplicateStrength;
  readonly reasons: readonly DuplicateReason[];
}

/**
 * Weighs what speaks for two contacts being one person; undefined when it is not enough to ask anybody. A name alone never is. People of one
 * household, with clearly different names, a father and his son among them, are two.
 */
export function weighPair(one: ComparedPerson, other: ComparedPerson, { shareList }: PairFacts): Evidence | undefined {
  const names = compareNames(one.name, other.name);
  if (names === 'different') return undefined;
  const found: Evidence[] = [];
  const add = (reason: DuplicateReason, strength: DuplicateStrength | undefined) => {
    if (strength) found.push({ strength, reasons: [reason] });
  };
  if (one.externalIdKey !== null && one.externalIdKey === other.externalIdKey)
    add('same_external_id', ofAddress(names, 'medium'));
  if (!birthdaysDiffer(one.birthday, other.birthday)) {
    const phone = sharedOf(one.phones, other.phones);
    if (phone) add(phone === 'first' ? 'same_phone' : 'moved_phone', ofAddress(names, 'weak', phone));
    const email = sharedOf(one.emails, other.emails);
    if (email) add(email === 'first' ? 'same_email' : 'moved_email', ofAddress(names, 'medium', email));
    if (names === 'same') {
      for (const reason of byName(one, other, shareList)) add(reason, 'medium');
      if (!phone && one.name.wordCount > 1 && one.phones.some((mine) => other.phones.some((theirs) => phonesAlike(mine, theirs))))
        add('similar_phone', 'medium');
    }
    if ((names === 'same' || names === 'alike') && !email && emailsAlike(one, other)) add('similar_email', 'weak');
  }
  if (found.length === 0) return undefined;
  const reasons = duplicateReasons.filter((reason) => found.some((each) => each.reasons.includes(reason)));
  const strength = duplicateStrengths.find((each) => found.some((evidence) => evidence.strength === each)) ?? 'weak';
  return { strength, reasons };
}

/** What an address in common weighs, by what is known of the names. */
function ofAddress(
  names: NameAgreement,
  byFirstName: DuplicateStrength,
  place: 'first' | 'other' = 'first',
): DuplicateStrength | undefined {
  if (names === 'first_name') return byFirstName;
  if (names === 'unknown') return 'medium';
  return place === 'first' ? 'strong' : 'medium';
}

/** Whether two contacts have an address in common: both as their first, or one of them in another place. */
function sharedOf(one: readonly string[], other: readonly string[]): 'first' | 'other' | undefined {
  if (one[0] !== undefined && one[0] === other[0]) return 'first';
  return one.some((value) => other.includes(value)) ? 'other' : undefined;
}

/** What speaks for one person beside the same name. */
function byName(one: ComparedPerson, other: ComparedPerson, shareList: boolean): DuplicateReason[] {
  const found: DuplicateReason[] = [];
  if (one.birthday !== null && one.birthday === other.birthday && !stopgaps.has(one.birthday))
    found.push('same_name_and_birthday');
  if (one.home !== null && one.home === other.home) found.push('same_name_and_address');
  if (shareList && one.name.wordCount > 1) found.push('same_name_and_list');
  return found;
}

/** Days that forms and old systems put where they know none. */
const stopgaps: ReadonlySet<string> = new Set(['1900-01-01', '1970-01-01', '2000-01-01']);

/** Whether two birthdays speak against one person: more than one part differs, and day and month are not swapped. */
function birthdaysDiffer(one: string | null, other: string | null): boolean {
  if (one === null || other === null || stopgaps.has(one) || stopgaps.has(other)) return false;
  const [mine, theirs] = [one.split('-'), other.split('-')];
  const swapped = mine[0] === theirs[0] && mine[1] === theirs[2] && mine[2] === theirs[1];
  return !swapped && mine.filter((part, index) => part !== theirs[index]).length > 1;
}

/** One digit differs, or two neighbouring ones are swapped. */
export function phonesAlike(one: string, other: string): boolean {
  return one !== other && one.length === other.length && (within(one, other) || areSwapped(one, other));
}

/** Before the @ of addresses that belong to a place, not to a person. */
const posts: ReadonlySet<string> = new Set(
  'admin billing contact enquiries hello help hr info mail me noreply office post reception sales service support team webmaster'.split(
    ' ',
  ),
);

/** What two addresses of one person have in common: what stands before the @, without dots and tags. Null for one that says nobody. */
export function mailKey(email: string | null): string | null {
  const name =
    email
      ?.split('@')[0]
      ?.split('+')[0]
      ?.replace(/[^\p{L}\p{N}]/gu, '') ?? '';
  return name.length < 5 || posts.has(name) || /^\d+$/.test(name) ? null : name.slice(0, 64);
}

function emailsAlike(one: ComparedPerson, other: ComparedPerson): boolean {
  return one.emails.some((mine) =>
    other.emails.some((theirs) => {
      const [key, their] = [mailKey(mine), mailKey(theirs)];
      if (mine === theirs || key === null || their === null) return false;
      const sameHouse = mine.slice(mine.indexOf('@')) === theirs.slice(theirs.indexOf('@'));
      // "ana.ruiz1" and "ana.ruiz2" at one house are rather two people.
      return (
        key === their ||
        (sameHouse && key.length > 6 && !/\d$/.test(key + their) && (within(key, their) || areSwapped(key, their)))
      );
    }),
  );
}

/** Street and postal code, or town, in a form in which they are compared; null when not enough is known. */
export function homeKey(line1: string | null, postalCode: string | null, city: string | null): string | null {
  const fold = (text: string | null) => (text ?? '').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  const [street, place] = [fold(line1), fold(postalCode) || fold(city)];
  return street.length < 4 || place === '' ? null : `${street} ${place}`;
}
