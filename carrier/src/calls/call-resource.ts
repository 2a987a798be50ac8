import type { Account } from '../accounts/account.ts';
import { rfc2822 } from '../twilio/wire-dates.ts';
import type { Call } from './call.ts';

/** All fields of `api.v2010.account.call`. */
export function presentCall(account: Account, call: Call) {
  const uri = `/2010-04-01/Accounts/${account.sid}/Calls/${call.sid}`;
  const ended = call.endedAt !== 0;
  return {
    sid: call.sid,
    date_created: rfc2822(call.createdAt),
    date_updated: rfc2822(call.updatedAt),
    parent_call_sid: null,
    account_sid: account.sid,
    to: call.to,
    to_formatted: call.to,
    from: call.from,
    from_formatted: call.from,
    phone_number_sid: account.numbers.get(call.from)?.sid ?? null,
    status: call.status,
    start_time: call.startedAt === 0 ? null : rfc2822(call.startedAt),
    end_time: ended ? rfc2822(call.endedAt) : null,
    duration: ended ? String(durationSeconds(call)) : null,
    price: null,
    price_unit: 'USD',
    direction: 'outbound-api',
    answered_by: null,
    api_version: '2010-04-01',
    forwarded_from: null,
    group_sid: null,
    caller_name: null,
    queue_time: '0',
    trunk_sid: null,
    uri: `${uri}.json`,
    subresource_uris: { events: `${uri}/Events.json`, recordings: `${uri}/Recordings.json` },
  };
}

export function durationSeconds(call: Call): number {
  return call.startedAt === 0 ? 0 : Math.round((call.endedAt - call.startedAt) / 1000);
}
