/** First code points of the decimal digits of scripts in which people write phone numbers. */
const digitZeros = [
  0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0, 0x1810,
];

const plainAscii = /^[\x20-\x7e]*$/;

/** ASCII digits, plain dashes and spaces; no direction marks, zero-width or control characters. */
export function plainCharacters(raw: string): string {
  if (plainAscii.test(raw)) return raw.trim();
  return raw
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Pd}\u2212\u30fc]/gu, '-')
    .replace(/[\p{Zs}\t]/gu, ' ')
    .replace(/\p{Nd}/gu, asciiDigit)
    .trim();
}

function asciiDigit(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  const zero = digitZeros.find((start) => code >= start && code < start + 10);
  return zero === undefined ? char : String(code - zero);
}

export function countDigits(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 48 && code <= 57) count += 1;
  }
  return count;
}

const separator = /\s*[,;|\n\r&]\s*|\s+(?:or|and|oder|und|ou|et|o|y|e)\s+|\s*\/\s*| {2,}/i;

/** Fewer digits are an area code or a note ("call after 5"), not a number of their own. */
const leastDigits = 7;

/**
 * The phone numbers of one cell: `2025550123 / 2025550124` has two, `030/1234567` one. Pieces come back as written,
 * to be normalised one by one.
 */
export function splitPhones(cell: string): string[] {
  const text = plainCharacters(cell.replace(/[\r\n\t]+/g, '\n'));
  if (text === '') return [];
  const pieces = text.split(separator).filter((piece) => countDigits(piece) > 0);
  if (pieces.length > 1 && pieces.every((piece) => countDigits(piece) >= leastDigits)) return pieces;
  const words = text.split(/\s+/);
  if (words.length > 1 && words.every((word) => countDigits(word) >= 10)) return words;
  return [text];
}

export interface PhoneText {
  /** Only the number. */
  readonly number: string;
  readonly extension: string | null;
  /** What else stood in the cell: "call after 5". */
  readonly note: string | null;
}

const extensionPattern =
  /[\s,;(]*(?:;ext=|\b(?:extension|extn?|durchwahl|poste|ramal|anexo|interno|int|app)\b\.?\s*[:#]?|x|#)\s*\.?(\d{1,7})\)?\s*$/i;
const numberRun = /[+(]?\d[\d\s().\-/]*\d/g;

/** Takes extension and notes apart from the number; null when the text holds several numbers or none. */
export function takeApart(text: string): PhoneText | 'several' | 'none' {
  let number = text.replace(/^(?:tel|phone|sms|callto|whatsapp):\s*(?:\/\/)?/i, '');
  let extension: string | null = null;
  const match = extensionPattern.exec(number);
  if (match && countDigits(number.slice(0, match.index)) >= leastDigits) {
    extension = match[1] ?? null;
    number = number.slice(0, match.index);
  }
  number = fromLetters(number) ?? number;
  if (/^[+\d\s().\-/]+$/.test(number)) return { number: number.trim(), extension, note: null };
  const runs = (number.match(numberRun) ?? []).filter((run) => countDigits(run) >= leastDigits);
  if (runs.length > 1) return 'several';
  const [run] = runs;
  return run === undefined ? 'none' : { ...withoutTrailingTime(number, run), extension };
}

/** In "202-555-0123 5pm" the 5 belongs to the note. */
function withoutTrailingTime(text: string, run: string): { number: string; note: string | null } {
  const after = text.slice(text.indexOf(run) + run.length);
  const glued = /^[a-z]/i.test(after) ? /^(.*\d)\s+\d{1,2}$/s.exec(run)?.[1] : undefined;
  const number = glued !== undefined && countDigits(glued) >= leastDigits ? glued : run;
  const note = text
    .replace(number, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;:()\-/.]+|[\s,;:()\-/.]+$/g, '');
  return { number, note: note === '' ? null : note };
}

const keypad = '22233344455566677778889999';
const lettersNumber = /^(\+?1[\s.-]*)?\(?(\d{3})\)?[\s.-]*([A-Z\d][A-Z\d\s.-]*)$/i;

/** 1-800-FLOWERS: seven of the characters after the area code count, and letters are among them. */
function fromLetters(text: string): string | null {
  const match = lettersNumber.exec(text);
  const local =
    match?.[3]
      ?.replace(/[\s.-]/g, '')
      .slice(0, 7)
      .toUpperCase() ?? '';
  if (!match || local.length < 7 || !/[A-Z]/.test(local)) return null;
  const digits = local.replace(/[A-Z]/g, (letter) => keypad.charAt(letter.charCodeAt(0) - 65));
  return `+1${match[2]}${digits}`;
}
