import type { BroadcastEstimate } from '@tidings/core/contract/broadcasts';
import type { Tx } from '../../db/database.ts';
import type { OpenPool } from '../connections/pools.ts';
import type { SenderRow } from '../connections/senders-store.ts';
import type { People } from '../messages/decide-recipients-store.ts';
import { planPool } from '../messages/plan-pool.ts';
import { countBySender, type Judged } from './facts-store.ts';
import { type Asked, finishOf, type Lane, laneOf, plainSeconds } from './finish.ts';

type Finish = BroadcastEstimate['finish'];

/** A lane with the part of the messages, from 0 to 1, that goes through it. */
export interface LanePart {
  readonly lane: Lane;
  readonly part: number;
}

interface Through extends Judged {
  readonly sender: SenderRow | null;
  readonly pool: OpenPool | undefined;
  readonly people: People | null;
  readonly willGet: number;
}

/** The lanes that a broadcast leaves through: one, or those of a pool, each with the people that planning would give it. */
export async function lanesOf(tx: Tx, workspaceId: string, { sender, pool, people, ...rest }: Through): Promise<LanePart[]> {
  if (!pool) return [{ lane: await laneOf(tx, workspaceId, sender), part: 1 }];
  const { willGet, onePerAddress, purpose } = rest;
  const counts =
    people && willGet > 0
      ? await countBySender(tx, workspaceId, people, { onePerAddress, purpose, pool: planPool(pool) })
      : new Map<string, number>();
  const lanes: LanePart[] = [];
  for (const one of pool.senders) {
    const part = willGet === 0 ? 1 / pool.senders.length : (counts.get(one.id) ?? 0) / willGet;
    lanes.push({ lane: await laneOf(tx, workspaceId, one), part });
  }
  return lanes;
}

/** Seconds that handing over takes at the rates alone: the lanes work side by side. */
export function plainSecondsOfLanes(lanes: readonly LanePart[], segments: number): number {
  return Math.max(...lanes.map(({ lane, part }) => plainSeconds(lane, segments * part)));
}

/** When the last one is handed over: the slowest lane's finish, with what all of them carry. */
export function finishOfLanes(lanes: readonly LanePart[], asked: Asked): Finish {
  const each = lanes.map(({ lane, part }) =>
    finishOf(lane, {
      at: asked.at,
      willGet: asked.willGet * part,
      segments: asked.segments * part,
      waiting: asked.waiting.map((one) => ({ ...one, n: one.n * part })),
    }),
  );
  const slowest = each.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  if (each.length === 1) return slowest;
  const sum = (pick: (one: Finish) => number) => each.reduce((total, one) => total + pick(one), 0);
  return {
    ...slowest,
    rate_per_second: sum((one) => one.rate_per_second),
    ahead: sum((one) => one.ahead),
    cap: capOf(each),
    slips: sum((one) => one.slips),
    days: daysOf(each),
  };
}

/** What the numbers with a cap may send together. */
function capOf(each: readonly Finish[]): Finish['cap'] {
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
function daysOf(each: readonly Finish[]): Finish['days'] {
  const longest = each.reduce((a, b) => (b.days.length > a.days.length ? b : a)).days;
  return longest.map((day, index) => ({
    until: day.until,
    messages: each.reduce((total, one) => total + (one.days[index]?.messages ?? 0), 0),
  }));
}
