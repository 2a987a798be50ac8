import type { Account, OwnNumber } from '../accounts/account.ts';
import { parseForm } from '../http/form.ts';
import { Refusal } from '../refusal.ts';
import type { Handler } from './exchange.ts';
import { presentPage, readPage, readQuery } from './paging.ts';
import { rfc2822 } from './wire-dates.ts';

/** GET Accounts/{sid}.json */
export const fetchAccount: Handler = ({ account }) => {
  const { auth_token, friendly_name, status, type } = account.document;
  const uri = `/2010-04-01/Accounts/${account.sid}`;
  const resource = {
    auth_token,
    date_created: rfc2822(account.createdAt),
    date_updated: rfc2822(account.createdAt),
    friendly_name,
    owner_account_sid: account.sid,
    sid: account.sid,
    status,
    subresource_uris: {
      messages: `${uri}/Messages.json`,
      incoming_phone_numbers: `${uri}/IncomingPhoneNumbers.json`,
      calls: `${uri}/Calls.json`,
    },
    type,
    uri: `${uri}.json`,
  };
  return { status: 200, json: JSON.stringify(resource) };
};

const parameters = ['PhoneNumber', 'FriendlyName', 'Beta', 'Origin', 'PageSize', 'Page', 'PageToken'];

/** GET IncomingPhoneNumbers.json: one's own numbers. */
export const listNumbers: Handler = ({ account, path, query: text }) => {
  const query = readQuery(parseForm(text), parameters);
  if (query instanceof Refusal) return query;
  const page = readPage(query);
  if (page instanceof Refusal) return page;
  const skip = Number.isFinite(page.beforeSeq) ? page.beforeSeq : 0;
  const wanted = query.get('PhoneNumber');
  const name = query.get('FriendlyName');
  const matching = [...account.numbers.values()].filter(
    (number) =>
      (wanted === undefined || matchesNumber(number.phoneNumber, wanted)) && (name === undefined || number.friendlyName === name),
  );
  const shown = matching.slice(skip, skip + page.pageSize);
  const next = skip + shown.length < matching.length ? skip + shown.length : null;
  const envelope = presentPage(path, query, page, shown.length, next);
  return {
    status: 200,
    json: JSON.stringify({ ...envelope, incoming_phone_numbers: shown.map((number) => presentNumber(account, number)) }),
  };
};

/** Part of a number, with `*` for any digit. */
function matchesNumber(phoneNumber: string, wanted: string): boolean {
  const pattern = wanted.replace(/[^\d*]/g, '').replaceAll('*', '\\d');
  return new RegExp(pattern).test(phoneNumber);
}

function presentNumber(account: Account, number: OwnNumber) {
  return {
    account_sid: account.sid,
    address_sid: null,
    address_requirements: 'none',
    api_version: '2010-04-01',
    beta: false,
    capabilities: { voice: true, sms: number.sms, mms: number.mms, fax: false },
    date_created: rfc2822(account.createdAt),
    date_updated: rfc2822(account.createdAt),
    friendly_name: number.friendlyName,
    identity_sid: null,
    phone_number: number.phoneNumber,
    origin: 'twilio',
    sid: number.sid,
    sms_application_sid: null,
    sms_fallback_method: 'POST',
    sms_fallback_url: number.smsFallbackUrl,
    sms_method: 'POST',
    sms_url: number.smsUrl,
    status_callback: null,
    status_callback_method: 'POST',
    trunk_sid: null,
    uri: `/2010-04-01/Accounts/${account.sid}/IncomingPhoneNumbers/${number.sid}.json`,
    voice_receive_mode: 'voice',
    voice_application_sid: null,
    voice_caller_id_lookup: false,
    voice_fallback_method: 'POST',
    voice_fallback_url: null,
    voice_method: 'POST',
    voice_url: number.voiceUrl,
    emergency_status: 'Active',
    emergency_address_sid: null,
    emergency_address_status: 'unregistered',
    bundle_sid: null,
    status: 'in-use',
    type: 'local',
  };
}
