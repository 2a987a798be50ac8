import type { Readable } from 'node:stream';
import { Refusal } from '../../lib/errors.ts';
import { type Encoding, encodingOfStart, Utf8Check } from './csv/encoding.ts';
import { beginsWorkbook, whyNotCsv } from './csv/sniff.ts';

/** All pieces of a file have this size, the last excepted. */
export const pieceSize = 128 * 1024;

export interface Received {
  readonly size: number;
  readonly encoding: Encoding;
  /** It is no text file but an Excel workbook, whose sheets are read by themselves. */
  readonly workbook: boolean;
}

/**
 * Takes an upload piece by piece: refuses it as soon as it shows that it is too large or neither text nor, where those are taken, a workbook;
 * hands on each piece to be stored, and knows at the end in which encoding it is. Never holds more than a piece.
 */
export async function receive(
  body: Readable,
  limits: { maxBytes: number; maxWords: string; workbooks?: boolean },
  store: (piece: Buffer, position: number) => Promise<void>,
): Promise<Received> {
  const utf8 = new Utf8Check();
  let marked: Encoding | undefined;
  let workbook = false;
  let size = 0;
  let position = 0;
  for await (const piece of inPieces(body, (more) => refuseTooLarge(size + more, limits))) {
    if (position === 0 && limits.workbooks === true && beginsWorkbook(piece)) workbook = true;
    else if (position === 0) {
      const reason = whyNotCsv(piece);
      if (reason !== undefined) throw notCsv(reason);
      const start = encodingOfStart(piece);
      marked = start === 'utf-8-bom' ? 'utf-8' : start;
    }
    if (!workbook && (marked === undefined || marked === 'utf-8')) {
      if (piece.includes(0)) throw notCsv('This is not a text file: it has zero bytes in it. Upload a CSV file.');
      utf8.add(piece);
    }
    await store(piece, position);
    position += 1;
    size += piece.length;
  }
  if (size === 0) throw notCsv('The file is empty. Upload a CSV file with one row per person.');
  // A file that says it is UTF-8 and is not has a few bad characters; read otherwise all accents would be wrong.
  return { size, encoding: marked ?? (utf8.valid ? 'utf-8' : 'windows-1252'), workbook };
}

function notCsv(words: string): Refusal {
  return new Refusal('unprocessable', words, { fields: [{ field: 'body', message: words }] });
}

function refuseTooLarge(size: number, limits: { maxBytes: number; maxWords: string }): void {
  if (size > limits.maxBytes) throw new Refusal('too_large', tooLargeWords(limits.maxWords));
}

export const tooLargeWords = (max: string): string =>
  `The file is larger than ${max}. Split it, or remove columns that are not needed.`;

/** The bytes of a stream in pieces of one size. `check` hears how much waits, before it is kept. */
async function* inPieces(body: Readable, check: (waiting: number) => void): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  // Not destroyed when it is refused: the rest is read away, so that the sender gets to read why (see uploadFile).
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    let rest: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as string);
    check(length + rest.length);
    while (length + rest.length >= pieceSize) {
      const part = rest.subarray(0, pieceSize - length);
      yield waiting.length === 0 ? part : Buffer.concat([...waiting, part]);
      rest = rest.subarray(part.length);
      waiting = [];
      length = 0;
    }
    if (rest.length > 0) waiting.push(rest);
    length += rest.length;
  }
  if (length > 0) yield Buffer.concat(waiting);
}
