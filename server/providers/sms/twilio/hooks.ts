import type { HookRequest, InboundSms, SmsReceipt } from '../contract.ts';

const one = (form: HookRequest['form'], name: string): string | undefined => {
  const value = form[name];
  return Array.isArray(value) ? value[0] : value;
};

/** Twilio's statuses in our states (twilio.md section 3). Statuses before `sent` say no more than that Twilio took it. */
const states: Readonly<Record<string, SmsReceipt['state']>> = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  partially_delivered: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'cancelled',
};

/** A receipt from a status and a code. A status this version does not know changes nothing; it is kept all the same. */
export function toReceipt(providerId: string, status: string, code: string | number | null | undefined): SmsReceipt {
  const number = code === null || code === undefined || code === '' ? Number.NaN : Number(code);
  return { providerId, status, state: states[status] ?? 'ignored', errorCode: Number.isInteger(number) ? number : undefined };
}

export function parseReceipt(form: HookRequest['form']): SmsReceipt | undefined {
  const providerId = one(form, 'MessageSid') ?? one(form, 'SmsSid');
  const status = one(form, 'MessageStatus') ?? one(form, 'SmsStatus');
  return providerId && status ? toReceipt(providerId, status, one(form, 'ErrorCode')) : undefined;
}

/** An inbound message (twilio.md section 5). Unknown parameters are welcome: Twilio adds some without notice. */
export function parseInbound(form: HookRequest['form']): InboundSms | undefined {
  const providerId = one(form, 'MessageSid') ?? one(form, 'SmsSid');
  const from = one(form, 'From');
  const to = one(form, 'To');
  if (!providerId || !from || !to) return undefined;
  const count = Math.min(Number(one(form, 'NumMedia') ?? 0) || 0, 10);
  const media = Array.from({ length: count }, (_, index) => ({
    url: one(form, `MediaUrl${index}`) ?? '',
    contentType: one(form, `MediaContentType${index}`) ?? 'application/octet-stream',
  })).filter((item) => item.url !== '');
  const keyword = one(form, 'OptOutType');
  return {
    providerId,
    from,
    to,
    body: one(form, 'Body') ?? '',
    segments: Number(one(form, 'NumSegments') ?? 1) || 1,
    media,
    answeredKeyword: keyword === 'STOP' || keyword === 'START' || keyword === 'HELP' ? keyword : undefined,
  };
}
