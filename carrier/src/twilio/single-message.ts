import { advance } from '../delivery/lifecycle.ts';
import { requestErrors } from '../faults/request-errors.ts';
import type { Message } from '../messages/message.ts';
import { isFinal } from '../messages/message.ts';
import { Refusal } from '../refusal.ts';
import { recordLines } from '../state/record-lines.ts';
import type { Exchange, Handler } from './exchange.ts';
import { presentMessage } from './message-resource.ts';

/** GET Messages/{sid}.json */
export const fetchMessage: Handler = ({ account, path }, sid) => {
  const message = account.messages.find(sid);
  return message ? { status: 200, json: JSON.stringify(presentMessage(account.sid, message)) } : requestErrors.notFound(path);
};

/** POST Messages/{sid}.json: `Status=canceled`, or `Body=` to redact. */
export const updateMessage: Handler = (exchange, sid) => {
  const { account, path, form } = exchange;
  const message = account.messages.find(sid);
  if (!message) return requestErrors.notFound(path);
  if (form.length === 0) return new Refusal(20001, "Give 'Status=canceled' to cancel or an empty 'Body' to redact");
  for (const [name] of form) if (name !== 'Status' && name !== 'Body') return requestErrors.unknownParameter(name);
  for (const [name, value] of form) {
    const refusal = name === 'Status' ? cancel(exchange, message, value) : redact(exchange, message, value);
    if (refusal) return refusal;
  }
  return { status: 200, json: JSON.stringify(presentMessage(account.sid, message)) };
};

/** DELETE Messages/{sid}.json */
export const deleteMessage: Handler = ({ carrier, account, path }, sid) => {
  const message = account.messages.find(sid);
  if (!message) return requestErrors.notFound(path);
  if (!isFinal(message) && message.status !== 'sent') {
    return new Refusal(20009, 'Cannot delete message because delivery has not been completed.', 409);
  }
  account.messages.remove(message);
  carrier.journal.append(recordLines.removed(message));
  return { status: 204, json: '' };
};

function cancel({ carrier, account }: Exchange, message: Message, status: string): Refusal | undefined {
  if (status !== 'canceled') return requestErrors.invalidParameter('Status', "must be 'canceled'");
  const cancelable = message.status === 'scheduled' || message.status === 'accepted' || message.status === 'queued';
  if (!cancelable) return new Refusal(30409, `Message ${message.sid} is ${message.status} and cannot be canceled`);
  advance(carrier, account, message, ['canceled']);
  return undefined;
}

function redact({ carrier }: Exchange, message: Message, body: string): Refusal | undefined {
  if (body !== '') return requestErrors.invalidParameter('Body', 'can only be made empty');
  if (!isFinal(message) && message.status !== 'sent') {
    return new Refusal(20009, 'Cannot update message because delivery has not been completed.', 409);
  }
  message.body = '';
  carrier.journal.append(recordLines.redacted(message));
  return undefined;
}
