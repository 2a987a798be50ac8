import { breaksSender, classifyErrorCode } from '@tidings/core/compliance/error-codes';
import type { Context } from '../../context.ts';
import { listBrokenSenders } from './broken-senders-store.ts';
import { pauseSender } from './pause-sender.ts';
import type { Changed } from './transitions-store.ts';

/**
 * Pauses senders of which a receipt says that the account or the sender is the trouble: an unregistered number is often told only after the
 * hand-over, message by message. Not for what was handed over before somebody resumed the sender: the trouble may have been repaired.
 */
export async function pauseForReceipts(ctx: Context, changed: readonly Changed[]): Promise<void> {
  const failed = changed.filter(
    (one) => one.to === 'failed' && one.errorCode !== null && breaksSender(classifyErrorCode(Number(one.errorCode))),
  );
  if (failed.length === 0) return;
  const broken = await ctx.db.system((tx) =>
    listBrokenSenders(
      tx,
      failed.map((one) => one.messageId),
    ),
  );
  for (const { workspaceId, senderId, errorCode } of broken)
    await pauseSender(ctx, workspaceId, senderId, classifyErrorCode(Number(errorCode)).words);
}
