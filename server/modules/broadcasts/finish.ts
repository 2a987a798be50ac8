import type { BroadcastEstimate } from '@tidings/core/contract/broadcasts';
import { capToday } from '@tidings/core/messaging/daily-cap';
import { finishOfLanes, type LaneLoad } from '@tidings/core/messaging/finish-time';
import type { Tx } from '../../db/database.ts';
import type { OpenPool } from '../connections/pools.ts';
import { countWaiting, type SenderRow } from '../connections/senders-store.ts';
import type { People } from '../messages/decide-recipients-store.ts';
import { planPool } from '../messages/plan-pool.ts';
import { durationWords } from './duration-words.ts';
import { countBySender } from './facts-store.ts';

interface Going {
  readonly workspaceId: string;
  readonly sender: SenderRow | null;
  readonly pool: OpenPool | undefined;
  readonly people: People | null;
  readonly onePerAddress: boolean;
  readonly segments: number;
  readonly willGet: number;
  readonly now: Date;
}

/**
 * When the last one is handed over, at the rates and daily caps of its lanes: a token is one segment, and what waits in a lane goes first
 * (counted as one segment each). Of a pool each person goes through the number that planning would choose.
 */
export async function finishOf(tx: Tx, going: Going): Promise<BroadcastEstimate['finish']> {
  const { workspaceId, sender, pool, segments, now } = going;
  if (!sender) return { seconds: 0, words: '', rate_per_second: 0, ahead: 0, later: 0 };
  const senders = pool?.senders ?? [sender];
  const parts = await partsOf(tx, going, senders);
  const waiting = await countWaiting(
    tx,
    workspaceId,
    senders.map((one) => one.id),
  );
  const loads = senders.map((one, index) => loadOf(one, segments * (parts[index] ?? 0) + (waiting.get(one.id) ?? 0), now));
  const finish = finishOfLanes(loads);
  const seconds = Math.ceil(finish.seconds);
  return {
    seconds,
    words: durationWords(seconds),
    rate_per_second: senders.reduce((sum, one) => sum + one.rate_per_second, 0),
    ahead: [...waiting.values()].reduce((sum, n) => sum + n, 0),
    later: Math.min(segments, Math.ceil(finish.later)),
  };
}

/** The share of the messages that each sender gets, from 0 to 1. */
async function partsOf(
  tx: Tx,
  { workspaceId, pool, people, onePerAddress, willGet }: Going,
  senders: readonly SenderRow[],
): Promise<number[]> {
  if (!pool || !people || willGet === 0) return senders.map((_, index) => (index === 0 ? 1 : 0));
  const counts = await countBySender(tx, workspaceId, people, { onePerAddress, pool: planPool(pool) });
  return senders.map((one) => (counts.get(one.id) ?? 0) / willGet);
}

function loadOf(sender: SenderRow, segments: number, now: Date): LaneLoad {
  const { daily_cap: daily, rate_per_second: rate } = sender;
  if (daily === null) return { segments, rate, cap: null };
  const clock = { zone: sender.cap_zone, hour: sender.cap_hour };
  const { used, resetsAt } = capToday(clock, { day: sender.cap_day, used: sender.cap_used }, now);
  const resetsInSeconds = (resetsAt.getTime() - now.getTime()) / 1_000;
  return { segments, rate, cap: { daily, left: Math.max(0, daily - used), resetsInSeconds } };
}
