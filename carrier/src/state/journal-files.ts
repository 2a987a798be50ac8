import { closeSync, createReadStream, mkdirSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files of one data folder: `snapshot-<n>.log` holds everything as it was when `journal-<n>.log` began. A state is
 * the newest snapshot and every journal from its number on. A snapshot counts only under its final name.
 */
export class JournalFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name));
  }

  /** In the order in which they must be read, and the number after the last. */
  list(): { paths: string[]; next: number } {
    const snapshots = this.#numbers('snapshot');
    const journals = this.#numbers('journal');
    const start = snapshots.at(-1) ?? 0;
    const paths = journals.filter((number) => number >= start).map((number) => this.#path('journal', number));
    if (snapshots.length > 0) paths.unshift(this.#path('snapshot', start));
    return { paths, next: Math.max(start, journals.at(-1) ?? 0) + 1 };
  }

  openJournal(number: number): number {
    return openSync(this.#path('journal', number), 'a');
  }

  /** Writes a snapshot piece by piece; the returned functions add to it, and make it count. */
  beginSnapshot(number: number): { write(lines: string): void; finish(): void; abandon(): void } {
    const path = this.#path('snapshot', number);
    const file = openSync(`${path}.tmp`, 'w');
    return {
      write: (lines) => writeFully(file, lines),
      finish: () => {
        closeSync(file);
        renameSync(`${path}.tmp`, path);
        for (const kind of ['snapshot', 'journal'] as const) {
          for (const old of this.#numbers(kind)) if (old < number) rmSync(this.#path(kind, old));
        }
      },
      abandon: () => closeSync(file),
    };
  }

  #path(kind: 'snapshot' | 'journal', number: number): string {
    return join(this.#folder, `${kind}-${String(number).padStart(6, '0')}.log`);
  }

  #numbers(kind: string): number[] {
    const form = new RegExp(`^${kind}-(\\d+)\\.log$`);
    const numbers = readdirSync(this.#folder).flatMap((name) => form.exec(name)?.[1] ?? []);
    return numbers.map(Number).sort((a, b) => a - b);
  }
}

/** A write to a file may take only part of what it was given (a full disk throws). */
export function writeFully(file: number, lines: string): number {
  const bytes = Buffer.from(lines, 'utf8');
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written);
  return bytes.length;
}

/** Every complete line; what stands after the last line break was cut off by the end of a process. Gives the size. */
export async function readLines(path: string, each: (line: string) => void): Promise<number> {
  let rest = '';
  let size = 0;
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: 1024 * 1024 });
  for await (const chunk of stream as AsyncIterable<string>) {
    size += chunk.length;
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) each(line);
  }
  return size;
}
