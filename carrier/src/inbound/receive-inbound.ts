import type { Account } from '../accounts/account.ts';
import type { Carrier } from '../carrier.ts';
import type { Message } from '../messages/message.ts';
import { statusBit } from '../messages/message.ts';
import { segment } from '../messages/segments.ts';
import { newSid } from '../random.ts';
import { recordLines } from '../state/record-lines.ts';
import { callInboundWebhook, inboundTarget } from './inbound-webhook.ts';
import { optOutKey, optOutType } from './opt-outs.ts';

export interface InboundText {
  phone: string;
  ownNumber: string;
  body: string;
  mediaUrls: readonly string[];
}

/** A phone wrote to one of the account's numbers: the message is kept, then the number's webhook is called. */
export function receiveInbound(carrier: Carrier, account: Account, text: InboundText): Message {
  const now = carrier.clock.now();
  const hasMedia = text.mediaUrls.length > 0;
  const message: Message = {
    seq: ++carrier.lastSeq,
    sid: newSid(hasMedia ? 'MM' : 'SM'),
    direction: 'inbound',
    from: text.phone,
    to: text.ownNumber,
    body: text.body,
    serviceSid: account.serviceOfNumber(text.ownNumber)?.sid ?? null,
    mediaUrls: hasMedia ? text.mediaUrls : null,
    segments: segment(text.body).segments,
    status: 'received',
    errorCode: null,
    createdAt: now,
    updatedAt: now,
    sentAt: now,
    callback: null,
    expiresAt: 0,
    sendAt: 0,
    fate: 0,
    owed: inboundTarget(account, text.ownNumber) === null ? 0 : statusBit.received,
    calling: false,
    reordered: false,
    removed: false,
  };
  account.messages.add(message);
  account.counters.inbound++;
  carrier.journal.append(recordLines.message(account.sid, message));
  markRead(carrier, account, text.phone, message.seq);
  recordOptOut(carrier, account, text);
  carrier.journal.afterWrite(() => callInboundWebhook(carrier, account, message));
  return message;
}

/** Who writes has read what came before. */
export function markRead(carrier: Carrier, account: Account, phone: string, seq: number): void {
  account.readUpTo.set(phone, seq);
  carrier.journal.append(recordLines.read(account, phone, seq));
}

function recordOptOut(carrier: Carrier, account: Account, text: InboundText): void {
  if (account.document.settings.opt_out_handling === 'none') return;
  const type = optOutType(text.body);
  if (type !== 'STOP' && type !== 'START') return;
  const key = optOutKey(account, text.ownNumber, text.phone);
  if (type === 'STOP') account.optOuts.add(key);
  else account.optOuts.delete(key);
  carrier.journal.append(recordLines.optOut(account, key, type === 'STOP'));
}
