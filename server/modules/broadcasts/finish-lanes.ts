import type { Going, PeopleGroup } from '@tidings/core/compliance/send-forecast';
import type { BroadcastEstimate } from '@tidings/core/contract/broadcast-estimate';
import type { BudgetHold } from '@tidings/core/messaging/finish-forecast';
import type { Tx } from '../../db/database.ts';
import type { OpenPool } from '../connections/pools.ts';
import type { SenderRow } from '../connections/senders-store.ts';
import { inSegments, type MoneyBudget } from './budgets.ts';
import { type Finish, finishOf, type Lane, type LanePeople, laneOf } from './finish.ts';

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

/** People who get it, now, later, or once somebody acted. `senderId`: the number of a pool that they hear from. */
export type GoingGroup = PeopleGroup & { readonly senderId: string | null; readonly going: Going };

interface AskedOfAll {
  /** When it is sent. */
  readonly at: Date;
  readonly groups: readonly GoingGroup[];
  /** Segments of one message, on average. */
  readonly each: number;
  readonly money: readonly MoneyBudget[];
  /** What a message costs, an unknown price taken for a dear one. */
  readonly microsEach: number;
}

/** What the lanes do together, and each of them. */
export interface FinishOfLanes extends Finish {
  readonly lanes: readonly { readonly lane: Lane; readonly groups: readonly GoingGroup[]; readonly finish: Words | null }[];
}

/**
 * When the last one is handed over: the slowest lane's finish, with what all of them carry. Lanes share the money as they share the people. It is
 * the finish of those who go by themselves: whoever waits until somebody acts is in it only where all of them do, as if that were now.
 */
export function finishOfLanes(lanes: readonly LanePart[], { at, groups, each, money, microsEach }: AskedOfAll): FinishOfLanes {
  const someFree = groups.some(({ going }) => going.held === null);
  const total = groups.reduce((sum, one) => sum + one.n, 0);
  const all = lanes.map(({ lane }) => {
    const own = lanes.length === 1 ? groups : groups.filter(({ senderId }) => senderId === lane.sender?.id);
    const part = total === 0 ? 0 : own.reduce((sum, one) => sum + one.n, 0) / total;
    const people = alike(own.filter(({ going }) => !someFree || going.held === null));
    const budgets = money.map((one) => inSegments(one, { microsEach, segmentsEach: each, part }));
    return { lane, groups: own, moves: people.length > 0, found: finishOf(lane, { at, people, each, budgets }) };
  });
  const found = all.map((one) => one.found);
  const sum = (pick: (one: Finish) => number) => found.reduce((total, one) => total + pick(one), 0);
  return {
    finish: together(found.map((one) => one.finish)),
    hold: holdOf(found),
    paid: sum((one) => one.paid),
    moved: found.flatMap((one) => one.moved),
    slip: sum((one) => one.slip),
    late: sum((one) => one.late),
    lanes: all.map(({ lane, groups: own, moves, found: { finish } }) => ({ lane, groups: own, finish: moves ? finish : null })),
  };
}

/** Groups that are decided alike as one. */
function alike(groups: readonly GoingGroup[]): LanePeople[] {
  const found = new Map<Going, number>();
  for (const { going, n } of groups) found.set(going, n + (found.get(going) ?? 0));
  return [...found].map(([going, n]) => ({ going, n }));
}

function together(each: readonly Words[]): Words {
  const slowest = each.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  const sum = (pick: (one: Words) => number) => each.reduce((total, one) => total + pick(one), 0);
  const slips = sum((one) => one.slips);
  const days = daysOf(each);
  return {
    ...slowest,
    rate_per_second: sum((one) => one.rate_per_second),
    ahead: sum((one) => one.ahead),
    cap: capOf(each),
    slips,
    days: slips === 0 && days.length < 2 ? [] : days,
  };
}

/** What the lanes together wait for: from when the first does, and what all of them have sent and hold. */
function holdOf(each: readonly Finish[]): BudgetHold | null {
  const holds = each
    .map((one) => one.hold)
    .filter((one) => one !== null)
    .sort((a, b) => a.from - b.from);
  const [first] = holds;
  if (!first) return null;
  return {
    ...first,
    // Also what leaves through those that the money suffices for.
    before: each.reduce((sum, one) => sum + one.paid, 0),
    waits: holds.reduce((sum, one) => sum + one.waits, 0),
  };
}

/** What the numbers with a cap may send together, and how many of those that it leaves through have one. */
function capOf(each: readonly Words[]): Words['cap'] {
  const caps = each.map((one) => one.cap).filter((one) => one !== null);
  const [first] = caps;
  if (!first) return null;
  return {
    per_day: caps.reduce((total, one) => total + one.per_day, 0),
    left: caps.reduce((total, one) => total + one.left, 0),
    resets_at: caps.map((one) => one.resets_at).sort()[0] ?? first.resets_at,
    numbers: { capped: caps.length, all: each.length },
    name: caps.length === 1 ? first.name : null,
  };
}

/** Messages by the days of the lane that takes most of them; what another lane sends counts to the day that has begun by its end. */
function daysOf(each: readonly Words[]): Words['days'] {
  const longest = each.reduce((a, b) => (b.days.length > a.days.length ? b : a)).days;
  const days = longest.map((day) => ({ ...day, messages: 0 }));
  for (const { until, messages } of each.flatMap((one) => one.days)) {
    const day = days.find((one) => one.until === null || (until !== null && one.until >= until)) ?? days.at(-1);
    if (day) day.messages += messages;
  }
  return days;
}
