import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import type { BudgetHold } from '@tidings/core/messaging/finish-forecast';
import type { Tx } from '../../db/database.ts';
import type { OpenPool } from '../connections/pools.ts';
import type { SenderRow } from '../connections/senders-store.ts';
import { inSegments, type MoneyBudget } from './budgets.ts';
import { type Asked, type Finish, finishOf, type Lane, laneOf, plainSeconds } from './finish.ts';

type Words = BroadcastEstimate['finish'];

/** A lane with the part of the messages, from 0 to 1, that goes through it. */
export interface LanePart {
  readonly lane: Lane;
  readonly part: number;
}

interface Through {
  readonly sender: SenderRow | null;
  readonly pool: OpenPool | undefined;
  /** How many planning would give to which number of the pool. */
  readonly bySender: ReadonlyMap<string, number>;
}

/** The lanes that a broadcast leaves through: one, or those of a pool, each with the people that planning would give it. */
export async function lanesOf(tx: Tx, workspaceId: string, { sender, pool, bySender }: Through): Promise<LanePart[]> {
  if (!pool) return [{ lane: await laneOf(tx, workspaceId, sender), part: 1 }];
  const all = [...bySender.values()].reduce((sum, n) => sum + n, 0);
  const lanes: LanePart[] = [];
  for (const one of pool.senders) {
    const part = all === 0 ? 1 / pool.senders.length : (bySender.get(one.id) ?? 0) / all;
    lanes.push({ lane: await laneOf(tx, workspaceId, one), part });
  }
  return lanes;
}

/** Seconds that handing over takes at the rates alone: the lanes work side by side. */
export function plainSecondsOfLanes(lanes: readonly LanePart[], segments: number): number {
  return Math.max(...lanes.map(({ lane, part }) => plainSeconds(lane, segments * part)));
}

type AskedOfAll = Omit<Asked, 'budgets'> & {
  readonly money: readonly MoneyBudget[];
  /** What a message costs, an unknown price taken for a dear one. */
  readonly microsEach: number;
};

/** When the last one is handed over: the slowest lane's finish, with what all of them carry. Lanes share the money as they share the people. */
export function finishOfLanes(lanes: readonly LanePart[], { money, microsEach, ...asked }: AskedOfAll): Finish {
  const segmentsEach = asked.willGet === 0 ? 1 : asked.segments / asked.willGet;
  const each = lanes.map(({ lane, part }) =>
    finishOf(lane, {
      at: asked.at,
      willGet: asked.willGet * part,
      segments: asked.segments * part,
      waiting: asked.waiting.map((one) => ({ ...one, n: one.n * part })),
      budgets: money.map((one) => inSegments(one, { microsEach, segmentsEach, part })),
    }),
  );
  return { finish: together(each.map((one) => one.finish)), hold: holdOf(each.map((one) => one.hold)) };
}

function together(each: readonly Words[]): Words {
  const slowest = each.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  if (each.length === 1) return slowest;
  const sum = (pick: (one: Words) => number) => each.reduce((total, one) => total + pick(one), 0);
  return {
    ...slowest,
    rate_per_second: sum((one) => one.rate_per_second),
    ahead: sum((one) => one.ahead),
    cap: capOf(each),
    slips: sum((one) => one.slips),
    days: daysOf(each),
  };
}

/** What the lanes together wait for: from when the first does, and what all of them have sent and hold. */
function holdOf(each: readonly (BudgetHold | null)[]): BudgetHold | null {
  const holds = each.filter((one) => one !== null).sort((a, b) => a.from - b.from);
  const [first] = holds;
  if (!first) return null;
  return {
    ...first,
    before: holds.reduce((sum, one) => sum + one.before, 0),
    waits: holds.reduce((sum, one) => sum + one.waits, 0),
  };
}

/** What the numbers with a cap may send together. */
function capOf(each: readonly Words[]): Words['cap'] {
  const caps = each.map((one) => one.cap).filter((one) => one !== null);
  const [first] = caps;
  if (!first) return null;
  return {
    per_day: caps.reduce((total, one) => total + one.per_day, 0),
    left: caps.reduce((total, one) => total + one.left, 0),
    resets_at: caps.map((one) => one.resets_at).sort()[0] ?? first.resets_at,
  };
}

/** Messages by day, of all lanes together; a lane that is done today counts to the first day. */
function daysOf(each: readonly Words[]): Words['days'] {
  const longest = each.reduce((a, b) => (b.days.length > a.days.length ? b : a)).days;
  return longest.map((day, index) => ({
    until: day.until,
    messages: each.reduce((total, one) => total + (one.days[index]?.messages ?? 0), 0),
  }));
}
