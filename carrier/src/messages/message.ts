export type MessageStatus =
  | 'accepted'
  | 'scheduled'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'canceled'
  | 'received';

/** In the order in which a message can pass them; the position is the bit of `Message.owed` and the journal's number. */
export const statuses: readonly MessageStatus[] = [
  'accepted',
  'scheduled',
  'queued',
  'sending',
  'sent',
  'delivered',
  'undelivered',
  'failed',
  'canceled',
  'received',
];

export const statusBit: Readonly<Record<MessageStatus, number>> = Object.fromEntries(
  statuses.map((status, index) => [status, 1 << index]),
) as Record<MessageStatus, number>;

export const finalBits = statusBit.delivered | statusBit.undelivered | statusBit.failed | statusBit.canceled | statusBit.received;

export type Direction = 'inbound' | 'outbound-api' | 'outbound-reply';

/** One message, outbound or inbound. Kept compact: a carrier holds hundreds of thousands. */
export interface Message {
  /** Rises by one with every message of the carrier: the order of lists and of paging. */
  seq: number;
  sid: string;
  direction: Direction;
  from: string;
  to: string;
  body: string;
  serviceSid: string | null;
  mediaUrls: readonly string[] | null;
  segments: number;
  status: MessageStatus;
  errorCode: number | null;
  createdAt: number;
  updatedAt: number;
  /** 0 until the message was sent (or, inbound, received). */
  sentAt: number;
  /** Where status callbacks go, as given, fragment included. */
  callback: string | null;
  /** After this moment a message still in the queue fails with 30036. */
  expiresAt: number;
  /** When a scheduled message is due, else 0. */
  sendAt: number;
  /** 0: it will be delivered; -1: `sent` stays its last state; else the error code it will fail with. */
  fate: number;
  /** Bits of the statuses whose callback still has to be sent. */
  owed: number;
  /** A callback of this message is on its way; the next waits for it. */
  calling: boolean;
  /** Its callbacks leave in the wrong order: the final one first. */
  reordered: boolean;
  removed: boolean;
}

export function isFinal(message: Message): boolean {
  return (statusBit[message.status] & finalBits) !== 0 || (message.status === 'sent' && message.fate === -1);
}

/** The person's number in the conversation, whichever way the message went. */
export function phoneOf(message: Message): string {
  return message.direction === 'inbound' ? message.from : message.to;
}
