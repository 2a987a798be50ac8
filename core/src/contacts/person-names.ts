import { nameParticles, type SplitName, splitName } from './names.ts';

/** Names of a contact as they are kept. */
export interface KnownName {
  readonly first: string | null;
  readonly last: string | null;
  /** Both in one. */
  readonly full: string | null;
}

/** A name made ready to be compared with others. */
export interface ComparedName {
  /** Folded: lower case, no accents, no punctuation; empty when not known. */
  readonly first: string;
  readonly last: string;
  /** First letters of the words between. */
  readonly middle: string;
  /** All words in order of the alphabet, without middle initials and generation: "Stone, John A." and "John Stone" are one. Null without words. */
  readonly words: string | null;
  readonly wordCount: number;
  /** Whether a word says that somebody is the younger of two of the name: Jr, II, III, IV. */
  readonly generation: string;
}

const generations: Readonly<Record<string, string>> = {
  jr: 'jr',
  junior: 'jr',
  ii: 'ii',
  iii: 'iii',
  iv: 'iv',
  sr: '',
  senior: '',
};

/** Made once for a name that is compared with many. */
export function comparedName(name: KnownName): ComparedName {
  const all = name.full?.trim() ? name.full : [name.first, name.last].join(' ');
  const { firstName, lastName } = partsOf(name, all);
  const [first = '', ...middle] = wordsOf(firstName);
  const last = wordsOf(lastName).join(' ');
  const words = [first, ...middle.filter((word) => word.length > 1), ...(last ? last.split(' ') : [])].filter(Boolean);
  return {
    first,
    last,
    middle: middle.map((word) => word[0]).join(''),
    words: words.length === 0 ? null : words.toSorted().join(' ').slice(0, 100),
    wordCount: words.length,
    generation: all.split(/[\s,]+/).reduce((found, word) => generations[foldName(word)] ?? found, ''),
  };
}

function partsOf({ first, last }: KnownName, all: string): SplitName {
  if (!last?.trim()) return splitName(first?.trim() && !all.trim() ? first : all);
  return { firstName: first ?? '', lastName: last };
}

/** Folded words of a name, without those that say a generation. */
function wordsOf(text: string): string[] {
  return text
    .split(/[\s,-]+/)
    .map(foldName)
    .filter((word) => word !== '' && generations[word] === undefined);
}

/** First letters of first and last name in either order, by which people of a large group are told apart before they are compared. */
export function initialsKey({ first, last }: ComparedName): string {
  return [first, last.split(' ').at(-1) ?? '']
    .map((word) => word.slice(0, 1))
    .toSorted()
    .join('');
}

/**
 * How two names agree. `same`: all words. `alike`: nothing speaks against one person (an initial, a short form, a slip, a name left out).
 * `first_name`: only the first. `unknown`: one of them has none. `different`: two people, also a father and a son who bears his name.
 */
export type NameAgreement = 'same' | 'alike' | 'first_name' | 'unknown' | 'different';

/** @example compareNames(comparedName({ first: 'John', last: 'Stone', full: null }), comparedName({ first: 'J.', last: 'Stone', full: null })) // 'alike' */
export function compareNames(one: ComparedName, other: ComparedName): NameAgreement {
  if (one.words === null || other.words === null) return 'unknown';
  if (one.generation !== other.generation) return 'different';
  if (one.middle && other.middle && one.middle[0] !== other.middle[0]) return 'different';
  if (one.words === other.words) return 'same';
  if (!firstAlike(one.first, other.first)) return 'different';
  if (lastAlike(one.last, other.last)) return 'alike';
  return one.first === other.first && one.first.length > 1 ? 'first_name' : 'different';
}

/**
 * Whether somebody of the other name, at the same number, is rather the same person than another of the household: all words agree, one of the
 * two has no name, or nothing speaks against it. Where that is a guess they are two, whom the look for duplicates shows to somebody: two first
 * names of which one makes a woman's of the other (Ann and Anna, Dan and Daniela), one first name with two family names.
 *
 * @example mayBeOne(comparedName({ first: 'Ann', last: 'Lee', full: null }), comparedName({ first: 'Anne', last: 'Lee', full: null })) // true
 */
export function mayBeOne(one: ComparedName, other: ComparedName): boolean {
  const names = compareNames(one, other);
  return names === 'same' || names === 'unknown' || (names === 'alike' && !isWomansForm(one.first, other.first));
}

function isWomansForm(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return short.length >= 3 && long.startsWith(short) && long.endsWith('a') && !short.endsWith('a');
}

function firstAlike(one: string, other: string): boolean {
  if (one === '' || other === '') return true;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  // Paul and Paula, Eric and Erica: rather a couple than a slip.
  if (short.length >= 4 && long === `${short}a`) return false;
  return long.startsWith(short) || isSlip(one, other);
}

function lastAlike(one: string, other: string): boolean {
  if (one === '' || other === '') return true;
  const [mine, theirs] = [one.split(' '), other.split(' ')];
  // "Ruiz" and "Ruiz-Lopez".
  if (mine.some((word) => word.length > 1 && !nameParticles.has(word) && theirs.includes(word))) return true;
  if (one.length === 1 || other.length === 1) return one[0] === other[0];
  return isSlip(one, other) || (Math.min(one.length, other.length) >= 5 && within(one, other));
}

/** Two letters swapped, a letter doubled or not, an h left out: Sara and Sarah, Philip and Phillip, Jonh and John. */
function isSlip(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < 3) return false;
  const plain = (text: string) => text.replace(/(.)\1/gu, '$1').replace(/(?<=.)h/gu, '');
  return plain(one) === plain(other) || (one.length >= 4 && areSwapped(one, other));
}

/** Whether two texts are the same but for two neighbouring characters that are swapped. */
export function areSwapped(one: string, other: string): boolean {
  if (one.length !== other.length || one === other) return false;
  const at = [...one].findIndex((char, index) => char !== other[index]);
  return one[at] === other[at + 1] && one[at + 1] === other[at] && one.slice(at + 2) === other.slice(at + 2);
}

/** Whether one character changed, added or left out makes one text of another. */
export function within(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  if (long.length - short.length > 1) return false;
  let at = 0;
  while (at < short.length && short[at] === long[at]) at += 1;
  return short.slice(at + (short.length === long.length ? 1 : 0)) === long.slice(at + 1);
}

/** Letters and digits in lower case, without the accents of Latin letters. */
export function foldName(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}
