import type { Account } from '../accounts/account.ts';
import type { Carrier } from '../carrier.ts';
import { beginDelivery } from '../delivery/lifecycle.ts';
import type { Message } from '../messages/message.ts';
import { segment } from '../messages/segments.ts';
import { newSid } from '../random.ts';
import { Refusal } from '../refusal.ts';
import { recordLines } from '../state/record-lines.ts';
import type { CheckedMessage } from './check-message.ts';
import { checkMessage } from './check-message.ts';
import type { Handler } from './exchange.ts';
import { readMessageParameters } from './message-parameters.ts';
import { presentCreated } from './message-resource.ts';

/** POST Messages.json */
export const createMessage: Handler = ({ carrier, account, form }, _id, deliveryCode) => {
  const parameters = readMessageParameters(form);
  if (parameters instanceof Refusal) return parameters;
  const checked = checkMessage(carrier, account, parameters);
  if (checked instanceof Refusal) return checked;
  const message = storeOutbound(carrier, account, checked, 'outbound-api', deliveryCode);
  return {
    status: 201,
    json: presentCreated(account.sid, message),
    afterAnswer: () => beginDelivery(carrier, account, message),
  };
};

export function storeOutbound(
  carrier: Carrier,
  account: Account,
  checked: CheckedMessage,
  direction: 'outbound-api' | 'outbound-reply',
  deliveryCode: number,
): Message {
  const now = carrier.clock.now();
  const startsAt = checked.sendAt || now;
  const message: Message = {
    seq: ++carrier.lastSeq,
    sid: newSid(checked.mediaUrls === null ? 'SM' : 'MM'),
    direction,
    from: checked.from,
    to: checked.to,
    body: checked.body,
    serviceSid: checked.serviceSid,
    mediaUrls: checked.mediaUrls,
    segments: checked.mediaUrls === null ? segment(checked.body).segments : 1,
    status: checked.sendAt > 0 ? 'scheduled' : checked.serviceSid === null ? 'queued' : 'accepted',
    errorCode: null,
    createdAt: now,
    updatedAt: now,
    sentAt: 0,
    callback: checked.callback,
    expiresAt: startsAt + checked.validitySeconds * 1000,
    sendAt: checked.sendAt,
    fate: decideFate(carrier, account, checked.overflow, deliveryCode),
    owed: 0,
    calling: false,
    reordered: false,
    removed: false,
  };
  account.messages.add(message);
  account.counters.accepted++;
  carrier.journal.append(recordLines.message(account.sid, message));
  return message;
}

function decideFate(carrier: Carrier, account: Account, overflow: boolean, deliveryCode: number): number {
  if (overflow) return 30001;
  if (deliveryCode !== 0) return deliveryCode;
  const { no_receipt_probability: withoutReceipt } = account.document.settings;
  return withoutReceipt > 0 && carrier.random() < withoutReceipt ? -1 : 0;
}
