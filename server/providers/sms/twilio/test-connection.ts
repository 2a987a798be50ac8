import { NoAnswer, type OutgoingHttp } from '../../../lib/outgoing-http.ts';
import type { ProviderConnection, TestAnswer } from '../contract.ts';
import { parseJson } from './send.ts';
import { authorization, resourceUrl } from './settings.ts';

/** What Twilio's codes for a whole account mean, and what to do. */
const accountWords: Readonly<Record<number, string>> = {
  20003:
    'Twilio does not accept these credentials. Copy account SID and auth token (or API key and secret) again from the Twilio Console.',
  20005: 'This Twilio account is not active. Sign in to the Twilio Console to see why.',
  10001: 'This Twilio account is not active. Sign in to the Twilio Console to see why.',
  20006: 'These credentials may not read the account. Use the account’s own auth token or a standard API key.',
  20008: 'These are Twilio’s test credentials, which send nothing. Use the live credentials.',
  20404: 'Twilio does not know this account SID. Copy it again from the Twilio Console.',
};

/** Asks Twilio for the account and its numbers, and says in words what is wrong. */
export async function testConnection(outgoing: OutgoingHttp, connection: ProviderConnection): Promise<TestAnswer> {
  const get = (resource: string) =>
    outgoing.send({
      method: 'GET',
      url: resourceUrl(connection, resource),
      headers: { authorization: authorization(connection), accept: 'application/json' },
      timeoutMs: 10_000,
    });
  try {
    const account = await get('');
    const body = parseJson(account.text);
    if (account.status !== 200 || !body) return { ok: false, words: wordsFor(account.status, body) };
    if (body['status'] !== 'active') {
      return { ok: false, words: `This Twilio account is ${String(body['status'])}. Sign in to the Twilio Console to see why.` };
    }
    const numbers = await get('IncomingPhoneNumbers.json?PageSize=100');
    const listed = numbers.status === 200 ? parseJson(numbers.text)?.['incoming_phone_numbers'] : undefined;
    const senders = (Array.isArray(listed) ? listed : []).map((number: Record<string, unknown>) => ({
      kind: 'number' as const,
      address: String(number['phone_number']),
      name: String(number['friendly_name'] ?? number['phone_number']),
    }));
    const trial =
      body['type'] === 'Trial' ? ' It is a trial account: it reaches verified numbers only, and adds a line to each text.' : '';
    const owns = senders.length === 1 ? 'one number' : `${senders.length} numbers`;
    return {
      ok: true,
      words: `Connected to “${String(body['friendly_name'] ?? 'Twilio')}”, which has ${owns}.${trial}`,
      senders,
    };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const words =
      error.kind === 'refused_address'
        ? error.message
        : `Twilio could not be reached (${error.message}). Check the API address and this machine’s network.`;
    return { ok: false, words };
  }
}

function wordsFor(status: number, body: Record<string, unknown> | undefined): string {
  const code = Number(body?.['code']);
  const known =
    accountWords[code] ?? (status === 401 ? accountWords[20003] : status === 404 && body ? accountWords[20404] : undefined);
  if (known) return known;
  if (!body) return `Something answered (HTTP ${status}), but not as Twilio does. Check the API address.`;
  return `Twilio answered HTTP ${status}: ${String(body['message'] ?? 'no reason given')}`;
}
