import type { Audience } from '@tidings/core/contract/audience';
import type { Tx } from '../../db/database.ts';
import { peopleOf } from './check.ts';
import { requireCostAccepted } from './cost-forecast.ts';
import { forecast } from './forecast.ts';
import type { BroadcastRecord } from './store.ts';

/**
 * Refuses what costs more than the workspace lets pass unasked (I10): by the forecast that the confirm page shows, as of now. Returns the
 * forecast as it is kept with the broadcast.
 */
export async function requireAffordable(
  tx: Tx,
  broadcast: BroadcastRecord,
  now: Date,
  { accept_cost_micros: accepted }: { readonly accept_cost_micros?: number | undefined },
): Promise<{ forecast_micros: number; forecast_unpriced: number }> {
  const found = await peopleOf(tx, broadcast.workspace_id, broadcast.audience as Audience);
  if ('problem' in found) return { forecast_micros: 0, forecast_unpriced: 0 };
  const { cost } = await forecast(tx, { broadcast, people: found.people, sender: null, pool: undefined, at: now });
  requireCostAccepted(cost, accepted);
  return { forecast_micros: cost.forecast.micros, forecast_unpriced: cost.forecast.unpriced };
}
