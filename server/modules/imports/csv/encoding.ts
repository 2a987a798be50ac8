import { isUtf8 } from 'node:buffer';
import type { importEncodings } from '@tidings/core/contract/imports';

export type Encoding = (typeof importEncodings)[number];

/** A byte order mark says it outright. Without one, text in UTF-16 shows by its zero bytes, which nearly every Western character has. */
export function encodingOfStart(start: Buffer): 'utf-8-bom' | 'utf-16le' | 'utf-16be' | undefined {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8-bom';
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  let even = 0;
  let odd = 0;
  const length = Math.min(start.length, 4096);
  for (let at = 0; at < length; at += 1) {
    if (start[at] !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  const most = (length / 2) * 0.4;
  if (odd > most && even < odd / 10) return 'utf-16le';
  if (even > most && odd < even / 10) return 'utf-16be';
  return undefined;
}

/** Tells piece by piece whether bytes are UTF-8. What is not is Windows-1252, in which every byte means something. */
export class Utf8Check {
  #carry: Buffer = Buffer.alloc(0);
  #valid = true;

  add(piece: Buffer): void {
    if (!this.#valid) return;
    const all = this.#carry.length === 0 ? piece : Buffer.concat([this.#carry, piece]);
    const whole = all.length - unfinished(all);
    this.#valid = isUtf8(all.subarray(0, whole));
    this.#carry = Buffer.from(all.subarray(whole));
  }

  get valid(): boolean {
    return this.#valid && this.#carry.length === 0;
  }
}

/** How many bytes at the end begin a character that the next piece ends. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? back : 0;
  }
  return 0;
}

/** Text of bytes that come in pieces. A byte order mark is dropped. */
export async function* decode(pieces: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of pieces) {
    const text = decoder.decode(piece, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}
