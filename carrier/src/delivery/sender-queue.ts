import type { Account, OwnNumber } from '../accounts/account.ts';

/** Whether a number's queue holds as much traffic as it may: ten hours of it, unless set otherwise. */
export function isQueueFull(account: Account, number: OwnNumber, now: number): boolean {
  return number.mps !== null && number.freeAt - now > account.document.settings.max_queue_seconds * 1000;
}

/**
 * When a message of so many segments leaves its number's queue, which lets `mps` segments pass per second.
 * The turn is reserved unless it comes only after the message expired.
 */
export function reserveTurn(number: OwnNumber | undefined, segments: number, now: number, expiresAt: number): number {
  if (!number || number.mps === null) return now;
  const turn = Math.max(now, number.freeAt);
  if (turn <= expiresAt) number.freeAt = turn + (segments / number.mps) * 1000;
  return turn;
}

/**
 * The sender a messaging service uses for a phone: the one that wrote to it before (sticky), else the one whose
 * queue is shortest, in turn. Undefined when the pool has no number that can send.
 */
export function chooseSender(account: Account, pool: readonly string[], to: string, sticky: boolean): OwnNumber | undefined {
  if (sticky && pool.length > 1) {
    const before = account.messages.to.newest(to)?.from;
    const number = before !== undefined && pool.includes(before) ? account.numbers.get(before) : undefined;
    if (number?.sms) return number;
  }
  let best: OwnNumber | undefined;
  for (let i = 0; i < pool.length; i++) {
    const number = account.numbers.get(pool[(account.nextSender + i) % pool.length] ?? '');
    if (number?.sms && (!best || number.freeAt < best.freeAt)) best = number;
  }
  account.nextSender = (account.nextSender + 1) % Math.max(1, pool.length);
  return best;
}
