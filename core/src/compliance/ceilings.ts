/** How many texts of a kind reached, or are on their way to, one phone of late. */
export interface Lately {
  readonly hour: number;
  readonly day: number;
}

/** Answers of one kind (to HELP, to START, to a keyword of the workspace) that a phone gets: a machine that answers them would go on for ever (I10). */
export const answerCeiling: Lately = { hour: 3, day: 10 };

/** Tests that a number gets, whoever of the workspace sends them: to look at a text, a few are enough. */
export const testCeiling: Lately = { hour: 5, day: 30 };

/** Which bound is reached, so that one more is too many; null while there is room. */
export function ceilingReached(lately: Lately, ceiling: Lately): keyof Lately | null {
  if (lately.day >= ceiling.day) return 'day';
  return lately.hour >= ceiling.hour ? 'hour' : null;
}
