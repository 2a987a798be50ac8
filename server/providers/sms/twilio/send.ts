import { NoAnswer, type OutgoingAnswer, type OutgoingHttp } from '../../../lib/outgoing-http.ts';
import type { OutgoingSms, ProviderConnection, SendResult } from '../contract.ts';
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
    return toResult(answer);
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
function toResult(answer: OutgoingAnswer): SendResult {
  const body = parseJson(answer.text);
  const code = typeof body?.['code'] === 'number' ? body['code'] : accountCodes[answer.status];
  const words = typeof body?.['message'] === 'string' ? body['message'] : `HTTP ${answer.status}`;
  if (answer.status === 201 || answer.status === 200) {
    const sid = body?.['sid'];
    return typeof sid === 'string'
      ? { kind: 'accepted', providerId: sid }
      : { kind: 'unknown', words: 'The answer had no message id.' };
  }
  // A request refused for its rate was never processed (twilio.md section 1).
  if (answer.status === 429) return { kind: 'busy', code, retryAfterMs: retryAfterMs(answer), words };
  if (answer.status >= 500 || answer.status === 408) return { kind: 'unknown', words: `HTTP ${answer.status}` };
  return { kind: 'refused', code, words };
}

/** What `Retry-After` asks for, when it is a number of seconds. */
export function retryAfterMs(answer: OutgoingAnswer): number | undefined {
  const seconds = Number(answer.headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
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
