/**
 * Typographic characters and what to write instead so that a text stays in GSM-7 (numbers.md section 2).
 * Each row: the replacement, then its code points as hexadecimal numbers or ranges.
 * Wide spaces become one space: a count may differ from Twilio's own smart encoding, which writes two.
 */
const rows: readonly (readonly [string, string])[] = [
  ['"', '201C 201D 201E 201F 00AB 00BB 02BA 02EE 2033 275D 275E 301D 301E FF02'],
  ["'", '2018 2019 201B 02B9 02BB 02BC 02BD 02C8 00B4 0060 02CA 02CB 2032 FF07 275B 275C 0313 0314'],
  ['-', '2010 2011 2012 2013 2014 2015 2022 2043 2212 23BC 23BD FE63 FF0D'],
  ['...', '2026'],
  ['!!', '203C'],
  [',', '201A 3001 FF0C FF64 FE50 FE51'],
  ['.', '3002 FF0E FF61 FE52'],
  ['/', '00F7 2044 2215 29F8 FF0F'],
  ['\\', '29F5 29F9 FE68 FF3C'],
  ['|', '2223 FF5C 23B8-23BB 23BE-23D0'],
  ['<', '2039 FE64 FF1C'],
  ['>', '203A FE65 FF1E'],
  ['(', 'FF08 2768 276A FE59'],
  [')', 'FF09 2769 276B FE5A'],
  ['[', 'FF3B'],
  [']', 'FF3D'],
  ['{', 'FF5B 2774 FE5B'],
  ['}', 'FF5D 2775 FE5C'],
  ['*', 'FF0A FE61'],
  ['+', 'FF0B FE62'],
  ['=', 'FF1D FE66'],
  ['?', 'FF1F FE56'],
  ['!', 'FF01 FE57'],
  ['#', 'FF03 FE5F'],
  ['$', 'FF04 FE69'],
  ['%', 'FF05 FE6A'],
  ['&', 'FF06 FE60'],
  ['@', 'FF20 FE6B'],
  [':', 'FF1A FE55'],
  [';', 'FF1B FE54'],
  ['_', 'FF3F'],
  ['^', '02C6 FF3E'],
  ['~', '02DC 223C FF5E'],
  ['1/4', '00BC'],
  ['1/2', '00BD'],
  ['3/4', '00BE'],
  [' ', '0009 00A0 2000-200A 2028 2029 202F 205F 3000'],
  ['', '200B 200C 2060 FEFF 0000-0008 000B-000C 000E-001F'],
];

/** Small capitals, in the order of the letters beside them (Unicode has none for Q and X). */
const smallCapitals = 'ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ';
const smallCapitalLetters = 'ABCDEFGHIJKLMNOPRSTUVWYZ';

function* codePoints(list: string): Generator<number> {
  for (const item of list.split(' ')) {
    const [from = '', to = from] = item.split('-');
    for (let code = Number.parseInt(from, 16); code <= Number.parseInt(to, 16); code++) yield code;
  }
}

function build(): Map<string, string> {
  const table = new Map<string, string>();
  for (const [to, list] of rows) for (const code of codePoints(list)) table.set(String.fromCodePoint(code), to);
  for (const [first, last] of ['09', 'AZ', 'az'].map((range) => [range.charCodeAt(0), range.charCodeAt(1)] as const)) {
    // Fullwidth forms stand at a fixed distance from ASCII.
    for (let code = first; code <= last; code++) table.set(String.fromCodePoint(code + 0xfee0), String.fromCodePoint(code));
  }
  [...smallCapitals].forEach((char, index) => {
    table.set(char, smallCapitalLetters.charAt(index));
  });
  return table;
}

/** From a single character to its replacement; the empty string where it is dropped. */
export const smartCharacters: ReadonlyMap<string, string> = build();
