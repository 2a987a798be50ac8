import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

/** Bytes that can be read from anywhere. */
export interface RandomAccess {
  readonly size: number;
  /** Fewer bytes than asked for only where they end. */
  read(from: number, length: number): Promise<Buffer>;
}

/** The archive cannot be read: cut off, damaged, protected, or far more in it than its size tells. */
export class ZipProblem extends Error {
  override readonly name = 'ZipProblem';
  readonly kind: 'damaged' | 'protected' | 'too_large';

  constructor(kind: ZipProblem['kind']) {
    super(`the archive is ${kind}`);
    this.kind = kind;
  }
}

interface Entry {
  readonly method: number;
  readonly encrypted: boolean;
  readonly packed: number;
  readonly size: number;
  readonly headerAt: number;
}

const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const locator64Signature = 0x07064b50;
const entrySignature = 0x02014b50;
const fileSignature = 0x04034b50;

/** A workbook has some dozens of parts; a directory beyond this is made to be slow. */
const mostEntries = 10_000;
const largestDirectory = 4 * 1024 * 1024;
const readAtOnce = 128 * 1024;

/**
 * A ZIP archive (APPNOTE.TXT, 64 bit sizes included) read from its directory, each part as a stream. All parts together unpack to `budget` bytes
 * at most, whatever the archive says of itself.
 */
export class ZipArchive {
  readonly #source: RandomAccess;
  readonly #entries: ReadonlyMap<string, Entry>;
  #budget: number;

  private constructor(source: RandomAccess, entries: ReadonlyMap<string, Entry>, budget: number) {
    this.#source = source;
    this.#entries = entries;
    this.#budget = budget;
  }

  /** Throws ZipProblem. */
  static async open(source: RandomAccess, budget: number): Promise<ZipArchive> {
    const { at, length, count } = await findDirectory(source);
    if (count > mostEntries || length > largestDirectory || at + length > source.size) throw new ZipProblem('damaged');
    return new ZipArchive(source, readDirectory(await readAll(source, at, length), count), budget);
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** A part, unpacked, piece by piece. Throws ZipProblem, also when the part is not there. */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name);
    if (!entry) throw new ZipProblem('damaged');
    if (entry.encrypted) throw new ZipProblem('protected');
    if (entry.method !== 0 && entry.method !== 8) throw new ZipProblem('damaged');
    const header = await readAll(this.#source, entry.headerAt, 30);
    if (header.readUInt32LE(0) !== fileSignature) throw new ZipProblem('damaged');
    const at = entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
    const packed = piecesOf(this.#source, at, entry.packed);
    let size = 0;
    for await (const piece of entry.method === 0 ? packed : inflated(packed)) {
      size += piece.length;
      this.#budget -= piece.length;
      if (this.#budget < 0) throw new ZipProblem('too_large');
      yield piece;
    }
    if (size !== entry.size) throw new ZipProblem('damaged');
  }
}

async function* inflated(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const inflate = createInflateRaw({ chunkSize: readAtOnce });
  const feeding = pipeline(Readable.from(packed, { objectMode: false }), inflate).catch(() => undefined);
  try {
    for await (const piece of inflate) yield piece as Buffer;
  } catch (error) {
    throw error instanceof Error && 'code' in error && String(error.code).startsWith('Z_') ? new ZipProblem('damaged') : error;
  } finally {
    inflate.destroy();
    await feeding;
  }
}

async function* piecesOf(source: RandomAccess, from: number, length: number): AsyncGenerator<Buffer> {
  for (let done = 0; done < length; ) {
    const piece = await readAll(source, from + done, Math.min(readAtOnce, length - done));
    done += piece.length;
    yield piece;
  }
}

async function readAll(source: RandomAccess, from: number, length: number): Promise<Buffer> {
  const bytes = await source.read(from, length);
  if (bytes.length < length) throw new ZipProblem('damaged');
  return bytes;
}

/** The directory stands before the end record, which only a comment of at most 64 KB follows. */
async function findDirectory(source: RandomAccess): Promise<{ at: number; length: number; count: number }> {
  const tailLength = Math.min(source.size, 22 + 65_535);
  const tail = await readAll(source, source.size - tailLength, tailLength);
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end -= 1;
  if (end < 0) throw new ZipProblem('damaged');
  const found = { count: tail.readUInt16LE(end + 10), length: tail.readUInt32LE(end + 12), at: tail.readUInt32LE(end + 16) };
  const small = found.count !== 0xffff && found.length !== 0xffffffff && found.at !== 0xffffffff;
  if (small || end < 20 || tail.readUInt32LE(end - 20) !== locator64Signature) return found;
  const record = await readAll(source, Number(tail.readBigUInt64LE(end - 12)), 56);
  if (record.readUInt32LE(0) !== end64Signature) throw new ZipProblem('damaged');
  return {
    count: Number(record.readBigUInt64LE(32)),
    length: Number(record.readBigUInt64LE(40)),
    at: Number(record.readBigUInt64LE(48)),
  };
}

function readDirectory(bytes: Buffer, count: number): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  let at = 0;
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== entrySignature) throw new ZipProblem('damaged');
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const next = at + 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
    if (next > bytes.length) throw new ZipProblem('damaged');
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/');
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    entries.set(name, {
      encrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      method: bytes.readUInt16LE(at + 10),
      ...sizesOf(bytes, at, extra),
    });
    at = next;
  }
  return entries;
}

/** Sizes that do not fit 32 bits stand in the extra field 1, in this order, only those that do not fit. */
function sizesOf(bytes: Buffer, at: number, extra: Buffer): Pick<Entry, 'packed' | 'size' | 'headerAt'> {
  const wide: number[] = [];
  for (let place = 0; place + 4 <= extra.length; place += 4 + extra.readUInt16LE(place + 2)) {
    if (extra.readUInt16LE(place) !== 1) continue;
    const last = Math.min(extra.length, place + 4 + extra.readUInt16LE(place + 2));
    for (let one = place + 4; one + 8 <= last; one += 8) wide.push(Number(extra.readBigUInt64LE(one)));
  }
  const read = (place: number): number => {
    const value = bytes.readUInt32LE(place);
    return value === 0xffffffff ? (wide.shift() ?? value) : value;
  };
  const size = read(at + 24);
  const packed = read(at + 20);
  return { size, packed, headerAt: read(at + 42) };
}
