import { encodingOfStart } from './encoding.ts';

interface Signature {
  readonly bytes: string;
  readonly words: string;
}

const asCsv = 'Open it, choose Save As or Export, pick CSV, and upload that file.';
const asExcel = 'Open it in Excel, choose Save As, pick “Excel Workbook (.xlsx)” or CSV, and upload that file.';
const zipStarts = ['504b0304', '504b0506'];

/** How files of other kinds begin. The first that fits is meant. */
const signatures: readonly Signature[] = [
  { bytes: '25504446', words: 'This is a PDF. Export the people as CSV from where they are kept, and upload that file.' },
  { bytes: '89504e470d0a', words: 'This is a picture. Upload a CSV file.' },
  { bytes: 'ffd8ff', words: 'This is a picture. Upload a CSV file.' },
  { bytes: '47494638', words: 'This is a picture. Upload a CSV file.' },
  { bytes: '1f8b', words: 'This file is compressed (gzip). Unpack it and upload the CSV file in it.' },
  { bytes: '526172211a07', words: 'This file is a RAR archive. Unpack it and upload the CSV file in it.' },
  { bytes: '377abcaf271c', words: 'This file is a 7z archive. Unpack it and upload the CSV file in it.' },
  { bytes: '7b5c727466', words: `This is a text document (RTF), not a table. ${asCsv}` },
  { bytes: '53514c69746520666f726d6174', words: 'This is a database file. Export the people as CSV and upload that file.' },
];

/** Why these first bytes of a file cannot be CSV, in words that say what to do; undefined when they may be. */
export function whyNotCsv(start: Buffer): string | undefined {
  const head = start.subarray(0, 16).toString('hex');
  if (zipStarts.some((bytes) => head.startsWith(bytes))) return wordsOfZip(start);
  if (head.startsWith('d0cf11e0a1b11ae1')) return wordsOfOldOffice(start);
  const known = signatures.find((one) => head.startsWith(one.bytes));
  if (known) return known.words;
  if (encodingOfStart(start)?.startsWith('utf-16')) return undefined;
  const text = start
    .subarray(0, 1000)
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()
    .toLowerCase();
  if (/^(<!doctype html|<html|<\?xml|<table)/.test(text)) return `This is a web page, not a CSV file. ${asCsv}`;
  if (/^(\[\s*[[{"]|\{\s*")/.test(text))
    return 'This is JSON. Upload a CSV file: one row per person, columns separated by commas.';
  return looksBinary(start)
    ? 'This is not a text file. Upload a CSV file: one row per person, columns separated by commas.'
    : undefined;
}

/** Whether these first bytes of a file begin an Excel workbook (.xlsx), which is read by its directory. */
export function beginsWorkbook(start: Buffer): boolean {
  if (!zipStarts.some((bytes) => start.subarray(0, 4).toString('hex') === bytes)) return false;
  const names = start.toString('latin1');
  if (/opendocument|Index\/|\.iwa/.test(names)) return false;
  return /xl\/|\[Content_Types\]\.xml|_rels\/\.rels|docProps\//.test(names);
}

/** Old Office files and protected new ones come in the same envelope, whose directory names what is in it. */
function wordsOfOldOffice(start: Buffer): string {
  const holds = (name: string) => start.includes(Buffer.from(name, 'utf16le'));
  if (holds('EncryptedPackage'))
    return 'This Excel workbook is protected with a password. Open it in Excel, take the password off, save it, and upload it again.';
  if (holds('Workbook') || holds('Book')) return `This is an Excel file of before 2007 (.xls). ${asExcel}`;
  return `This looks like an old Excel file (.xls), or one that is protected with a password. ${asExcel}`;
}

function wordsOfZip(start: Buffer): string {
  if (beginsWorkbook(start)) return `This looks like an Excel file. Save it as CSV: ${asCsv}`;
  const names = start.toString('latin1');
  if (names.includes('opendocument')) return `This looks like an OpenDocument file. Save it as CSV: ${asCsv}`;
  if (names.includes('Index/') || names.includes('.iwa')) return `This looks like a Numbers file. Export it as CSV: ${asCsv}`;
  return 'This file is a ZIP archive. Unpack it and upload the CSV file in it.';
}

/** Text has no zero bytes and hardly any control characters. */
function looksBinary(start: Buffer): boolean {
  let control = 0;
  for (const byte of start) {
    if (byte === 0) return true;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 26) control += 1;
  }
  return control > start.length / 50;
}
