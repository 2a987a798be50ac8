import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGsm } from './gsm.ts';
import { analyseSegments, countSegments, findOffenders, type SmsEncoding, segmentLimits } from './segments.ts';
import { smartEncode } from './smart-encoding.ts';

const x = (char: string, times: number) => char.repeat(times);
const grin = '😀';
const family = '👨‍👩‍👧‍👦';

describe('known answers', () => {
  it.each<[string, string, SmsEncoding, number]>([
    ['160 a', x('a', 160), 'GSM-7', 1],
    ['161 a', x('a', 161), 'GSM-7', 2],
    ['306 a', x('a', 306), 'GSM-7', 2],
    ['307 a', x('a', 307), 'GSM-7', 3],
    ['80 euro signs', x('€', 80), 'GSM-7', 1],
    ['81 euro signs', x('€', 81), 'GSM-7', 2],
    ['a pair on the border', `${x('a', 152)}€${x('b', 152)}`, 'GSM-7', 3],
    ['80 CRLF', x('\r\n', 80), 'GSM-7', 1],
    ['70 á', x('á', 70), 'UCS-2', 1],
    ['71 á', x('á', 71), 'UCS-2', 2],
    ['134 á', x('á', 134), 'UCS-2', 2],
    ['135 á', x('á', 135), 'UCS-2', 3],
    ['35 emoji', x(grin, 35), 'UCS-2', 1],
    ['36 emoji', x(grin, 36), 'UCS-2', 2],
    ['a surrogate pair on the border', `${x('á', 66)}${grin}${x('á', 66)}`, 'UCS-2', 3],
    ['a family', family, 'UCS-2', 1],
    ['159 a and a curly quote', `${x('a', 159)}’`, 'UCS-2', 3],
    ['1600 a', x('a', 1600), 'GSM-7', 11],
    ['1600 á', x('á', 1600), 'UCS-2', 24],
    ['an empty text', '', 'GSM-7', 0],
  ])('%s', (_name, text, encoding, segments) => {
    expect(countSegments(text)).toMatchObject({ encoding, segments });
  });

  it.each<[string, string, number]>([
    ['159 a and a curly quote', `${x('a', 159)}’`, 1],
    ['158 a and an ellipsis, which becomes three dots', `${x('a', 158)}…`, 2],
  ])('with smart encoding, %s', (_name, text, segments) => {
    expect(countSegments(smartEncode(text).text)).toMatchObject({ encoding: 'GSM-7', segments });
  });

  it.each([
    [[160, 306, 459, 612, 765, 918, 1071, 1224, 1377, 1530], 'a'],
    [[70, 134, 201, 268, 335, 402, 469, 536, 603, 670], 'á'],
  ] as const)('fill 1 to 10 segments with %j units', (limits, char) => {
    limits.forEach((limit, index) => {
      expect(countSegments(x(char, limit))).toMatchObject({ segments: index + 1, remaining: 0 });
      expect(countSegments(x(char, limit + 1)).segments).toBe(index + 2);
    });
  });

  it('knows what is in the alphabet and what only looks like it', () => {
    expect(isGsm('José & Åse: £5 ¿ñ? Ç ß Ø à ü')).toBe(true);
    for (const char of '`çáíóúâêîôûëïãõ’–—…•\u00a0\u200b™©®\t😀') expect(isGsm(char), char).toBe(false);
    expect([...'^{}\\[~]|€\f'].map((char) => countSegments(char).units)).toEqual(Array(10).fill(2));
  });
});

describe('parts and offenders', () => {
  it('moves a pair that does not fit to the next part whole', () => {
    const { parts } = analyseSegments(`${x('a', 152)}€${x('b', 152)}`);
    expect(parts.map((part) => part.units)).toEqual([152, 153, 1]);
    expect(parts[1]?.text.startsWith('€')).toBe(true);
  });

  it('lists the characters that force UCS-2 with their positions', () => {
    expect(findOffenders('It’s 5 o’clock 😀')).toEqual([
      { char: '’', codePoint: 'U+2019', positions: [2, 8] },
      { char: '😀', codePoint: 'U+1F600', positions: [15] },
    ]);
    expect(analyseSegments('plain').offenders).toEqual([]);
  });

  it('agrees with a naive simulation on any text', () => {
    const char = fc.constantFrom('a', 'é', '€', '{', '\n', 'á', '’', grin, family, '\ud83d');
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(char, { maxLength: 400 }).map((list) => list.join('')),
    );
    const gsm = fc.array(fc.constantFrom('a', 'b', '€', '|', 'ü'), { maxLength: 500 }).map((list) => list.join(''));
    fc.assert(
      fc.property(fc.oneof(texts, gsm), (text) => {
        const analysis = analyseSegments(text);
        const naive = naiveParts(text);
        expect(analysis.segments).toBe(naive.length);
        expect(analysis.parts.map((part) => part.text)).toEqual(naive);
        expect(analysis.parts.map((part) => part.text).join('')).toBe(text);
        expect(analysis.encoding === 'GSM-7').toBe(analysis.offenders.length === 0);
        expect(analysis.remaining).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

/** Written apart from the code under test: characters, costs, greedy filling. */
function naiveParts(text: string): string[] {
  const chars = [...text];
  const encoding = chars.every(isGsm) ? 'GSM-7' : 'UCS-2';
  const cost = (char: string) => (encoding === 'UCS-2' ? char.length : '^{}\\[~]|€\f'.includes(char) ? 2 : 1);
  const total = chars.reduce((sum, char) => sum + cost(char), 0);
  if (total === 0) return [];
  if (total <= segmentLimits[encoding].single) return [text];
  const parts: { text: string; units: number }[] = [{ text: '', units: 0 }];
  for (const char of chars) {
    if (parts.at(-1)!.units + cost(char) > segmentLimits[encoding].part) parts.push({ text: '', units: 0 });
    const last = parts.at(-1)!;
    last.text += char;
    last.units += cost(char);
  }
  return parts.map((part) => part.text);
}
