import { NoAnswer, type OutgoingAnswer, type OutgoingHttp } from '../../../lib/outgoing-http.ts';
import type { ProviderConnection } from '../../sms/contract.ts';
import type { LineType, LookupAnswer, LookupProvider } from '../contract.ts';

const timeoutMs = 10_000;

/** Twilio's line types (twilio.md section 9) in ours. */
const lineTypes: Readonly<Record<string, LineType>> = {
  mobile: 'mobile',
  landline: 'landline',
  fixedVoip: 'voip',
  nonFixedVoip: 'voip',
  tollFree: 'toll_free',
  premium: 'premium',
  sharedCost: 'premium',
  personal: 'other',
  uan: 'other',
  voicemail: 'other',
  pager: 'other',
  unknown: 'unknown',
};

/** Twilio's codes for an account that gets no answers, whatever the number. */
const accountCodes: Readonly<Record<number, string>> = {
  20003: 'Twilio does not accept the credentials of this connection.',
  20005: 'This Twilio account is not active.',
  20006: 'These credentials may not look numbers up.',
  60600: 'This Twilio account may not look up the line type.',
};

/** Twilio Lookup v2, line type intelligence: GET /v2/PhoneNumbers/{E.164}?Fields=line_type_intelligence. */
export const twilioLookup: LookupProvider = {
  id: 'twilio',
  label: 'Twilio Lookup',
  lookUp: async (outgoing, connection, phone) => {
    try {
      return toAnswer(await ask(outgoing, connection, phone));
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return error.kind === 'refused_address'
        ? { kind: 'refused', words: error.message }
        : { kind: 'failed', words: 'Twilio’s lookup did not answer.' };
    }
  },
};

function ask(outgoing: OutgoingHttp, connection: ProviderConnection, phone: string): Promise<OutgoingAnswer> {
  return outgoing.send({
    method: 'GET',
    url: `${lookupBase(String(connection.settings['base_url'] ?? 'https://api.twilio.com'))}/v2/PhoneNumbers/${encodeURIComponent(phone)}?Fields=line_type_intelligence`,
    headers: { authorization: authorization(connection), accept: 'application/json' },
    timeoutMs,
  });
}

/** Lookups have a host of their own beside the API's, in the same region; behind a gateway or at the sandbox carrier they are at its address. */
export function lookupBase(apiBase: string): string {
  const url = new URL(apiBase);
  if (/^api\..*twilio\.com$/.test(url.hostname)) url.hostname = url.hostname.replace(/^api\./, 'lookups.');
  return url.toString().replace(/\/+$/, '');
}

/** HTTP Basic: an API key when there is one, else account and token. */
function authorization({ settings, secrets }: ProviderConnection): string {
  const key = settings['api_key_sid'];
  const [user, password] = key
    ? [String(key), secrets['api_key_secret'] ?? '']
    : [String(settings['account_sid']), secrets['auth_token'] ?? ''];
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function toAnswer({ status, text, headers }: OutgoingAnswer): LookupAnswer {
  const body = parse(text);
  const code = Number(body?.['code']);
  if (status === 429) {
    const seconds = Number(headers['retry-after']);
    return { kind: 'busy', retryAfterMs: seconds > 0 ? seconds * 1_000 : undefined };
  }
  if (status === 401 || status === 403) return { kind: 'refused', words: accountCodes[code] ?? accountCodes[20003] ?? '' };
  // A number that cannot be is answered 404 with 20404 too: it says so about the number, not about the account.
  if (status === 404) return { kind: 'found', lineType: 'unknown', carrier: null };
  if (code === 60600) return { kind: 'refused', words: accountCodes[60600] ?? '' };
  if (status !== 200 || !body) return { kind: 'failed', words: `Twilio’s lookup answered HTTP ${status}.` };
  const line = body['line_type_intelligence'];
  if (typeof line !== 'object' || line === null) return { kind: 'found', lineType: 'unknown', carrier: null };
  const { type, carrier_name: carrier, error_code: error } = line as Record<string, unknown>;
  // Canada needs an approval of its own (60601): nothing is known, and nothing is wrong.
  if (error !== null && error !== undefined) return { kind: 'found', lineType: 'unknown', carrier: null };
  return {
    kind: 'found',
    lineType: lineTypes[String(type)] ?? 'unknown',
    carrier: typeof carrier === 'string' && carrier !== '' ? carrier.slice(0, 120) : null,
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
