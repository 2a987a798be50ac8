import type { Context } from '../../context.ts';
import { announce } from '../../events/realtime.ts';
import { recordActivity } from '../audit/service.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { findSender, setSenderPaused } from '../connections/senders-store.ts';

/** Pauses a sender whose provider refuses everything from it: the rest of its lane waits instead of failing one by one. */
export async function pauseSender(ctx: Context, workspaceId: string, senderId: string, words: string): Promise<void> {
  await ctx.db.system(async (tx) => {
    await holdLeases(tx, workspaceId);
    const sender = await findSender(tx, workspaceId, senderId);
    if (!sender || sender.paused_at) return;
    await setSenderPaused(tx, workspaceId, senderId, { by: 'account', reason: `The provider refuses it: ${words}` });
    await announce(tx, workspaceId, { topic: 'connections' });
    await recordActivity(
      tx,
      { kind: 'system', id: null, name: 'Tidings', workspaceId },
      {
        action: 'sender_paused',
        objectKind: 'sender',
        objectId: senderId,
        objectLabel: sender.name,
        details: { reason: words.slice(0, 200) },
      },
    );
  });
}
