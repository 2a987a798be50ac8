import type { Account } from '../accounts/account.ts';

/** Counts of the messages that are kept, and what happened since the start of the process. */
export function presentStats(account: Account) {
  const byStatus: Record<string, number> = {};
  const byError: Record<string, number> = {};
  let inbound = 0;
  let owed = 0;
  const phones = new Set<string>();
  for (const message of account.messages.oldestFirst()) {
    if (message.owed !== 0) owed++;
    if (message.direction === 'inbound') {
      inbound++;
      continue;
    }
    byStatus[message.status] = (byStatus[message.status] ?? 0) + 1;
    if (message.errorCode !== null) byError[message.errorCode] = (byError[message.errorCode] ?? 0) + 1;
    phones.add(message.to);
  }
  return {
    messages: account.messages.size,
    outbound: account.messages.size - inbound,
    inbound,
    phones: phones.size,
    by_status: byStatus,
    by_error_code: byError,
    callbacks_pending: owed,
    since_start: { ...account.counters },
    in_flight_requests: account.inFlight,
  };
}

/** Phones that got more than one outbound message with the same text: empty means "exactly once". */
export function findDuplicates(account: Account, limit: number) {
  const seen = new Map<string, { to: string; body: string; sids: string[] }>();
  let considered = 0;
  for (const message of account.messages.oldestFirst()) {
    if (message.direction === 'inbound') continue;
    considered++;
    const key = `${message.to} ${message.body}`;
    const known = seen.get(key);
    if (known) known.sids.push(message.sid);
    else seen.set(key, { to: message.to, body: message.body, sids: [message.sid] });
  }
  const repeated = [...seen.values()].filter(({ sids }) => sids.length > 1);
  return {
    considered,
    distinct: seen.size,
    total: repeated.length,
    duplicates: repeated.slice(0, limit).map((entry) => ({ ...entry, count: entry.sids.length })),
  };
}
