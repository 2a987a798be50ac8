import type { Account, OwnNumber } from '../accounts/account.ts';
import type { Carrier } from '../carrier.ts';
import { chooseSender, isQueueFull } from '../delivery/sender-queue.ts';
import { requestErrors } from '../faults/request-errors.ts';
import { isOptedOut } from '../inbound/opt-outs.ts';
import { Refusal } from '../refusal.ts';
import { isPhoneNumber, splitChannel } from './channel-address.ts';
import { checkContent } from './check-content.ts';
import { checkSendAt } from './check-schedule.ts';
import type { MessageParameters } from './message-parameters.ts';

/** A message that may be accepted. */
export interface CheckedMessage {
  to: string;
  from: string;
  serviceSid: string | null;
  body: string;
  mediaUrls: readonly string[] | null;
  callback: string | null;
  validitySeconds: number;
  sendAt: number;
  /** The queues of all the service's numbers are full: accepted, to fail with 30001. */
  overflow: boolean;
}

/** Checks a message in the order in which Twilio complains. */
export function checkMessage(
  carrier: Carrier,
  account: Account,
  { text, mediaUrls }: MessageParameters,
): CheckedMessage | Refusal {
  const to = text.get('To') ?? '';
  if (to === '') return new Refusal(21604, "A 'To' phone number is required.");
  if (!isPhoneNumber(splitChannel(to).number)) return requestErrors.invalidTo(to);
  const now = carrier.clock.now();
  const sender = checkSender(carrier, account, text, to, now);
  if (sender instanceof Refusal) return sender;
  const content = checkContent(text, mediaUrls);
  if (content instanceof Refusal) return content;
  if (mediaUrls.length > 0 && !sender.number.mms) {
    return new Refusal(21621, `The From number ${sender.number.phoneNumber} has not been enabled for picture messaging`);
  }
  const callback = checkCallback(text.get('StatusCallback') ?? sender.callback);
  if (callback instanceof Refusal) return callback;
  const validity = text.get('ValidityPeriod');
  const validitySeconds = validity === undefined ? 36_000 : /^\d{1,5}$/.test(validity) ? Number(validity) : 0;
  if (validitySeconds < 1 || validitySeconds > 36_000) {
    return new Refusal(21624, `The Validity Period ${validity} is not between 1 and 36000 seconds`);
  }
  const sendAt = checkSendAt(text, now);
  if (sendAt instanceof Refusal) return sendAt;
  if (isOptedOut(account, sender.number.phoneNumber, splitChannel(to).number)) return requestErrors.optedOut();
  const { serviceSid, overflow } = sender;
  const media = mediaUrls.length > 0 ? mediaUrls : null;
  return { to, from: sender.address, serviceSid, body: content, mediaUrls: media, callback, validitySeconds, sendAt, overflow };
}

interface Sender {
  number: OwnNumber;
  address: string;
  serviceSid: string | null;
  callback: string | null;
  overflow: boolean;
}

function checkSender(
  carrier: Carrier,
  account: Account,
  text: ReadonlyMap<string, string>,
  to: string,
  now: number,
): Sender | Refusal {
  const from = text.get('From');
  const serviceSid = text.get('MessagingServiceSid');
  if (serviceSid !== undefined) return checkService(account, serviceSid, from, to, now);
  if (from === undefined || from === '') return new Refusal(21603, "A 'From' phone number is required.");
  const number = checkFrom(carrier, account, from, to);
  if (number instanceof Refusal) return number;
  if (isQueueFull(account, number, now)) {
    return new Refusal(21611, `This 'From' number ${from} has exceeded the maximum number of queued messages`);
  }
  return { number, address: from, serviceSid: null, callback: null, overflow: false };
}

function checkFrom(carrier: Carrier, account: Account, from: string, to: string): OwnNumber | Refusal {
  const address = splitChannel(from);
  if (!isPhoneNumber(address.number)) return new Refusal(21212, `Invalid From Number (caller ID): ${from}`);
  if (address.channel !== splitChannel(to).channel) {
    return new Refusal(21910, "Invalid 'From' and 'To' pair. 'From' and 'To' should be of the same channel");
  }
  const number = account.numbers.get(address.number);
  if (number?.sms) return number;
  if (number)
    return new Refusal(21606, `The 'From' phone number provided (${from}) is not a valid message-capable Twilio phone number`);
  for (const other of carrier.accounts.values()) {
    if (other.numbers.has(address.number)) {
      return new Refusal(21660, `Mismatch between the 'From' number ${from} and the account ${account.sid}`);
    }
  }
  return new Refusal(21659, `'From' ${from} is not a Twilio phone number or Short Code country mismatch`);
}

function checkService(account: Account, sid: string, from: string | undefined, to: string, now: number): Sender | Refusal {
  const service = account.service(sid);
  if (!service) return new Refusal(21701, `The Messaging Service ${sid} does not exist`);
  if (service.numbers.length === 0) return new Refusal(21704, `The Messaging Service ${sid} contains no phone numbers`);
  if (from !== undefined && !service.numbers.includes(from)) {
    return new Refusal(21712, `The 'From' number ${from} is not associated with the Messaging Service ${sid}`);
  }
  const pool = from === undefined ? service.numbers : [from];
  const number = chooseSender(account, pool, to, service.sticky_sender ?? true);
  if (!number) return new Refusal(21703, `The Messaging Service ${sid} does not have a phone number available to send a message`);
  const { channel } = splitChannel(to);
  const address = channel === 'sms' ? number.phoneNumber : `${channel}:${number.phoneNumber}`;
  return {
    number,
    address,
    serviceSid: sid,
    callback: service.status_callback ?? null,
    overflow: isQueueFull(account, number, now),
  };
}

/** Absolute http or https, with a host name that has no underscore. */
export function checkCallback(url: string | null): string | null | Refusal {
  if (url === null) return null;
  const parsed = URL.canParse(url) && /^https?:\/\//i.test(url) ? new URL(url) : undefined;
  if (!parsed || parsed.hostname.includes('_')) return new Refusal(21609, `The 'StatusCallback' URL ${url} is not a valid URL.`);
  return url;
}
