import { capDay, nextReset } from '@tidings/core/messaging/daily-cap';
import type { Budget } from '@tidings/core/messaging/finish-forecast';
import { type SpendingPeriod, spendingLeft } from '@tidings/core/messaging/spending';
import type { Tx } from '../../db/database.ts';
import { readCostFacts } from '../costs/settings-store.ts';
import { mostDays } from './finish.ts';

/** A spending limit as it stands when a broadcast is sent. Money is in millionths. */
export interface MoneyBudget {
  readonly period: SpendingPeriod;
  readonly limit: number;
  readonly left: number;
  /** When its day or month begins anew. */
  readonly renews: readonly number[];
}

/** What the workspace's limits leave for bulk from a moment on: as the lease counts it, a new day or month counting anew. */
export async function readBudgets(
  tx: Tx,
  workspaceId: string,
  { sandbox, zone, at }: { readonly sandbox: boolean; readonly zone: string; readonly at: Date },
): Promise<MoneyBudget[]> {
  const facts = await readCostFacts(tx, workspaceId, sandbox);
  const day = capDay({ zone, hour: 0 }, at);
  const spent = {
    today: day === facts.day ? facts.spentToday : 0,
    month: day.slice(0, 7) === facts.day.slice(0, 7) ? facts.spentMonth : 0,
  };
  const days = midnights(zone, at);
  const of = (period: SpendingPeriod, limit: number | null, renews: readonly number[]): MoneyBudget[] => {
    const limits = { daily: null, monthly: null, [period]: limit };
    const left = spendingLeft(limits, spent);
    return limit === null || left === null ? [] : [{ period, limit, left: left.micros, renews }];
  };
  return [
    ...of(
      'daily',
      facts.dailyLimit,
      days.map((one) => one.at),
    ),
    ...of(
      'monthly',
      facts.monthlyLimit,
      days.filter((one) => one.day.endsWith('-01')).map((one) => one.at),
    ),
  ];
}

/** The coming midnights of a zone, and the day that begins with each. */
function midnights(zone: string, from: Date): { readonly at: number; readonly day: string }[] {
  const clock = { zone, hour: 0 };
  const found: { at: number; day: string }[] = [];
  for (let last = from; found.length < mostDays; ) {
    last = nextReset(clock, last);
    found.push({ at: last.getTime(), day: capDay(clock, last) });
  }
  return found;
}

/**
 * The same in segments of one broadcast: what does not pay for a whole message pays for none. `part` is the share of a lane, from 0 to 1.
 *
 * @param microsEach what a message costs, an unknown price taken for a dear one
 */
export function inSegments(
  { limit, left, renews }: MoneyBudget,
  { microsEach, segmentsEach, part }: { readonly microsEach: number; readonly segmentsEach: number; readonly part: number },
): Budget {
  const segments = (micros: number) =>
    microsEach <= 0 ? Number.POSITIVE_INFINITY : Math.floor((Math.max(0, micros) * part) / microsEach) * segmentsEach;
  return { left: segments(left), per: segments(limit), renews };
}
