/**
 * New people are spread over the numbers of a pool by weight, each address always to the same one while the pool stays as it is. An address
 * is a point between 0 and 1 (in SQL, by its hash: sticky-store); each number owns a part of that line as long as its weight.
 */

/** Where each part but the last ends, ascending, in (0, 1). Weights are positive; a number's rate is its weight. */
export function partsOf(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const ends: number[] = [];
  let sum = 0;
  for (const weight of weights.slice(0, -1)) {
    sum += weight;
    ends.push(sum / total);
  }
  return ends;
}

/** Which part a point in [0, 1) lies in: as PostgreSQL's width_bucket says it. */
export function partAt(point: number, ends: readonly number[]): number {
  const index = ends.findIndex((end) => point < end);
  return index === -1 ? ends.length : index;
}
