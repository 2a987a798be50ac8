import type { Account } from '../accounts/account.ts';
import type { Carrier } from '../carrier.ts';
import type { Message } from '../messages/message.ts';
import { recordLines } from '../state/record-lines.ts';
import type { WebhookResult } from '../webhooks/webhook-job.ts';
import { geoFields } from './geo.ts';
import { optOutType } from './opt-outs.ts';
import { readTwiml } from './twiml.ts';
import { sendTwimlReplies } from './twiml-replies.ts';

/** The service's inbound URL, else the number's own; null when nobody listens. */
export function inboundTarget(account: Account, ownNumber: string): { url: string; fallback: string | null } | null {
  const number = account.numbers.get(ownNumber);
  const url = account.serviceOfNumber(ownNumber)?.inbound_request_url ?? number?.smsUrl ?? null;
  return url === null ? null : { url, fallback: number?.smsFallbackUrl ?? null };
}

/** Posts an inbound message, to the fallback URL when the first fails; whatever TwiML comes back is carried out. */
export function callInboundWebhook(carrier: Carrier, account: Account, message: Message): void {
  const target = inboundTarget(account, message.to);
  if (target === null || message.calling) return;
  message.calling = true;
  call(carrier, account, message, target.url, (result) => {
    if (result.failure !== null && target.fallback !== null) call(carrier, account, message, target.fallback, settle);
    else settle(result);
  });
  function settle(result: WebhookResult): void {
    message.calling = false;
    message.owed = 0;
    carrier.journal.append(recordLines.called(message));
    if (result.failure === null) reply(carrier, account, message, result);
  }
}

function call(carrier: Carrier, account: Account, message: Message, url: string, done: (result: WebhookResult) => void): void {
  account.counters.callbacks++;
  carrier.webhooks.call({
    url,
    authToken: account.document.auth_token,
    form: () => inboundForm(account, message),
    retryDelayMs: account.document.settings.retry_delay_ms,
    done(result) {
      if (result.failure !== null) {
        account.counters.callbacks_failed++;
        account.alert({ code: 11200, message: `Inbound webhook failed: ${result.detail}`, url, at: carrier.clock.now() });
      }
      done(result);
    },
  });
}

function reply(carrier: Carrier, account: Account, message: Message, result: WebhookResult): void {
  const replies = readTwiml(result.contentType, result.body);
  if (Array.isArray(replies)) sendTwimlReplies(carrier, account, message, replies);
  else account.alert({ ...replies, url: null, at: carrier.clock.now() });
}

function inboundForm(account: Account, message: Message): [string, string][] {
  const form: [string, string][] = [
    ...geoFields('To', message.to),
    ...geoFields('From', message.from),
    ['SmsMessageSid', message.sid],
    ['MessageSid', message.sid],
    ['SmsSid', message.sid],
    ['AccountSid', account.sid],
    ['From', message.from],
    ['To', message.to],
    ['Body', message.body],
    ['NumMedia', String(message.mediaUrls?.length ?? 0)],
    ['NumSegments', String(message.segments)],
    ['SmsStatus', 'received'],
    ['ApiVersion', '2010-04-01'],
  ];
  if (message.serviceSid !== null) form.push(['MessagingServiceSid', message.serviceSid]);
  for (const [index, url] of (message.mediaUrls ?? []).entries()) {
    form.push([`MediaUrl${index}`, url], [`MediaContentType${index}`, contentTypeOf(url)]);
  }
  const type = account.document.settings.opt_out_handling === 'default' ? optOutType(message.body) : undefined;
  if (type) form.push(['OptOutType', type]);
  return form;
}

const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  gif: 'image/gif',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  mp3: 'audio/mpeg',
};

function contentTypeOf(url: string): string {
  return types[/\.([a-z0-9]+)(?:[?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? ''] ?? 'image/jpeg';
}
