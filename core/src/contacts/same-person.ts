import { splitName } from './names.ts';

/** What is known of somebody's name. */
export interface PersonName {
  readonly first: string | null;
  /** First and last name in one. */
  readonly full: string | null;
}

/** A name in the form in which it is compared. */
export interface NameKeys {
  readonly first: string;
  /** All words, sorted: "Stone, John" and "John Stone" are one. */
  readonly words: string;
}

/** Made once for a name that is compared with many. */
export function nameKeys({ first, full }: PersonName): NameKeys {
  const words = (full ?? '').split(/[\s,]+/).map(foldName);
  return {
    first: foldName(first?.trim() ? first : splitName(full ?? '').firstName),
    words: words.filter(Boolean).sort().join(' '),
  };
}

/**
 * Whether two names are clearly of two people: both have a first name, and neither is the beginning of the other ("Ann" and "Anne", "J." and
 * "John" may be one person). Accents, capitals and the order of the words do not count.
 *
 * @example clearlyDifferent(nameKeys({ first: 'John', full: 'John Stone' }), nameKeys({ first: 'Mary', full: 'Mary Stone' })) // true
 */
export function clearlyDifferent(one: NameKeys, other: NameKeys): boolean {
  if (one.first === '' || other.first === '' || one.first.startsWith(other.first) || other.first.startsWith(one.first))
    return false;
  return one.words === '' || one.words !== other.words;
}

/** Letters and digits in lower case, without the accents of Latin letters. */
export function foldName(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}
