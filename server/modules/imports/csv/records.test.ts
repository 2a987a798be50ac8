import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CsvRecord, RecordReader } from './records.ts';

function read(pieces: readonly string[], delimiter = ',', newline: '\n' | '\r' = '\n'): CsvRecord[] {
  const reader = new RecordReader({ delimiter, newline });
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}
const cells = (text: string) => read([text]).map((record) => record.cells);

const cell = fc
  .oneof(fc.string(), fc.stringMatching(/^[a-z",;\n ]{0,8}$/))
  .map((text) => text.replaceAll('\r', '').replaceAll('\0', ''));
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 });
const quoted = (rows: readonly (readonly string[])[], delimiter: string, newline: string) =>
  rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(delimiter)).join(newline);

describe('cutting text into records', () => {
  it('reads back every table, wherever the pieces of the file are cut, and as csv-parse does', () => {
    fc.assert(
      fc.property(
        table,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.nat(60), { maxLength: 6 }),
        (rows, delimiter, newline, cuts) => {
          const text = quoted(rows, delimiter, newline);
          const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
          const pieces = places.slice(1).map((end, at) => text.slice(places[at], end));
          const filled = (record: readonly string[]) => record.some((one) => one.trim() !== '');
          const found = read(pieces, delimiter).map((record) => record.cells);
          expect(found).toEqual(rows.filter(filled));
          const theirs = parse(text, { delimiter, relax_column_count: true, record_delimiter: newline }) as string[][];
          expect(found).toEqual(theirs.filter(filled));
        },
      ),
    );
  });

  it('never throws and never loses a line without quotation marks, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ') }), (text) => {
        const records = read([`first,1\n${text}\nlast,1\n`]);
        expect(records[0]?.cells).toEqual(['first', '1']);
        expect(records.map((record) => record.line)).toEqual([...records.map((record) => record.line)].sort((a, b) => a - b));
      }),
    );
  });

  it('reads marks inside of words, blanks before a quoted cell and the last line without its end', () => {
    expect(cells('a "b" c,"the "old" school", "x, y"\nd,e,f')).toEqual([
      ['a "b" c', 'the "old" school', 'x, y'],
      ['d', 'e', 'f'],
    ]);
  });

  it('counts the lines of the file, quoted line breaks and blank lines included', () => {
    expect(read(['a,b\n\n"c\nd",e\nf,g\n']).map((record) => record.line)).toEqual([1, 3, 5]);
  });

  it('loses one line to a mark that is never closed, at the end of the file too', () => {
    const records = read(['a,b\n"c,d\n"e",f\n"g,h\ni,j\n']);
    expect(records.map((record) => [record.line, record.broken])).toEqual([
      [1, undefined],
      [2, 'unclosed_quote'],
      [3, undefined],
      [4, 'unclosed_quote'],
      [5, undefined],
    ]);
  });

  it('gives up on a line beyond a million characters and goes on after it', () => {
    const records = read(['a,b\n', 'x'.repeat(800_000), 'x'.repeat(800_000), 'x\nc,d\n']);
    expect(records.map((record) => [record.line, record.broken])).toEqual([
      [1, undefined],
      [2, 'too_long'],
      [3, undefined],
    ]);
  });

  it('reads a cell of 200,000 characters', () => {
    const long = 'word '.repeat(40_000).trim();
    expect(cells(`a,"${long}"\n`)).toEqual([['a', long]]);
  });
});
