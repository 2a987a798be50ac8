import { continueCall } from '../calls/call-progress.ts';
import type { Carrier } from '../carrier.ts';
import { beginDelivery } from '../delivery/lifecycle.ts';
import { sendOwedCallbacks } from '../delivery/status-callbacks.ts';
import { callInboundWebhook } from '../inbound/inbound-webhook.ts';
import { isFinal } from '../messages/message.ts';

/** After a restart: messages go on from where they stood, and webhooks nobody answered are sent again. */
export function resumeWork(carrier: Carrier): void {
  for (const account of carrier.accounts.values()) {
    for (const message of [...account.messages.oldestFirst()]) {
      if (message.direction === 'inbound') {
        if (message.owed !== 0) callInboundWebhook(carrier, account, message);
        continue;
      }
      sendOwedCallbacks(carrier, account, message);
      if (!isFinal(message)) beginDelivery(carrier, account, message);
    }
    for (const call of account.calls.values()) if (call.status !== 'completed') continueCall(carrier, account, call);
  }
}
