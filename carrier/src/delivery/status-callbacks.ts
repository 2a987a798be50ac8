import type { Account } from '../accounts/account.ts';
import type { Carrier } from '../carrier.ts';
import type { Message, MessageStatus } from '../messages/message.ts';
import { finalBits, isFinal, statusBit, statuses } from '../messages/message.ts';
import { recordLines } from '../state/record-lines.ts';
import type { FormPairs } from '../webhooks/signature.ts';

/**
 * Sends the callbacks a message owes, one after the other in the order of its statuses, so that only the switches
 * (repeat, reorder, lose) disturb the order. What is owed is in the journal until it was answered or given up.
 */
export function sendOwedCallbacks(carrier: Carrier, account: Account, message: Message): void {
  if (message.calling || message.owed === 0) return;
  const status = nextStatus(message);
  if (status === undefined) return;
  message.calling = true;
  call(carrier, account, message, status, () => {
    message.calling = false;
    message.owed &= ~statusBit[status];
    carrier.journal.append(recordLines.called(message));
    sendOwedCallbacks(carrier, account, message);
    // The URL is the largest part of a message that has come to rest.
    if (message.owed === 0 && isFinal(message)) message.callback = null;
  });
}

function nextStatus(message: Message): MessageStatus | undefined {
  if (message.reordered) {
    if (!isFinal(message)) return undefined;
    return statuses.findLast((status) => message.owed & statusBit[status]);
  }
  return statuses.find((status) => message.owed & statusBit[status]);
}

function call(carrier: Carrier, account: Account, message: Message, status: MessageStatus, done: () => void): void {
  const url = message.callback;
  if (url === null) {
    done();
    return;
  }
  const { settings, auth_token: authToken } = account.document;
  const request = { url, authToken, form: () => callbackForm(account, message, status), retryDelayMs: settings.retry_delay_ms };
  const repeat = settings.repeat_probability > 0 && carrier.random() < settings.repeat_probability;
  account.counters.callbacks++;
  carrier.webhooks.call({
    ...request,
    done(result) {
      if (result.failure) {
        account.counters.callbacks_failed++;
        account.alert({ code: 11200, message: `Status callback failed: ${result.detail}`, url, at: carrier.clock.now() });
      }
      if (repeat) {
        account.counters.callbacks_repeated++;
        carrier.webhooks.call({ ...request, done: () => {} });
      }
      done();
    },
  });
}

/** Already sorted by name, which makes signing cheap. */
function callbackForm(account: Account, message: Message, status: MessageStatus): FormPairs {
  const form: [string, string][] = [
    ['AccountSid', account.sid],
    ['ApiVersion', '2010-04-01'],
  ];
  const failed = status === 'failed' || status === 'undelivered';
  if (failed && message.errorCode !== null) form.push(['ErrorCode', String(message.errorCode)]);
  form.push(['From', message.from], ['MessageSid', message.sid], ['MessageStatus', status]);
  if (message.serviceSid !== null) form.push(['MessagingServiceSid', message.serviceSid]);
  if ((statusBit[status] & finalBits) !== 0 && status !== 'canceled') form.push(['RawDlrDoneDate', dlrDate(message.updatedAt)]);
  form.push(['SmsSid', message.sid], ['SmsStatus', status], ['To', message.to]);
  return form;
}

let dlrMinute = 0;
let dlrText = '';

/** YYMMDDhhmm. Worked out once a minute. */
function dlrDate(at: number): string {
  const minute = Math.floor(at / 60_000);
  if (minute !== dlrMinute) {
    dlrMinute = minute;
    dlrText = new Date(at).toISOString().replace(/[-T:]/g, '').slice(2, 12);
  }
  return dlrText;
}
