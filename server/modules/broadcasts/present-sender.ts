import type { BroadcastSender } from '@tidings/core/contract/broadcast';
import type { z } from 'zod';
import type { SenderRow } from '../connections/senders-store.ts';

/** A sender as a broadcast shows it. */
export function presentSender(sender: Pick<SenderRow, 'id' | 'name' | 'address' | 'sandbox'>): z.infer<typeof BroadcastSender> {
  return { id: sender.id, name: sender.name, address: sender.address, sandbox: sender.sandbox };
}
