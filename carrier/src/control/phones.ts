import type { Account } from '../accounts/account.ts';
import type { Message } from '../messages/message.ts';
import { phoneOf } from '../messages/message.ts';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** Outbound messages a phone has received and its holder has not looked at. */
function countUnread(account: Account, phone: string): number {
  const readUpTo = account.readUpTo.get(phone) ?? 0;
  let unread = 0;
  for (const message of account.messages.to.newestFirst(phone)) {
    if (message.seq <= readUpTo) break;
    if (message.status === 'sent' || message.status === 'delivered') unread++;
  }
  return unread;
}

/**
 * Phones by their last message, newest first. Walks the messages backwards and takes a phone where its newest message
 * stands, so a page costs about its length and nothing has to be kept per phone.
 */
export function listPhones(account: Account, search: string, limit: number, beforeSeq: number): Page<object> {
  const digits = search.replace(/[^\d]/g, '');
  const items: object[] = [];
  let lastSeq = 0;
  for (const message of account.messages.newestFirst(beforeSeq)) {
    const phone = phoneOf(message);
    if (digits !== '' && !phone.includes(digits)) continue;
    if (newestOf(account, phone) !== message) continue;
    if (items.length === limit) return { items, nextCursor: String(lastSeq) };
    items.push({
      phone_number: phone,
      last_message: presentPhoneMessage(message),
      unread: countUnread(account, phone),
      messages: account.messages.to.count(phone) + account.messages.from.count(phone),
    });
    lastSeq = message.seq;
  }
  return { items, nextCursor: null };
}

export function newestOf(account: Account, phone: string): Message | undefined {
  const received = account.messages.to.newest(phone);
  const written = account.messages.from.newest(phone);
  if (!received || !written) return received ?? written;
  return received.seq > written.seq ? received : written;
}

/** One phone's messages in both directions, newest first. */
export function listPhoneMessages(account: Account, phone: string, limit: number, beforeSeq: number): Page<object> {
  const both = [
    ...account.messages.to.newestFirst(phone, beforeSeq).take(limit + 1),
    ...account.messages.from.newestFirst(phone, beforeSeq).take(limit + 1),
  ].sort((a, b) => b.seq - a.seq);
  const shown = both.slice(0, limit);
  const nextCursor = both.length > limit ? String(shown.at(-1)?.seq) : null;
  return { items: shown.map(presentPhoneMessage), nextCursor };
}

/** `to_phone` for what the phone receives, `from_phone` for what its holder writes. */
export function presentPhoneMessage(message: Message) {
  return {
    sid: message.sid,
    direction: message.direction === 'inbound' ? 'from_phone' : 'to_phone',
    own_number: message.direction === 'inbound' ? message.to : message.from,
    body: message.body,
    media_urls: message.mediaUrls ?? [],
    status: message.status,
    error_code: message.errorCode,
    num_segments: message.segments,
    created_at: new Date(message.createdAt).toISOString(),
    updated_at: new Date(message.updatedAt).toISOString(),
  };
}
