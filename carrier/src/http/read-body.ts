import type { IncomingMessage } from 'node:http';

/** Reads a whole body as text; hands over undefined when it is longer than the limit. */
export function readBody(request: IncomingMessage, limit: number, done: (text: string | undefined) => void): void {
  let first: Buffer | undefined;
  let rest: Buffer[] | undefined;
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > limit) return;
    if (first === undefined) first = chunk;
    else if (rest === undefined) rest = [first, chunk];
    else rest.push(chunk);
  });
  request.on('end', () => {
    if (length > limit) done(undefined);
    else if (rest) done(Buffer.concat(rest).toString('utf8'));
    else done(first === undefined ? '' : first.toString('utf8'));
  });
}
