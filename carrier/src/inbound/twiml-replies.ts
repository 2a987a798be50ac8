import type { Account } from '../accounts/account.ts';
import type { Carrier } from '../carrier.ts';
import { beginDelivery } from '../delivery/lifecycle.ts';
import type { Message } from '../messages/message.ts';
import { Refusal } from '../refusal.ts';
import { checkMessage } from '../twilio/check-message.ts';
import { storeOutbound } from '../twilio/create-message.ts';
import type { TwimlMessage } from './twiml.ts';

/** Sends the messages of a TwiML answer, back to the writer unless it says otherwise. They pass the same checks as any. */
export function sendTwimlReplies(carrier: Carrier, account: Account, inbound: Message, replies: readonly TwimlMessage[]): void {
  for (const reply of replies) {
    const text = new Map([
      ['To', reply.to ?? inbound.from],
      ['From', reply.from ?? inbound.to],
      ['Body', reply.body],
    ]);
    if (reply.callback !== null) text.set('StatusCallback', reply.callback);
    const checked = checkMessage(carrier, account, { text, mediaUrls: reply.mediaUrls });
    if (checked instanceof Refusal) {
      account.alert({ code: checked.code, message: checked.message, url: null, at: carrier.clock.now() });
      continue;
    }
    const message = storeOutbound(carrier, account, checked, 'outbound-reply', 0);
    carrier.journal.afterWrite(() => beginDelivery(carrier, account, message));
  }
}
