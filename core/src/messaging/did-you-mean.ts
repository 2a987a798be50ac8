/**
 * The known name that was probably meant, or null. A name without its group (`first_name`), or with another one, finds
 * `contact.first_name`; otherwise up to a third of the letters may differ.
 */
export function didYouMean(name: string, known: readonly string[]): string | null {
  const wanted = simplify(name);
  const field = lastSegment(wanted);
  const sameField = known.find((one) => lastSegment(simplify(one)) === field);
  if (sameField !== undefined) return sameField;
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const one of known) {
    const candidate = simplify(one);
    const whole = editDistance(wanted, candidate);
    const distance = Math.min(whole, editDistance(field, lastSegment(candidate)));
    if (distance < bestDistance && distance <= Math.max(1, Math.floor(field.length / 3))) {
      best = one;
      bestDistance = distance;
    }
  }
  return best;
}

/** `firstName`, `first-name` and `FIRSTNAME` are the same mistake. */
function simplify(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** Insertions, deletions, substitutions and swaps of neighbours between two texts. */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
