/** Limits of a workspace's spending, in millionths of a US dollar; null for none. */
export interface SpendingLimits {
  readonly daily: number | null;
  readonly monthly: number | null;
}

/** What was spent so far, what is on its way included. */
export interface Spent {
  readonly today: number;
  readonly month: number;
}

export const spendingPeriods = ['daily', 'monthly'] as const;
export type SpendingPeriod = (typeof spendingPeriods)[number];

/** What may still be spent on bulk, and which limit says so; null without limits. Below zero when a limit was lowered. */
export function spendingLeft(limits: SpendingLimits, spent: Spent): { micros: number; period: SpendingPeriod } | null {
  const day = limits.daily === null ? Number.POSITIVE_INFINITY : limits.daily - spent.today;
  const month = limits.monthly === null ? Number.POSITIVE_INFINITY : limits.monthly - spent.month;
  if (day === Number.POSITIVE_INFINITY && month === day) return null;
  return month < day ? { micros: month, period: 'monthly' } : { micros: day, period: 'daily' };
}
