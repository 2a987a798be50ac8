import { expect, test } from 'vitest';
import { segment } from './segments.ts';

const euro = '€';
const emoji = '\u{1F600}';

test.each([
  ['160 letters', 'a'.repeat(160), 'GSM-7', 1],
  ['161 letters', 'a'.repeat(161), 'GSM-7', 2],
  ['306 letters', 'a'.repeat(306), 'GSM-7', 2],
  ['307 letters', 'a'.repeat(307), 'GSM-7', 3],
  ['80 euro signs', euro.repeat(80), 'GSM-7', 1],
  ['81 euro signs', euro.repeat(81), 'GSM-7', 2],
  ['a euro sign on the border of a part', `${'a'.repeat(152)}${euro}${'b'.repeat(152)}`, 'GSM-7', 3],
  ['80 line breaks of two characters', '\r\n'.repeat(80), 'GSM-7', 1],
  ['70 times á', 'á'.repeat(70), 'UCS-2', 1],
  ['71 times á', 'á'.repeat(71), 'UCS-2', 2],
  ['134 times á', 'á'.repeat(134), 'UCS-2', 2],
  ['135 times á', 'á'.repeat(135), 'UCS-2', 3],
  ['35 emoji', emoji.repeat(35), 'UCS-2', 1],
  ['36 emoji', emoji.repeat(36), 'UCS-2', 2],
  ['an emoji on the border of a part', `${'á'.repeat(66)}${emoji}${'á'.repeat(66)}`, 'UCS-2', 3],
  ['a family emoji', '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}\u200D\u{1F466}', 'UCS-2', 1],
  ['159 letters and a curly quote', `${'a'.repeat(159)}\u2019`, 'UCS-2', 3],
  ['1600 letters', 'a'.repeat(1600), 'GSM-7', 11],
  ['1600 times á', 'á'.repeat(1600), 'UCS-2', 24],
  ['a lower-case ç', 'ç', 'UCS-2', 1],
  ['an upper-case Ç', 'Ç', 'GSM-7', 1],
  ['a backtick', '`', 'UCS-2', 1],
  ['a tab', '\t', 'UCS-2', 1],
  ['nothing', '', 'GSM-7', 1],
])('%s', (_name, text, encoding, segments) => {
  expect(segment(text)).toEqual({ encoding, segments });
});
