/**
 * Every change is one line, appended before anybody outside hears of it. Lines of one turn of the event loop are
 * written together: one system call for dozens of messages. What was written survives the death of the process
 * (not of the machine: nothing is synced to disk, it is a sandbox).
 */
export interface Journal {
  append(line: string): void;
  /** Runs `work` once everything appended so far has been written. */
  afterWrite(work: () => void): void;
  flush(): void;
  close(): void;
}

/** Collects lines and hands them over in batches. Without `write` nothing is kept. */
export class BatchingJournal implements Journal {
  readonly #write: ((lines: string) => void) | undefined;
  readonly #end: () => void;
  #lines = '';
  #waiting: (() => void)[] = [];
  #planned = false;
  #closed = false;

  constructor(write?: (lines: string) => void, end: () => void = () => {}) {
    this.#write = write;
    this.#end = end;
  }

  append(line: string): void {
    if (!this.#write || this.#closed) return;
    this.#lines += `${line}\n`;
    this.#plan();
  }

  afterWrite(work: () => void): void {
    this.#waiting.push(work);
    this.#plan();
  }

  flush(): void {
    this.#planned = false;
    if (this.#lines !== '' && this.#write) {
      const lines = this.#lines;
      this.#lines = '';
      this.#write(lines);
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const work of waiting) work();
  }

  close(): void {
    if (this.#closed) return;
    this.flush();
    this.#closed = true;
    this.#end();
  }

  #plan(): void {
    if (this.#planned || this.#closed) return;
    this.#planned = true;
    setImmediate(() => this.flush());
  }
}
