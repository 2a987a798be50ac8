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
  /** Filled cells of each column, by its name, now and at the last completed sync; null when that is not known. */
  readonly filled: Readonly<Record<string, number>>;
  readonly lastFilled: Readonly<Record<string, number>> | null;
}

export type Review = 'first' | 'empty' | 'shrunk' | 'withdrawn' | 'emptied';

/**
 * Why a person is asked first, or null when the sync may go on. A sheet that is suddenly empty, or where hardly anybody agrees any more, is
 * mostly an accident (a filter, a broken formula), and taking it at its word would opt out everybody.
 */
export function decideReview(facts: ReviewFacts): Review | null {
  const { active, rows, yes, lastRows, lastYes, stopBelowPercent } = facts;
  if (!active) return 'first';
  if (rows === 0 && lastRows !== 0) return 'empty';
  // Of a handful, losing most is an ordinary day.
  if (isShrunk(rows, lastRows, stopBelowPercent)) return 'shrunk';
  if (isShrunk(yes, lastYes, stopBelowPercent)) return 'withdrawn';
  return emptiedColumns(facts).length > 0 ? 'emptied' : null;
}

/**
 * Whether hardly anybody of before is left, though there may be as many rows: another sheet was put in the place of the first, or its numbers
 * were filled in anew.
 *
 * @param people whom the rows of the last completed sync were about
 * @param gone those of them of whom no row is left
 */
export function isReplaced(people: number, gone: number, stopBelowPercent: number): boolean {
  return isShrunk(people - gone, people, stopBelowPercent);
}

/** Columns that have hardly a value left: mostly an accident, which would empty the field of everybody. */
export function emptiedColumns({ filled, lastFilled, stopBelowPercent }: ReviewFacts): string[] {
  return Object.entries(lastFilled ?? {}).flatMap(([name, before]) => {
    const now = filled[name];
    return now !== undefined && isShrunk(now, before, stopBelowPercent) ? [name] : [];
  });
}

function isShrunk(now: number, before: number | null, percent: number): boolean {
  return before !== null && before >= 5 && now < before && now * 100 <= before * percent;
}

/** Why a person is asked, as a sentence. */
export function reviewWords(
  review: Review,
  {
    rows,
    yes,
    lastRows,
    lastYes,
    stopBelowPercent,
    emptied,
    gone,
  }: Pick<ReviewFacts, 'rows' | 'yes' | 'lastRows' | 'lastYes' | 'stopBelowPercent'> & {
    readonly emptied: readonly string[];
    readonly gone: number;
  },
): string {
  const n = (value: number | null) => (value ?? 0).toLocaleString('en-US');
  const many = (value: number | null) => (value === 1 ? '1 row' : `${n(value)} rows`);
  switch (review) {
    case 'first':
      return 'This is the first sync with these columns. Nothing was changed yet: look at what it would do.';
    case 'empty':
      return `The sheet is empty; last time it had ${many(lastRows)}. Nothing was changed.`;
    case 'shrunk':
      if (!isShrunk(rows, lastRows, stopBelowPercent)) {
        const people = gone === 1 ? '1 person' : `${n(gone)} people`;
        return `Hardly anybody of last time is in the sheet any more: ${people} would be gone. Perhaps it is another sheet. Nothing was changed.`;
      }
      return `The sheet has only ${many(rows)} left; last time it had ${n(lastRows)}. Nothing was changed.`;
    case 'emptied': {
      const names = emptied.map((name) => `“${name}”`).join(', ');
      const column = emptied.length === 1 ? `The column ${names} is` : `The columns ${names} are`;
      return `${column} suddenly empty, or almost. Nothing was changed: look at what would be emptied here.`;
    }
    case 'withdrawn':
      return `Last time ${many(lastYes)} said yes to texts, now only ${n(yes)}. Nothing was changed.`;
  }
}
