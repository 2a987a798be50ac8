import type { RandomAccess } from './zip.ts';

/** How many pieces are kept: an archive is read forwards, with a look at its directory now and then. */
const keptPieces = 4;

/** Reads from anywhere in a file that is stored in pieces of one size, the last excepted. */
export function accessPieces(
  load: (position: number) => Promise<Buffer | undefined>,
  { size, pieceSize }: { readonly size: number; readonly pieceSize: number },
): RandomAccess {
  const kept = new Map<number, Buffer>();
  const piece = async (position: number): Promise<Buffer> => {
    const there = kept.get(position);
    if (there) return there;
    const bytes = (await load(position)) ?? Buffer.alloc(0);
    const [oldest] = kept.keys();
    if (kept.size >= keptPieces && oldest !== undefined) kept.delete(oldest);
    kept.set(position, bytes);
    return bytes;
  };
  return {
    size,
    read: async (from, length) => {
      const parts: Buffer[] = [];
      const end = Math.min(size, from + length);
      for (let at = from; at < end; ) {
        const position = Math.floor(at / pieceSize);
        const start = at - position * pieceSize;
        const part = (await piece(position)).subarray(start, start + end - at);
        if (part.length === 0) break;
        parts.push(part);
        at += part.length;
      }
      return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    },
  };
}
