import type { Account } from '../accounts/account.ts';
import type { Carrier } from '../carrier.ts';
import { failureStatus } from '../faults/delivery-errors.ts';
import type { Message, MessageStatus } from '../messages/message.ts';
import { finalBits, isFinal, statusBit } from '../messages/message.ts';
import { between } from '../random.ts';
import { recordLines } from '../state/record-lines.ts';
import { reserveTurn } from './sender-queue.ts';
import { sendOwedCallbacks } from './status-callbacks.ts';

const initial: ReadonlySet<MessageStatus> = new Set(['accepted', 'scheduled', 'queued']);

/** Takes a stored message, new or found again after a restart, on its way from where it stands. */
export function beginDelivery(carrier: Carrier, account: Account, message: Message): void {
  if (message.removed || isFinal(message)) return;
  const now = carrier.clock.now();
  if (message.status === 'scheduled' && message.sendAt > now) {
    carrier.clock.after(message.sendAt - now, () => beginDelivery(carrier, account, message));
    return;
  }
  if (!initial.has(message.status)) afterQueue(carrier, account, message);
  // The service's queues were full, so it never gets a turn.
  else if (message.fate === 30001) end(carrier, account, message, 30001);
  else waitForTurn(carrier, account, message, now);
}

function waitForTurn(carrier: Carrier, account: Account, message: Message, now: number): void {
  const turn = reserveTurn(account.numbers.get(message.from), message.segments, now, message.expiresAt);
  if (turn > message.expiresAt) {
    carrier.clock.after(message.expiresAt - now, () => waiting(message) && end(carrier, account, message, 30036));
  } else if (turn <= now) afterQueue(carrier, account, message);
  else carrier.clock.after(turn - now, () => waiting(message) && afterQueue(carrier, account, message));
}

/** Moves a message to the last of `passed`, owing callbacks for those of them that are wanted. */
export function advance(carrier: Carrier, account: Account, message: Message, passed: readonly MessageStatus[]): void {
  const now = carrier.clock.now();
  const { settings } = account.document;
  for (const status of passed) {
    message.status = status;
    if (status === 'sent') message.sentAt = now;
    else if (status === 'undelivered') message.errorCode = message.fate;
    if (message.callback === null || !(account.callbackBits & statusBit[status])) continue;
    if (settings.lose_probability > 0 && carrier.random() < settings.lose_probability) account.counters.callbacks_lost++;
    else message.owed |= statusBit[status];
  }
  message.updatedAt = now;
  carrier.journal.append(recordLines.status(message));
  sendOwedCallbacks(carrier, account, message);
}

function waiting(message: Message): boolean {
  return !message.removed && initial.has(message.status);
}

function afterQueue(carrier: Carrier, account: Account, message: Message): void {
  if (carrier.closed) return;
  const { settings } = account.document;
  if (message.reordered === false && settings.reorder_probability > 0 && message.fate !== -1) {
    message.reordered = carrier.random() < settings.reorder_probability;
  }
  if (failureStatus(message.fate) === 'failed') end(carrier, account, message, message.fate);
  else if (settings.profile === 'instant') advance(carrier, account, message, remaining(message));
  else step(carrier, account, message);
}

/** The realistic profile: one status at a time, each after a wait of its own. */
function step(carrier: Carrier, account: Account, message: Message): void {
  if (message.removed || carrier.closed || isFinal(message)) return;
  const [next] = remaining(message);
  if (next === undefined) return;
  const { timing } = account.document.settings;
  const wait = next === 'sent' ? timing.sent_ms : (statusBit[next] & finalBits) !== 0 ? timing.delivered_ms : timing.sending_ms;
  const before = message.status;
  const delayMs = next === 'queued' ? 0 : between(carrier.random, wait);
  carrier.clock.after(delayMs, () => {
    if (message.removed || carrier.closed || message.status !== before) return;
    advance(carrier, account, message, [next]);
    step(carrier, account, message);
  });
}

function remaining(message: Message): MessageStatus[] {
  const last: MessageStatus[] = message.fate === 0 ? ['delivered'] : message.fate > 0 ? ['undelivered'] : [];
  switch (message.status) {
    case 'accepted':
    case 'scheduled':
      return ['queued', 'sending', 'sent', ...last];
    case 'queued':
      return ['sending', 'sent', ...last];
    case 'sending':
      return ['sent', ...last];
    default:
      return last;
  }
}

function end(carrier: Carrier, account: Account, message: Message, code: number): void {
  if (carrier.closed) return;
  message.errorCode = code;
  advance(carrier, account, message, ['failed']);
}
