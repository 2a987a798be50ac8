import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Account } from '../accounts/account.ts';
import type { Carrier } from '../carrier.ts';
import { decideEffect } from '../faults/decide-effect.ts';
import { requestErrors } from '../faults/request-errors.ts';
import { answerJson, answerRefusal } from '../http/answer.ts';
import { parseForm } from '../http/form.ts';
import type { Refusal } from '../refusal.ts';
import { isSame } from './authenticate.ts';

/** Lookup v2, which has a host of its own at Twilio and no account in its path. */
export const lookupPrefix = '/v2/PhoneNumbers/';

const carriers = ['Lighthouse Wireless', 'Harbor Mobile', 'Prairie Telecom'] as const;

/** GET /v2/PhoneNumbers/{E.164}?Fields=line_type_intelligence. Numbers that end in 555-0193 are landlines, as when they are texted. */
export function handleLookupRequest(carrier: Carrier, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const result = lookUp(carrier, request);
  if (typeof result === 'string') answerJson(response, 200, result);
  else answerRefusal(response, result);
}

function lookUp(carrier: Carrier, request: IncomingMessage): string | Refusal {
  const url = request.url ?? '';
  const [path = '', query = ''] = url.split('?');
  const account = ownerOf(carrier, request.headers.authorization);
  if (!account) return requestErrors.authenticate();
  account.counters.requests++;
  if (account.document.status !== 'active') return requestErrors.inactive(account.sid);
  if (request.method !== 'GET') return requestErrors.methodNotAllowed(request.method ?? '');
  const wishes = parseForm(query) ?? [];
  const unknown = wishes.find(([name]) => name !== 'Fields' && name !== 'CountryCode');
  if (unknown) return requestErrors.unknownParameter(unknown[0]);
  const fields = wishes.find(([name]) => name === 'Fields')?.[1].split(',') ?? [];
  const odd = fields.find((field) => field !== 'line_type_intelligence' && field !== 'validation');
  if (odd !== undefined) return requestErrors.invalidParameter('Fields', `this carrier does not look up ${odd}`);
  const phone = decodePath(path.slice(lookupPrefix.length));
  if (phone === undefined || !/^\+?[1-9]\d{4,14}$/.test(phone)) return requestErrors.notFound(path);
  // A fault of every request is one of this too.
  const { refusal } = decideEffect(account, 'all', phone, carrier.random);
  if (refusal) return refusal;
  return JSON.stringify(answerFor(phone.startsWith('+') ? phone : `+${phone}`, fields.includes('line_type_intelligence')));
}

/** The account whose sid and token, or API key and secret, these are. */
function ownerOf(carrier: Carrier, header: string | undefined): Account | undefined {
  if (header === undefined || !/^basic /i.test(header)) return undefined;
  const pair = Buffer.from(header.slice(6), 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  const [user, given] = [pair.slice(0, Math.max(0, colon)), pair.slice(colon + 1)];
  const named = carrier.accounts.get(user);
  if (named) return isSame(named.document.auth_token, given) ? named : undefined;
  for (const account of carrier.accounts.values()) {
    const key = account.document.api_keys.find((one) => one.sid === user);
    if (key) return isSame(key.secret, given) ? account : undefined;
  }
  return undefined;
}

function decodePath(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** All fields of `lookups.v2.phone_number`; those that were not asked for are null. */
function answerFor(phone: string, withLineType: boolean) {
  const last = Number(phone.slice(-2));
  const landline = phone.endsWith('5550193');
  return {
    calling_country_code: phone.startsWith('+1') ? '1' : phone.slice(1, 3),
    country_code: phone.startsWith('+1') ? 'US' : null,
    phone_number: phone,
    national_format: phone,
    valid: true,
    validation_errors: [],
    caller_name: null,
    sim_swap: null,
    call_forwarding: null,
    line_status: null,
    line_type_intelligence: withLineType
      ? {
          error_code: null,
          mobile_country_code: landline ? null : '310',
          mobile_network_code: landline ? null : '999',
          carrier_name: landline ? 'Prairie Telecom' : carriers[last % 2],
          type: landline ? 'landline' : last % 10 === 7 ? 'nonFixedVoip' : 'mobile',
        }
      : null,
    identity_match: null,
    reassigned_number: null,
    sms_pumping_risk: null,
    phone_number_quality_score: null,
    pre_fill: null,
    url: `https://lookups.twilio.com${lookupPrefix}${phone}`,
  };
}
