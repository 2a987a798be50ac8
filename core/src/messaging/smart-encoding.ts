import { isGsm, septets } from './gsm.ts';
import { smartCharacters } from './smart-characters.ts';

export interface Replacement {
  readonly from: string;
  /** Empty when the character was dropped (a zero-width space, a control character). */
  readonly to: string;
  readonly count: number;
}

export interface SmartEncoding {
  /** The text to send: the new one when `applied`, else the original untouched. */
  readonly text: string;
  readonly applied: boolean;
  /** What was replaced, or would be, in order of first appearance. */
  readonly replacements: readonly Replacement[];
  /** Whether the replaced text is entirely GSM-7. */
  readonly fits: boolean;
}

/**
 * Replaces typographic characters (curly quotes, dashes, wide spaces …) that would turn a whole message into UCS-2.
 *
 * It is applied only if the result is entirely GSM-7: with an emoji in the text the replacements would spoil the
 * typography and save nothing. `{ always: true }` applies it regardless. Accented letters and emoji are never touched.
 *
 * @example smartEncode('It’s on…').text // "It's on..."
 */
export function smartEncode(text: string, options: { always?: boolean } = {}): SmartEncoding {
  if (isPlain(text)) return { text, applied: false, replacements: [], fits: true };
  const composed = text.normalize('NFC');
  const counts = new Map<string, number>();
  let out = '';
  for (const char of composed) {
    const to = smartCharacters.get(char);
    if (to === undefined) out += char;
    else {
      counts.set(char, (counts.get(char) ?? 0) + 1);
      out += to;
    }
  }
  const fits = isGsm(out);
  const applied = (fits || options.always === true) && out !== text;
  const replacements = [...counts].map(([from, count]) => ({ from, to: smartCharacters.get(from) ?? '', count }));
  return { text: applied ? out : text, applied, replacements, fits };
}

/** GSM-7 and without a form feed, which is in the alphabet but no phone shows it. */
function isPlain(text: string): boolean {
  return isGsm(text) && !text.includes('\f');
}

/** Letters that do not come apart into a base letter and an accent. */
const specialLetters: Readonly<Record<string, string>> = {
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'Th',
  œ: 'oe',
  Œ: 'OE',
  ı: 'i',
  ħ: 'h',
  Ħ: 'H',
  ŧ: 't',
  Ŧ: 'T',
  ẞ: 'SS',
  ŋ: 'n',
  Ŋ: 'N',
};

/**
 * Writes letters outside GSM-7 without their accents (`ç` becomes `c`, `é` stays). It changes spelling and sometimes
 * meaning, so it happens only when somebody asks for it. Everything that is not an accented Latin letter stays.
 *
 * @example removeAccents('São José, façade') // 'Sao José, facade'
 */
export function removeAccents(text: string): string {
  let out = '';
  for (const char of text.normalize('NFC'))
    out += char.length === 1 && septets(char.charCodeAt(0)) > 0 ? char : plainLetter(char);
  return out;
}

function plainLetter(char: string): string {
  const special = specialLetters[char];
  if (special !== undefined) return special;
  const base = char.normalize('NFD').replace(/\p{M}+/gu, '');
  return /^[A-Za-z]$/.test(base) ? base : char;
}
