export interface SplitName {
  readonly firstName: string;
  readonly lastName: string;
}

/** Longer ones are cut: no name card, greeting or list can show them. */
export const nameLimits = { first: 80, last: 80, full: 160 } as const;

/** Words that begin a family name. */
export const nameParticles: ReadonlySet<string> = new Set(
  "van von vom zu zum zur de del della delle dello degli dei di da das do dos du des la le los las el al bin ibn ben bint der den ter ten te af av st. st o' san santa".split(
    ' ',
  ),
);

/** Words after a family name that belong to it. */
const suffixes: ReadonlySet<string> = new Set('jr sr ii iii iv v phd md dds esq cpa rn dvm'.split(' '));

const titles: ReadonlySet<string> = new Set(
  'mr mrs ms miss mx dr prof rev fr sr. sra srta herr frau mme mlle sir dame pastor'.split(' '),
);

const wordKey = (word: string): string => word.toLowerCase().replace(/[.,]/g, '');

/** Already clean, as most names are. */
const plainWords = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/** One line, single spaces, no control or direction-overriding characters; joiners and emoji stay whole. */
export function cleanName(raw: string, limit: number = nameLimits.full): string {
  if (plainWords.test(raw)) return cut(raw, limit);
  const text = raw
    .normalize('NFC')
    .replace(/[\u200b\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return cut(text, limit);
}

/** Cuts at whole graphemes: half of an emoji or of an accented letter is no name. */
function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  let out = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (out.length + segment.length > limit) break;
    out += segment;
  }
  return out.trimEnd();
}

/**
 * Splits a full name: `Last, First`, family names with particles, suffixes such as Jr. A single word is a first name.
 *
 * @example splitName('Vincent van der Berg Jr.') // { firstName: 'Vincent', lastName: 'van der Berg Jr.' }
 */
export function splitName(full: string): SplitName {
  const text = cleanName(full);
  const comma = text.split(',').map((part) => part.trim());
  const [before = '', after = ''] = comma;
  if (comma.length >= 2 && after !== '' && !suffixes.has(wordKey(after))) {
    const rest = comma.slice(2).filter((part) => suffixes.has(wordKey(part)));
    return limited(after, [before, ...rest].join(' '));
  }
  const words = text.replaceAll(',', ' ').split(' ').filter(Boolean);
  while (words.length > 1 && titles.has(wordKey(words[0] ?? ''))) words.shift();
  if (words.length < 2) return limited(words[0] ?? '', '');
  const start = familyNameStart(words);
  return limited(words.slice(0, start).join(' '), words.slice(start).join(' '));
}

/** The last word that is no suffix, and the particles before it; at least one word stays in front. */
function familyNameStart(words: readonly string[]): number {
  let start = words.length - 1;
  while (start > 1 && suffixes.has(wordKey(words[start] ?? ''))) start -= 1;
  // "Ann Jr" has no family name to attach the suffix to.
  if (start === 0) return 1;
  let first = start;
  for (let i = start - 1; i >= 1; i--) if (nameParticles.has((words[i] ?? '').toLowerCase())) first = i;
  return first;
}

function limited(firstName: string, lastName: string): SplitName {
  return { firstName: cut(firstName, nameLimits.first), lastName: cut(lastName, nameLimits.last) };
}

/** The full name of a contact for lists and greetings. */
export function joinName(firstName: string, lastName: string): string {
  return cleanName(`${firstName} ${lastName}`);
}

/**
 * One or two characters for an avatar, null when the name has no letter, digit or emoji to show.
 *
 * @example initials('Maria de la Cruz') // 'MC'
 */
export function initials(full: string): string | null {
  const { firstName, lastName } = splitName(full);
  const family = lastName.split(' ').filter((word) => !nameParticles.has(word.toLowerCase()) && !suffixes.has(wordKey(word)));
  const letters = [firstSymbol(firstName), firstSymbol(family[0] ?? lastName)].filter((letter) => letter !== null);
  return letters.length === 0 ? null : letters.join('').toUpperCase();
}

function firstSymbol(text: string): string | null {
  for (const { segment } of new Intl.Segmenter().segment(text))
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment;
  return null;
}
