export type Pair = readonly [name: string, value: string];

/** Reads `a=1&b=2` of a body or a query, in order and with repeated names. Undefined when an escape is broken. */
export function parseForm(text: string): Pair[] | undefined {
  const pairs: Pair[] = [];
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf('&', start);
    if (end < 0) end = text.length;
    if (end > start) {
      const equals = text.indexOf('=', start);
      const split = equals < 0 || equals > end ? end : equals;
      const name = decode(text.slice(start, split));
      const value = decode(text.slice(split + 1, end));
      if (name === undefined || value === undefined) return undefined;
      pairs.push([name, value]);
    }
    start = end + 1;
  }
  return pairs;
}

function decode(text: string): string | undefined {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return undefined; // not UTF-8 or a lone percent sign: the caller answers 400
  }
}
