import { NoAnswer, type OutgoingAnswer, type OutgoingHttp } from '../../../lib/outgoing-http.ts';
import type { OutgoingSms, ProviderAnswer, ProviderConnection, SendResult } from '../contract.ts';
import { authorization, resourceUrl } from './settings.ts';

/** Twilio holds a request for some seconds when busy; after this the outcome is unknown. */
const timeoutMs = 20_000;

/** Hands one message to Twilio: POST Messages.json (twilio.md section 2). Twilio has no idempotency key: what is not answered is unknown. */
export async function send(outgoing: OutgoingHttp, connection: ProviderConnection, sms: OutgoingSms): Promise<SendResult> {
  const form = formOf(sms);
  try {
    const answer = await outgoing.send({
      method: 'POST',
      url: resourceUrl(connection, 'Messages.json'),
      headers: {
        authorization: authorization(connection),
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      },
      body: form.toString(),
      timeoutMs,
    });
    return toResult(answer, sms.segments);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return { kind: error.kind === 'maybe_received' ? 'unknown' : 'not_sent', words: error.message };
  }
}

function formOf(sms: OutgoingSms): URLSearchParams {
  const form = new URLSearchParams({ To: sms.to, Body: sms.body, StatusCallback: sms.statusUrl });
  form.set(sms.from.kind === 'messaging_service' ? 'MessagingServiceSid' : 'From', sms.from.address);
  if (sms.validitySeconds !== undefined)
    form.set('ValidityPeriod', String(Math.min(36_000, Math.max(6, Math.floor(sms.validitySeconds)))));
  return form;
}

/** The fields that are posted. */
export function describe(sms: OutgoingSms): { name: string; value: string }[] {
  return [...formOf(sms)].map(([name, value]) => ({ name, value }));
}

/** What a status means without Twilio's code, such as from a gateway before it: nobody's messages would get through. */
const accountCodes: Readonly<Record<number, number>> = { 401: 20003, 403: 20006, 404: 20404 };

/** The status first, since an answer may come from something between us and Twilio; then Twilio's code. */
function toResult(answer: OutgoingAnswer, segments: number | undefined): SendResult {
  const body = parseJson(answer.text);
  const code = typeof body?.['code'] === 'number' ? body['code'] : accountCodes[answer.status];
  const words = typeof body?.['message'] === 'string' ? body['message'] : `HTTP ${answer.status}`;
  if (answer.status === 201 || answer.status === 200) {
    const sid = body?.['sid'];
    if (typeof sid !== 'string') return { kind: 'unknown', words: 'The answer had no message id.', answer: kept(answer, body) };
    if (isPlain(answer, body, segments)) return { kind: 'accepted', providerId: sid };
    return { kind: 'accepted', providerId: sid, answer: kept(answer, body) };
  }
  // A request refused for its rate was never processed (twilio.md section 1).
  const said = kept(answer, body);
  if (answer.status === 429) return { kind: 'busy', code, retryAfterMs: retryAfterMs(answer), words, answer: said };
  if (answer.status >= 500 || answer.status === 408) return { kind: 'unknown', words: `HTTP ${answer.status}`, answer: said };
  return { kind: 'refused', code, words, answer: said };
}

const plainStatuses: ReadonlySet<unknown> = new Set(['queued', 'accepted', 'sending', 'sent']);

/** Taken as it was handed over, with nothing else to say. A messaging service counts no segments yet and says 0. */
function isPlain({ status }: OutgoingAnswer, body: Record<string, unknown> | undefined, segments: number | undefined): boolean {
  const counted = Number(body?.['num_segments'] ?? 0);
  return (
    status === 201 &&
    plainStatuses.has(body?.['status']) &&
    body?.['error_code'] == null &&
    body?.['price'] == null &&
    (counted === 0 || segments === undefined || counted === segments)
  );
}

/** What of an answer explains something: neither the text nor numbers, nor what names the account. */
const keptFields = [
  'code',
  'message',
  'more_info',
  'status',
  'error_code',
  'error_message',
  'num_segments',
  'price',
  'price_unit',
];

function kept(answer: OutgoingAnswer, body: Record<string, unknown> | undefined): ProviderAnswer {
  const fields = keptFields.flatMap((name): [string, string][] => {
    const value = body?.[name];
    return typeof value === 'string' || typeof value === 'number' ? [[name, String(value).slice(0, 200)]] : [];
  });
  const wait = answer.headers['retry-after'];
  return {
    httpStatus: answer.status,
    fields: Object.fromEntries([...fields, ...(typeof wait === 'string' ? [['retry-after', wait.slice(0, 40)]] : [])]),
  };
}

/**
 * What `Retry-After` asks for: a number of seconds, or an HTTP date (RFC 9110, 10.2.3), which is compared with the `Date` of the same answer,
 * so that no clock of ours matters. Undefined when it says nothing, or a moment that has passed.
 */
export function retryAfterMs({ headers }: Pick<OutgoingAnswer, 'headers'>): number | undefined {
  const asked = String(headers['retry-after'] ?? '').trim();
  const ms = /^\d+(\.\d+)?$/.test(asked) ? Number(asked) * 1_000 : Date.parse(asked) - Date.parse(String(headers['date'] ?? ''));
  return Number.isFinite(ms) && ms > 0 ? ms : undefined;
}

/** A JSON object, or undefined for anything else (an HTML page of a proxy). */
export function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
