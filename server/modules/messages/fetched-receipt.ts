import type { ListedSms } from '../../providers/sms/contract.ts';
import type { IncomingReceipt } from './receipts.ts';

/** The present status of a message, from the provider's list: as good as the receipt that never came, and marked as fetched. */
export function fetchedReceipt(
  of: { readonly workspaceId: string; readonly connectionId: string; readonly messageId: string },
  { receipt }: ListedSms,
): IncomingReceipt {
  return {
    ...receipt,
    workspaceId: of.workspaceId,
    connectionId: of.connectionId,
    messageId: of.messageId,
    payload: { fetched_from_list: true, status: receipt.status },
  };
}
