/** What decides whether a person is asked before a sync changes anything. */
export interface ReviewFacts {
  /** Whether a first sync was approved before. */
  readonly active: boolean;
  readonly rows: number;
  /** Rows that say yes to texts. */
  readonly yes: number;
  /** The same of the last completed sync; null before the first. */
  readonly lastRows: number | null;
  readonly lastYes: number | null;
  /** A source with no more than this share of its rows, or of its yeses, is held; 0 holds an empty one only. */
  readonly stopBelowPercent: number;
}

export type Review = 'first' | 'empty' | 'shrunk' | 'withdrawn';

/**
 * Why a person is asked first, or null when the sync may go on. A sheet that is suddenly empty, or where hardly anybody agrees any more, is
 * mostly an accident (a filter, a broken formula), and taking it at its word would opt out everybody.
 */
export function decideReview({ active, rows, yes, lastRows, lastYes, stopBelowPercent }: ReviewFacts): Review | null {
  if (!active) return 'first';
  if (rows === 0 && lastRows !== 0) return 'empty';
  // Of a handful, losing most is an ordinary day.
  if (isShrunk(rows, lastRows, stopBelowPercent)) return 'shrunk';
  return isShrunk(yes, lastYes, stopBelowPercent) ? 'withdrawn' : null;
}

function isShrunk(now: number, before: number | null, percent: number): boolean {
  return before !== null && before >= 5 && now < before && now * 100 <= before * percent;
}

/** Why a person is asked, as a sentence. */
export function reviewWords(
  review: Review,
  { rows, yes, lastRows, lastYes }: Pick<ReviewFacts, 'rows' | 'yes' | 'lastRows' | 'lastYes'>,
): string {
  const n = (value: number | null) => (value ?? 0).toLocaleString('en-US');
  const many = (value: number | null) => (value === 1 ? '1 row' : `${n(value)} rows`);
  switch (review) {
    case 'first':
      return 'This is the first sync with these columns. Nothing was changed yet: look at what it would do.';
    case 'empty':
      return `The sheet is empty; last time it had ${many(lastRows)}. Nothing was changed.`;
    case 'shrunk':
      return `The sheet has only ${many(rows)} left; last time it had ${n(lastRows)}. Nothing was changed.`;
    case 'withdrawn':
      return `Last time ${many(lastYes)} said yes to texts, now only ${n(yes)}. Nothing was changed.`;
  }
}
