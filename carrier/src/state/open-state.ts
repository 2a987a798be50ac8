import { closeSync } from 'node:fs';
import type { Carrier } from '../carrier.ts';
import { BatchingJournal } from './journal.ts';
import { JournalFiles, readLines, writeFully } from './journal-files.ts';
import { Replay } from './replay.ts';
import { snapshotLines } from './snapshot-lines.ts';

type Parts = Pick<Carrier, 'clock' | 'random' | 'webhooks' | 'keep'>;

// Small enough to be read in a second at the start, large enough that snapshots are rare.
const leastBytesBeforeSnapshot = 48 * 1024 * 1024;

/** A carrier with everything that the data folder remembers, ready to append to it. */
export async function openState(
  parts: Parts,
  dataDir: string | undefined,
  bytesBeforeSnapshot = leastBytesBeforeSnapshot,
): Promise<Carrier> {
  const base = { ...parts, accounts: new Map(), lastSeq: 0, closed: false };
  if (dataDir === undefined) return { ...base, journal: new BatchingJournal() };
  const files = new JournalFiles(dataDir);
  const writer = new JournalWriter(files, bytesBeforeSnapshot);
  const carrier: Carrier = {
    ...base,
    journal: new BatchingJournal(
      (lines) => writer.write(lines),
      () => writer.close(),
    ),
  };
  const { paths, next } = files.list();
  const replay = new Replay(carrier);
  let bytes = 0;
  for (const path of paths) bytes += await readLines(path, (line) => replay.apply(line));
  writer.begin(carrier, next);
  if (bytes > bytesBeforeSnapshot) writer.startSnapshot();
  return carrier;
}

/** Appends to the current journal file, and begins a new one with a snapshot when it has grown too long. */
class JournalWriter {
  readonly #files: JournalFiles;
  #carrier: Carrier | undefined;
  #number = 0;
  #file = -1;
  #bytes = 0;
  readonly #leastLimit: number;
  #limit: number;
  #snapshot: { abandon(): void } | undefined;

  constructor(files: JournalFiles, limit: number) {
    this.#files = files;
    this.#leastLimit = limit;
    this.#limit = limit;
  }

  begin(carrier: Carrier, number: number): void {
    this.#carrier = carrier;
    this.#number = number;
    this.#file = this.#files.openJournal(number);
  }

  write(lines: string): void {
    this.#bytes += writeFully(this.#file, lines);
    if (this.#bytes < this.#limit || this.#snapshot) return;
    closeSync(this.#file);
    this.#file = this.#files.openJournal(++this.#number);
    this.#bytes = 0;
    this.startSnapshot();
  }

  /** In pieces between which messages go on flowing; what changes meanwhile stands in the journal that just began. */
  startSnapshot(): void {
    if (!this.#carrier) return;
    const snapshot = this.#files.beginSnapshot(this.#number);
    this.#snapshot = snapshot;
    const pieces = snapshotLines(this.#carrier);
    let bytes = 0;
    const writeNext = (): void => {
      if (this.#snapshot !== snapshot) return;
      const piece = pieces.next();
      if (piece.done) {
        snapshot.finish();
        this.#limit = Math.max(this.#leastLimit, bytes);
        this.#snapshot = undefined;
        return;
      }
      bytes += piece.value.length;
      snapshot.write(piece.value);
      setTimeout(writeNext, 2).unref();
    };
    writeNext();
  }

  close(): void {
    this.#snapshot?.abandon();
    this.#snapshot = undefined;
    closeSync(this.#file);
  }
}
