import type { StateCounts } from '@tidings/core/contract/broadcast';
import type { BroadcastProgress } from '@tidings/core/contract/broadcast-progress';
import type { Tx } from '../../db/database.ts';
import { findPool } from '../connections/pools-store.ts';
import { findSender } from '../connections/senders-store.ts';
import { findHold, sourceCosts } from '../costs/spending-store.ts';
import type { BroadcastRecord } from './store.ts';

/** Forecast and what was charged side by side, from the counters. */
export async function costProgress(tx: Tx, broadcast: BroadcastRecord, counts: StateCounts): Promise<BroadcastProgress['cost']> {
  const { workspace_id: workspaceId, id, sender_id: senderId } = broadcast;
  const rows = await sourceCosts(tx, workspaceId, id);
  const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + pick(row), 0);
  const priced = sum((row) => row.priced);
  const waiting = counts.planned + counts.queued > 0;
  const sender = waiting && senderId !== null ? await findSender(tx, workspaceId, senderId) : undefined;
  const pool = waiting && broadcast.pool_id !== null ? await findPool(tx, workspaceId, broadcast.pool_id) : undefined;
  const through = sender ?? pool;
  const hold = through && (await findHold(tx, workspaceId, through.sandbox));
  return {
    forecast_micros: broadcast.forecast_micros,
    expected_micros: sum((row) => row.expected_micros),
    charged: rows
      .filter((row) => row.priced + row.priced_failed > 0)
      .map((row) => ({ currency: row.currency, micros: row.actual_micros })),
    priced: priced + sum((row) => row.priced_failed),
    unpriced: Math.max(0, counts.accepted + counts.sent + counts.delivered - priced),
    hold: hold ? { period: hold.period, since: hold.since.toISOString() } : null,
  };
}
