import { Refusal } from '../../../lib/errors.ts';

const blockSize = 1024 * 1024;
/** Excel's own limit for a cell is 32,767 characters. */
const longestText = 40_000;
/** About four times what a full sheet of a million people has. */
const mostBytes = 192 * 1024 * 1024;

/**
 * The texts of a workbook, which its cells name by number. Kept as bytes in large blocks: a million names and numbers as strings of their own would
 * need ten times the memory.
 */
export class SharedTexts {
  readonly #blocks: Buffer[] = [];
  #used = blockSize;
  #starts = new Uint32Array(1024);
  #lengths = new Uint32Array(1024);
  count = 0;

  add(text: string): void {
    const kept = text.length > longestText ? text.slice(0, longestText) : text;
    // A character has three bytes at most, of the two that make one of four, two each.
    if (this.#used + kept.length * 3 > blockSize) {
      if ((this.#blocks.length + 1) * blockSize > mostBytes) {
        throw new Refusal(
          'unprocessable',
          'This workbook has too much text to be read at once. Save the sheet as CSV and upload that file.',
        );
      }
      this.#blocks.push(Buffer.allocUnsafeSlow(blockSize));
      this.#used = 0;
    }
    if (this.count === this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#lengths = grown(this.#lengths);
    }
    this.#starts[this.count] = (this.#blocks.length - 1) * blockSize + this.#used;
    const length = this.#blocks.at(-1)?.write(kept, this.#used) ?? 0;
    this.#lengths[this.count] = length;
    this.#used += length;
    this.count += 1;
  }

  /** Blank for a number that there is no text of. */
  get(place: number): string {
    if (!(place >= 0 && place < this.count)) return '';
    const start = this.#starts[place] ?? 0;
    const from = start % blockSize;
    return this.#blocks[Math.floor(start / blockSize)]?.toString('utf8', from, from + (this.#lengths[place] ?? 0)) ?? '';
  }
}

function grown(values: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const more = new Uint32Array(values.length * 2);
  more.set(values);
  return more;
}
