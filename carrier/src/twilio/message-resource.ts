import { deliveryErrorText } from '../faults/delivery-errors.ts';
import type { Message } from '../messages/message.ts';
import { priceOf } from './prices.ts';
import { rfc2822 } from './wire-dates.ts';

/**
 * A message as Twilio shows it: all fields of `api.v2010.account.message`. The price comes some time after the message was sent: of those sent
 * by `pricedUntil` it is there.
 */
export function presentMessage(accountSid: string, message: Message, pricedUntil = Number.POSITIVE_INFINITY) {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`;
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: rfc2822(message.createdAt),
    date_sent: message.sentAt === 0 ? null : rfc2822(message.sentAt),
    date_updated: rfc2822(message.updatedAt),
    direction: message.direction,
    error_code: message.errorCode,
    error_message: message.errorCode === null ? null : deliveryErrorText(message.errorCode),
    from: message.from as string | null,
    messaging_service_sid: message.serviceSid,
    num_media: String(message.mediaUrls?.length ?? 0),
    num_segments: String(message.segments),
    price: message.sentAt === 0 || message.sentAt > pricedUntil ? null : priceOf(message.to, message.segments),
    price_unit: 'USD',
    sid: message.sid,
    status: message.status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

/** The answer to creating one: with a service, sender and segments are not known yet. */
export function presentCreated(accountSid: string, message: Message): string {
  const resource = presentMessage(accountSid, message);
  if (message.serviceSid !== null) {
    resource.from = null;
    resource.num_segments = '0';
  }
  return JSON.stringify(resource);
}
