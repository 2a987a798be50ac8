import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookOfFormat, numberText } from './cell-text.ts';
import { convertWorkbook } from './convert.ts';
import { accessPieces } from './piece-access.ts';
import { type TestCell, workbookOf, zipOf } from './testing.ts';
import { XmlReader } from './xml.ts';

const header = { defaultCountry: 'US', customFields: [] };

/** Converts a workbook that is stored in small pieces. */
async function csvOf(file: Buffer, wish: { sheet?: string; maxBytes?: number } = {}) {
  const pieceSize = 1_000;
  const stored = new Map<number, string>();
  const source = accessPieces(async (at) => file.subarray(at * pieceSize, (at + 1) * pieceSize), {
    size: file.length,
    pieceSize,
  });
  const found = await convertWorkbook(source, {
    sheet: wish.sheet,
    header,
    maxBytes: wish.maxBytes ?? 1_000_000,
    store: async (piece, position) => void stored.set(position, piece.toString()),
  });
  const csv = [...stored].sort(([a], [b]) => a - b).map(([, text]) => text);
  return { ...found, csv: csv.join('') };
}

const oneSheet = async (rows: readonly (readonly TestCell[])[], merged: readonly string[] = []) =>
  (await csvOf(workbookOf([{ rows, merged }]))).csv;

describe('cells', () => {
  it('keeps every digit of a number, dates as dates, and results of formulas', async () => {
    const rows = [
      ['Name', 'Phone', 'Born', 'Zip', 'Since', 'Formula', 'Flag', 'Sum'],
      [
        'Ann, "A" & <B>',
        12025550123,
        { date: 29221 },
        { xml: ' s="3"><v>2134</v>' },
        { xml: ' s="4"><v>45000.5</v>' },
        { xml: ' t="str"><f>A1&amp;B1</f><v>a &amp; b</v>' },
        { xml: ' t="b"><v>1</v>' },
        { xml: '><v>0.30000000000000004</v>' },
      ],
      [
        'two\nlines',
        '020 2555 0123',
        { xml: ' s="2"><v>44927</v>' },
        '02134',
        { xml: ' t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r><rPh><t>no</t></rPh></is>' },
        { xml: ' t="e"><f>1/0</f><v>#DIV/0!</v>' },
        { xml: ' t="b"><v>0</v>' },
        { xml: '><v>1.2025550123E10</v>' },
      ],
    ];
    expect(await oneSheet(rows)).toBe(
      [
        'Name,Phone,Born,Zip,Since,Formula,Flag,Sum',
        '"Ann, ""A"" & <B>",12025550123,1980-01-01,02134,2023-03-15 12:00,a & b,TRUE,0.3',
        '"two\rlines",020 2555 0123,2023-01-01,02134,inline,,FALSE,12025550123',
        '',
      ].join('\n'),
    );
  });

  it.each([
    [0, undefined, undefined],
    [14, undefined, 'date'],
    [20, undefined, 'time'],
    [165, '[$-409]d\\-mmm\\-yy;@', 'date'],
    [165, '"day" 0', undefined],
    [165, '[Red]#,##0.00;[Blue]General', undefined],
    [165, '[h]:mm:ss', 'time'],
    [165, '000-00-0000', undefined],
    [165, '[<=9999999]###\\-####;\\(###\\)\\ ###\\-####', undefined],
    [165, '00000', { zeros: 5 }],
  ] as const)('knows what format %s %s is for', (id, code, look) => {
    expect(lookOfFormat(id, code)).toEqual(look);
  });

  it.each([
    ['1', 'date', false, '1900-01-01'],
    ['59', 'date', false, '1900-02-28'],
    ['61', 'date', false, '1900-03-01'],
    ['0', 'date', true, '1904-01-01'],
    ['0.75', 'time', false, '18:00'],
    ['45000.99999', 'date', false, '2023-03-16'],
    ['-3', 'date', false, '-3'],
    ['99999999', 'date', false, '99999999'],
    ['4.9E-07', undefined, false, '0.00000049'],
    ['9007199254740993', undefined, false, '9007199254740993'],
    ['12E20', undefined, false, '1200000000000000000000'],
  ] as const)('writes %s as %s', (raw, look, from1904, text) => {
    expect(numberText(raw, look, from1904)).toBe(text);
  });
});

describe('rows', () => {
  it('keeps the number of each row, whatever is blank', async () => {
    const rows = Array.from({ length: 40 }, (): TestCell[] => []);
    rows[1] = ['Name', 'Phone'];
    rows[4] = ['Ann', '202-555-0101'];
    rows[33] = ['Bob', '202-555-0102'];
    rows[39] = [null, '202-555-0103'];
    const lines = (await oneSheet(rows)).split('\n');
    expect([lines[1], lines[4], lines[33], lines[39]]).toEqual([
      'Name,Phone',
      'Ann,202-555-0101',
      'Bob,202-555-0102',
      ',202-555-0103',
    ]);
    expect(lines.filter((line) => line !== '')).toHaveLength(4);
  });

  it('makes one header of titles, merged names and two rows', async () => {
    const rows = [
      ['Members of the choir, 2026'],
      [],
      ['Name', 'Phone', null, 'Address', null],
      [null, 'Mobile', 'Home', 'City', 'Zip'],
      ['Ann Example', '202-555-0101', '202-555-0102', 'Springfield', '02134'],
    ];
    const csv = await oneSheet(rows, ['A1:E1', 'A3:A4', 'B3:C3', 'D3:E3']);
    expect(csv).toBe(
      '\n\n\nName,Phone Mobile,Phone Home,Address City,Address Zip\nAnn Example,202-555-0101,202-555-0102,Springfield,02134\n',
    );
  });

  it('names every column of a merged header of one row', async () => {
    const rows = [
      ['Name', null, 'Phone', null],
      ['Ann', 'Example', '202-555-0101', '202-555-0102'],
    ];
    expect((await oneSheet(rows, ['A1:B1', 'C1:D1'])).split('\n')[0]).toBe('Name,Name,Phone,Phone');
  });

  it('takes a title above a header away, and never a person', async () => {
    const people = [
      ['Ann Example', '202-555-0101'],
      ['Bob Sample', '202-555-0102'],
    ];
    expect((await oneSheet([['Our list'], ['Name', 'Phone'], ...people])).split('\n').slice(0, 2)).toEqual(['', 'Name,Phone']);
    expect((await oneSheet([['202-555-0100'], ...people])).split('\n')[0]).toBe('202-555-0100');
    expect((await oneSheet([['Cy'], ...people])).split('\n')[0]).toBe('Cy');
    expect(await oneSheet([['Phone'], ['202-555-0101']])).toBe('Phone\n202-555-0101\n');
  });

  it('says which cells have no value', async () => {
    const { notices } = await csvOf(
      workbookOf([
        {
          rows: [
            ['Name', 'Sum'],
            ['Ann', { xml: '><f>1+1</f>' }],
            ['Bob', { xml: ' t="e"><v>#N/A</v>' }],
          ],
        },
      ]),
    );
    expect(notices.join(' ')).toMatch(/1 cell of “Sheet1” hold formulas without a result.*1 cell of “Sheet1” show an error/);
  });
});

describe('sheets', () => {
  const book = workbookOf([
    { name: 'Empty', rows: [] },
    { name: 'Hidden', rows: [['Secret']], hidden: true },
    {
      name: 'A & B',
      rows: [
        ['Name', 'Phone'],
        ['Ann', 1],
      ],
    },
    { name: 'Guests', rows: [['Guest'], ['Bob']] },
  ]);

  it('takes the first that has something in it, or the one that is chosen', async () => {
    expect(await csvOf(book)).toMatchObject({ sheet: 'A & B', sheets: ['Empty', 'A & B', 'Guests'], csv: 'Name,Phone\nAnn,1\n' });
    expect(await csvOf(book, { sheet: 'Guests' })).toMatchObject({ sheet: 'Guests', csv: 'Guest\nBob\n' });
    await expect(csvOf(book, { sheet: 'Empty' })).rejects.toThrow('is empty. Choose another');
    await expect(csvOf(book, { sheet: 'Hidden' })).rejects.toThrow('There is no sheet “Hidden”');
    await expect(csvOf(workbookOf([{ rows: [] }]))).rejects.toThrow('The workbook is empty');
  });

  it('counts days from 1904 where the workbook says so', async () => {
    const { csv } = await csvOf(workbookOf([{ rows: [['Born'], [{ date: 1 }]] }], { from1904: true }));
    expect(csv).toBe('Born\n1904-01-02\n');
  });
});

describe('files that are refused', () => {
  const good = workbookOf([
    {
      rows: [
        ['Name', 'Phone'],
        ['Ann', 12025550101],
      ],
    },
  ]);

  it('one that is cut off or changed anywhere, without ever hanging or throwing something else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        await expect(csvOf(good.subarray(0, at))).rejects.toMatchObject({ name: 'Refusal' });
        const broken = Buffer.from(good);
        broken[at] = (broken[at] ?? 0) ^ change;
        // Some bytes mean nothing to us, such as times and checksums.
        await csvOf(broken).catch((error: Error) => expect(error.name).toBe('Refusal'));
      }),
      { numRuns: 200 },
    );
  });

  it('one with far more in it than its size tells', async () => {
    const bomb = workbookOf([{ rows: [['x']] }], {
      extra: { 'xl/sharedStrings.xml': `<sst>${'<si><t>aaaaaaaaaaaaaaaa</t></si>'.repeat(400_000)}</sst>` },
    });
    expect(bomb.length).toBeLessThan(100_000);
    await expect(csvOf(bomb, { maxBytes: 100_000 })).rejects.toThrow('far more in this workbook');
    const wide = `<worksheet><sheetData>${Array.from({ length: 5_000 }, (_, n) => `<row r="${n + 1}"><c r="SF${n + 1}"><v>1</v></c></row>`).join('')}</sheetData></worksheet>`;
    await expect(
      csvOf(workbookOf([{ rows: [] }], { extra: { 'xl/worksheets/sheet1.xml': wide } }), { maxBytes: 100_000 }),
    ).rejects.toThrow('far more in this workbook');
  });

  it.each([
    ['with a document type', { 'xl/worksheets/sheet1.xml': '<!DOCTYPE x [<!ENTITY a "aa">]><worksheet/>' }, 'cannot be read'],
    [
      'with rows out of order',
      { 'xl/worksheets/sheet1.xml': '<worksheet><row r="2"/><row r="1"/></worksheet>' },
      'cannot be read',
    ],
    ['with a row beyond all', { 'xl/worksheets/sheet1.xml': '<worksheet><row r="99999999"/></worksheet>' }, 'cannot be read'],
    ['that ends within a tag', { 'xl/worksheets/sheet1.xml': '<worksheet><row r="2"' }, 'cannot be read'],
    ['with a tag without end', { 'xl/worksheets/sheet1.xml': `<worksheet a="${'x'.repeat(3_000_000)}"/>` }, 'cannot be read'],
    [
      'in the binary format',
      { '_rels/.rels': '<r><Relationship Type="x/officeDocument" Target="xl/workbook.bin"/></r>' },
      '.xlsb',
    ],
    ['that is a document', { '_rels/.rels': '<r><Relationship Type="x/officeDocument" Target="word/document.xml"/></r>' }, 'ZIP'],
  ])('one %s', async (_name, extra, words) => {
    await expect(csvOf(workbookOf([{ rows: [['x']] }], { extra }), { maxBytes: 10_000_000 })).rejects.toThrow(words);
  });

  it('one whose parts are missing', async () => {
    await expect(csvOf(zipOf({ 'xl/workbook.xml': '<workbook/>' }))).rejects.toThrow('damaged');
    await expect(csvOf(Buffer.from('PK\x03\x04'))).rejects.toThrow('damaged');
  });
});

it('reads XML in whatever pieces it comes', () => {
  const xml = '<?xml version="1.0"?><x:a one="1 > 0" two=\'"\'><!-- <b> --><b/>text &lt; <![CDATA[<raw> & ]]></x:a >';
  const told = (pieces: readonly string[]) => {
    let events = '';
    const reader = new XmlReader({
      open: (name, attributes) => {
        events += `(${name}${attributes}`;
      },
      text: (raw) => {
        events += raw;
      },
      close: (name) => {
        events += `)${name}`;
      },
    });
    for (const piece of pieces) reader.push(piece);
    reader.end();
    return events;
  };
  const whole = told([xml]);
  expect(whole).toBe('(a one="1 > 0" two=\'"\'(b)btext &lt; <raw> &amp; )a');
  for (let at = 1; at < xml.length; at += 1) expect(told([xml.slice(0, at), xml.slice(at)])).toBe(whole);
  expect(told([...xml])).toBe(whole);
});
