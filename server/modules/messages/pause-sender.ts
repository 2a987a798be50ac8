import type { Context } from '../../context.ts';
import { announce } from '../../events/realtime.ts';
import { recordActivity } from '../audit/service.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { findSender, type Pause, setSenderPaused } from '../connections/senders-store.ts';

/** Pauses a sender whose provider refuses everything from it: the rest of its lane waits instead of failing one by one. */
export async function pauseSender(ctx: Context, workspaceId: string, senderId: string, words: string): Promise<void> {
  await pauseByItself(ctx, workspaceId, senderId, { by: 'account', reason: `The provider refuses it: ${words}` });
}

/** Pauses a sender without anybody having asked, and says so. Returns false when it was paused already. */
export async function pauseByItself(ctx: Context, workspaceId: string, senderId: string, pause: Pause): Promise<boolean> {
  return ctx.db.system(async (tx) => {
    await holdLeases(tx, workspaceId);
    const sender = await findSender(tx, workspaceId, senderId);
    if (!sender || sender.paused_at) return false;
    await setSenderPaused(tx, workspaceId, senderId, pause);
    await announce(tx, workspaceId, { topic: 'connections' });
    await recordActivity(
      tx,
      { kind: 'system', id: null, name: 'Tidings', workspaceId },
      {
        action: 'sender_paused',
        objectKind: 'sender',
        objectId: senderId,
        objectLabel: sender.name,
        details: { reason: pause.reason.slice(0, 200) },
      },
    );
    return true;
  });
}
