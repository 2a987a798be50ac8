import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { capToday, nextReset } from '@tidings/core/messaging/daily-cap';
import { type Arrival, type Budget, type BudgetHold, forecastFinish } from '@tidings/core/messaging/finish-forecast';
import type { Tx } from '../../db/database.ts';
import type { SenderRow } from '../connections/senders-store.ts';
import { segmentsAhead } from '../messages/ahead-store.ts';
import { durationWords } from './duration-words.ts';

/** How far ahead daily caps and spending limits are followed. */
export const mostDays = 90;

/** The sender, and the segments that its lane sends before. */
export interface Lane {
  readonly sender: SenderRow | null;
  readonly ahead: number;
}

export async function laneOf(tx: Tx, workspaceId: string, sender: SenderRow | null): Promise<Lane> {
  return { sender, ahead: sender ? await segmentsAhead(tx, workspaceId, sender.id) : 0 };
}

/** Seconds that handing over takes at the rate alone: a token of the lane is one segment, and what waits in it goes first. */
export function plainSeconds({ sender, ahead }: Lane, segments: number): number {
  return sender ? Math.ceil((segments + ahead) / sender.rate_per_second) : 0;
}

export interface Asked {
  /** When it is sent. */
  readonly at: Date;
  readonly willGet: number;
  readonly segments: number;
  /** Who may be texted only later. */
  readonly waiting: readonly { readonly until: number; readonly n: number }[];
  /** What the spending limits leave, in segments. */
  readonly budgets: readonly Budget[];
}

export interface Finish {
  readonly finish: BroadcastEstimate['finish'];
  /** Segments that wait for a spending limit; null when the limits suffice. */
  readonly hold: BudgetHold | null;
}

const nowhere = { seconds: 0, words: '', finishes_at: null, rate_per_second: 0, ahead: 0, cap: null, slips: 0, days: [] };

/**
 * When the last one is handed over, at the real rate, under the daily cap and the spending limits, and with those who wait for their morning
 * (BE-3). What the cap moves to other days is worked out as if there were money enough.
 */
export function finishOf({ sender, ahead }: Lane, { at, willGet, segments, waiting, budgets }: Asked): Finish {
  if (!sender) return { finish: nowhere, hold: null };
  const perMessage = willGet === 0 ? 1 : segments / willGet;
  const later = waiting.reduce((sum, one) => sum + one.n, 0);
  const arrivals: Arrival[] = [
    { at: at.getTime(), segments: ahead + Math.max(0, willGet - later) * perMessage },
    ...waiting.map((one) => ({ at: one.until, segments: one.n * perMessage })),
  ];
  const clock = { zone: sender.cap_zone, hour: sender.cap_hour };
  const cap = sender.daily_cap;
  const { used, resetsAt } = capToday(clock, { day: sender.cap_day, used: sender.cap_used }, at);
  const resets = [resetsAt];
  for (let last = resetsAt; resets.length < mostDays; resets.push(last)) last = nextReset(clock, last);
  const times = resets.map((one) => one.getTime());
  const lane = { rate: sender.rate_per_second, cap, used, resets: times };
  const found = forecastFinish(at.getTime(), arrivals, lane);
  const { finishesAt, hold } = budgets.length === 0 ? found : forecastFinish(at.getTime(), arrivals, { ...lane, budgets });
  const seconds = finishesAt === null ? null : Math.ceil((finishesAt - at.getTime()) / 1_000);
  const finish = {
    seconds: seconds ?? mostDays * 86_400,
    words: seconds === null ? `more than ${mostDays} days` : durationWords(seconds),
    finishes_at: finishesAt === null ? null : new Date(finishesAt).toISOString(),
    rate_per_second: sender.rate_per_second,
    ahead,
    cap: cap === null ? null : { per_day: cap, left: Math.max(0, cap - used), resets_at: resetsAt.toISOString() },
    slips: Math.round(found.slips / perMessage),
    days:
      found.days.length < 2
        ? []
        : found.days.map((day) => ({
            until: day.until === null ? null : new Date(day.until).toISOString(),
            messages: Math.round(day.segments / perMessage),
          })),
  };
  return { finish, hold };
}
