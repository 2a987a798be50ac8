import type { Message } from '@tidings/core/contract/messages';
import { reasonWords } from '@tidings/core/messaging/reasons';
import type { MessageRow } from './history-store.ts';

/** A message for the screens, its reason in words. */
export function presentMessage(row: MessageRow): Message {
  return {
    id: row.id,
    direction: row.direction,
    channel: row.channel,
    contact: row.contact_id === null ? null : { id: row.contact_id, name: row.contact_name },
    address: row.address,
    our_address: row.our_address,
    source: row.source,
    source_id: row.source_id,
    source_name: row.source_name,
    body: row.body,
    segments: row.segments,
    state: row.state,
    reason: row.reason,
    reason_words: reasonWords(row.reason, row.sharer),
    error_code: row.error_code,
    created_by_name: row.created_by_name,
    created_at: row.created_at.toISOString(),
    accepted_at: row.accepted_at?.toISOString() ?? null,
    sent_at: row.sent_at?.toISOString() ?? null,
    delivered_at: row.delivered_at?.toISOString() ?? null,
    ended_at: row.ended_at?.toISOString() ?? null,
  };
}
