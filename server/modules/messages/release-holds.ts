import { spendingLeft } from '@tidings/core/messaging/spending';
import type { Context } from '../../context.ts';
import { announce } from '../../events/realtime.ts';
import { listSenderRows } from '../connections/senders-store.ts';
import { readCostFacts } from '../costs/settings-store.ts';
import { deleteHold, listHolds } from '../costs/spending-store.ts';
import { lowerLaneMark } from './lane-marks-store.ts';

/** What waits for money is bulk and direct sends. */
const heldPriorities = [1, 2] as const;

/**
 * Lets bulk go on that waited for a spending limit: the limit was raised, a new day or month began, or prices turned out lower. The lanes had
 * read over it, so they read their queues again. Several workers may do it at once: of a hold only one takes the row.
 */
export async function releaseHolds(ctx: Context): Promise<void> {
  for (const hold of await ctx.db.system(listHolds)) {
    const { workspace_id: workspaceId, sandbox } = hold;
    await ctx.db.system(async (tx) => {
      const facts = await readCostFacts(tx, workspaceId, sandbox);
      const left = spendingLeft(
        { daily: facts.dailyLimit, monthly: facts.monthlyLimit },
        { today: facts.spentToday, month: facts.spentMonth },
      );
      if (left !== null && left.micros < hold.needed_micros) return;
      // Marks first: a lease takes the hold after its mark.
      const senders = await listSenderRows(tx, workspaceId, { channel: 'sms', sandbox });
      for (const senderId of senders.map((sender) => sender.id).sort())
        for (const priority of heldPriorities) await lowerLaneMark(tx, { workspaceId, senderId, priority });
      if (await deleteHold(tx, workspaceId, sandbox)) await announce(tx, workspaceId, { topic: 'workspace' });
    });
  }
}
