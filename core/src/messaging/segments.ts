import { septets } from './gsm.ts';

/** An SMS carries 140 bytes; a part of a longer message loses 6 of them to its header (numbers.md section 1). */
export const segmentLimits = {
  'GSM-7': { single: 160, part: 153 },
  'UCS-2': { single: 70, part: 67 },
} as const;

export type SmsEncoding = keyof typeof segmentLimits;

/** The longest body that Twilio takes, in UTF-16 code units. */
export const maxSmsBodyLength = 1600;

export interface SegmentCount {
  readonly encoding: SmsEncoding;
  /** Messages the carrier bills. 0 only for an empty text. */
  readonly segments: number;
  /** Septets in GSM-7 (extension characters count 2), UTF-16 code units in UCS-2. */
  readonly units: number;
  /** Units that still fit before another segment begins. */
  readonly remaining: number;
}

/**
 * Counts the segments of a text. About a microsecond for a plain text of 160 characters.
 *
 * @example countSegments('a'.repeat(161)) // { encoding: 'GSM-7', segments: 2, units: 161, remaining: 145 }
 */
export function countSegments(text: string): SegmentCount {
  let units = 0;
  let extended = false;
  for (let i = 0; i < text.length; i++) {
    const cost = septets(text.charCodeAt(i));
    if (cost === 0) return countUcs2(text);
    if (cost === 2) extended = true;
    units += cost;
  }
  if (units <= segmentLimits['GSM-7'].single) return single('GSM-7', units);
  return extended ? countParts('GSM-7', text, units) : spread('GSM-7', units);
}

function countUcs2(text: string): SegmentCount {
  if (text.length <= segmentLimits['UCS-2'].single) return single('UCS-2', text.length);
  return countParts('UCS-2', text, text.length);
}

function single(encoding: SmsEncoding, units: number): SegmentCount {
  return { encoding, segments: units === 0 ? 0 : 1, units, remaining: segmentLimits[encoding].single - units };
}

/** No character is wider than one unit, so parts fill up completely. */
function spread(encoding: SmsEncoding, units: number): SegmentCount {
  const { part } = segmentLimits[encoding];
  const segments = Math.ceil(units / part);
  return { encoding, segments, units, remaining: segments * part - units };
}

/** Fills parts one by one: a character of two units that does not fit moves to the next part whole. */
function countParts(encoding: SmsEncoding, text: string, units: number): SegmentCount {
  const { part } = segmentLimits[encoding];
  let segments = 1;
  let used = 0;
  for (let i = 0; i < text.length; ) {
    const { width, cost } = characterAt(encoding, text, i);
    if (used + cost > part) {
      segments += 1;
      used = 0;
    }
    used += cost;
    i += width;
  }
  return { encoding, segments, units, remaining: part - used };
}

/** The indivisible character at a position: its width in code units of the text and its cost in units of the encoding. */
function characterAt(encoding: SmsEncoding, text: string, index: number): { width: number; cost: number } {
  if (encoding === 'GSM-7') return { width: 1, cost: septets(text.charCodeAt(index)) };
  const width = (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  return { width, cost: width };
}

export interface SegmentPart {
  readonly text: string;
  readonly units: number;
}

/** A character that forces the whole message into UCS-2. */
export interface Offender {
  readonly char: string;
  /** `U+2019` */
  readonly codePoint: string;
  /** Where it stands, in UTF-16 code units from 0. */
  readonly positions: readonly number[];
}

export interface SegmentAnalysis extends SegmentCount {
  readonly parts: readonly SegmentPart[];
  /** In order of first appearance; empty when the text is GSM-7. */
  readonly offenders: readonly Offender[];
}

/** The count together with the text of every part and the characters that make the message expensive. */
export function analyseSegments(text: string): SegmentAnalysis {
  const count = countSegments(text);
  return { ...count, parts: splitParts(text, count), offenders: count.encoding === 'UCS-2' ? findOffenders(text) : [] };
}

function splitParts(text: string, count: SegmentCount): SegmentPart[] {
  if (count.segments === 0) return [];
  if (count.segments === 1) return [{ text, units: count.units }];
  const { part } = segmentLimits[count.encoding];
  const parts: SegmentPart[] = [];
  let start = 0;
  let used = 0;
  for (let i = 0; i < text.length; ) {
    const { width, cost } = characterAt(count.encoding, text, i);
    if (used + cost > part) {
      parts.push({ text: text.slice(start, i), units: used });
      start = i;
      used = 0;
    }
    used += cost;
    i += width;
  }
  parts.push({ text: text.slice(start), units: used });
  return parts;
}

/** Lists the characters outside GSM-7 with their positions. */
export function findOffenders(text: string): Offender[] {
  const found = new Map<string, number[]>();
  let index = 0;
  for (const char of text) {
    if (char.length > 1 || septets(char.charCodeAt(0)) === 0) {
      const positions = found.get(char);
      if (positions) positions.push(index);
      else found.set(char, [index]);
    }
    index += char.length;
  }
  return [...found].map(([char, positions]) => ({ char, codePoint: codePointName(char), positions }));
}

function codePointName(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
