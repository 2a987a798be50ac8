import type { Going } from '@tidings/core/compliance/send-forecast';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import { capToday, nextReset } from '@tidings/core/messaging/daily-cap';
import {
  type Arrival,
  type Budget,
  type BudgetHold,
  capWait,
  forecastFinish,
  type TurnWait,
} from '@tidings/core/messaging/finish-forecast';
import { refill } from '@tidings/core/messaging/lease';
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

/** People of one lane who are decided alike. */
export interface LanePeople {
  readonly n: number;
  readonly going: Going;
}

export interface Asked {
  /** When it is sent. */
  readonly at: Date;
  readonly people: readonly LanePeople[];
  /** Segments of one message, on average. */
  readonly each: number;
  /** What the spending limits leave, in segments. */
  readonly budgets: readonly Budget[];
}

/** People whom their lane puts off: they get it later than the decision at its beginning says. */
export interface Moved {
  /** What they waited for, and until when, by that decision; null for those who might have gone at once. */
  readonly from: Going['wait'];
  readonly to: TurnWait;
  /** About; not a whole number. */
  readonly n: number;
}

export interface Finish {
  readonly finish: BroadcastEstimate['finish'];
  /** Segments that wait for a spending limit; null when the limits suffice. */
  readonly hold: BudgetHold | null;
  /** Segments that go out without ever waiting for a spending limit: all of them when the limits suffice. */
  readonly paid: number;
  readonly moved: readonly Moved[];
  /** Of those who might go at once, who comes to their turn only after their hours have ended; about. */
  readonly slip: number;
  /** Who comes to their turn only when it is of no use any more; about. */
  readonly late: number;
}

const nowhere = { seconds: 0, words: '', finishes_at: null, rate_per_second: 0, ahead: 0, cap: null, slips: 0, days: [] };

/**
 * When the last one is handed over, at the real rate, under the daily cap and the spending limits, and with those who wait for their morning
 * (BE-3): what goes before takes its time, but is in none of the numbers. What the cap moves to other days is worked out as if there were money
 * enough.
 */
export function finishOf({ sender, ahead }: Lane, { at, people, each, budgets }: Asked): Finish {
  if (!sender) return { finish: nowhere, hold: null, paid: 0, moved: [], slip: 0, late: 0 };
  const now = at.getTime();
  const arrivals: Arrival[] = [
    { at: now, segments: ahead, before: true },
    ...people.map(({ n, going }) => ({ at: going.wait?.until ?? now, segments: n * each, turn: going.turn })),
  ];
  const { cap, resetsAt, lane } = laneAt(sender, at);
  const found = forecastFinish(now, arrivals, { ...lane, each });
  const { finishesAt, hold } = budgets.length === 0 ? found : forecastFinish(now, arrivals, { ...lane, each, budgets });
  const seconds = finishesAt === null ? null : Math.ceil((finishesAt - now) / 1_000);
  const messages = (segments: number) => (each === 0 ? 0 : segments / each);
  const finish = {
    seconds: seconds ?? mostDays * 86_400,
    words: seconds === null ? `more than ${mostDays} days` : durationWords(seconds),
    finishes_at: finishesAt === null ? null : new Date(finishesAt).toISOString(),
    rate_per_second: sender.rate_per_second,
    ahead,
    cap:
      cap === null
        ? null
        : {
            per_day: cap,
            left: Math.max(0, cap - lane.used),
            resets_at: resetsAt.toISOString(),
            numbers: { capped: 1, all: 1 },
            name: sender.name,
          },
    slips: Math.round(messages(found.slips)),
    days: found.days.map(({ until, segments }) => ({
      until: until === null ? null : new Date(until).toISOString(),
      messages: Math.round(messages(segments)),
    })),
  };
  const ended = found.each.reduce((sum, one) => sum + one.ended, 0);
  const paid = hold ? hold.before : people.reduce((sum, { n }) => sum + n * each, 0) - ended;
  return { finish, hold, paid, ...putOff(people, found.each.slice(1), messages) };
}

/** The lane as it stands when it is sent, with the days of its cap. */
function laneAt(sender: SenderRow, at: Date) {
  const clock = { zone: sender.cap_zone, hour: sender.cap_hour };
  const { daily_cap: cap } = sender;
  const { used, resetsAt } = capToday(clock, { day: sender.cap_day, used: sender.cap_used }, at);
  const resets = [resetsAt];
  for (let last = resetsAt; resets.length < mostDays; resets.push(last)) last = nextReset(clock, last);
  const { rate_per_second: rate, burst } = sender;
  const { tokens } = refill({ tokens: sender.tokens, lastAt: sender.refilled_at.getTime(), rate, burst, now: at.getTime() });
  return { cap, resetsAt, lane: { rate, burst, tokens, cap, used, resets: resets.map((one) => one.getTime()) } };
}

/** Who gets it later than was decided, or not any more; whoever waits for somebody to act is said elsewhere. */
function putOff(
  people: readonly LanePeople[],
  each: ReturnType<typeof forecastFinish>['each'],
  messages: (segments: number) => number,
): Pick<Finish, 'moved' | 'slip' | 'late'> {
  const moved: Moved[] = [];
  let [slip, late] = [0, 0];
  for (const [index, { going }] of people.entries()) {
    const outcome = each[index];
    if (outcome === undefined || going.held !== null) continue;
    late += messages(outcome.ended);
    for (const { wait, segments } of outcome.waits) {
      const n = messages(segments);
      if (going.wait === null && wait.reason !== capWait) slip += n;
      else moved.push({ from: going.wait, to: { ...wait, reason: going.wait?.reason ?? wait.reason }, n });
    }
  }
  return { moved, slip, late };
}
