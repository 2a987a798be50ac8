import { type OpenPool, takingNew } from '../connections/pools.ts';
import type { PlanPool } from './sticky-store.ts';

/** A pool as planning needs it: a number's rate is its weight. */
export function planPool(pool: OpenPool): PlanPool {
  return {
    poolId: pool.id,
    senderIds: pool.senders.map((one) => one.id),
    taking: takingNew(pool.senders).map((one) => ({ senderId: one.id, weight: one.rate_per_second })),
  };
}
