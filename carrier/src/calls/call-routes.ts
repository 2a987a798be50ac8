import { requestErrors } from '../faults/request-errors.ts';
import { newSid } from '../random.ts';
import { Refusal } from '../refusal.ts';
import { recordLines } from '../state/record-lines.ts';
import { isPhoneNumber } from '../twilio/channel-address.ts';
import { checkCallback } from '../twilio/check-message.ts';
import type { Exchange, Handler } from '../twilio/exchange.ts';
import type { Call } from './call.ts';
import type { CallParameters } from './call-parameters.ts';
import { readCallParameters } from './call-parameters.ts';
import { continueCall } from './call-progress.ts';
import { presentCall } from './call-resource.ts';

/** POST Calls.json */
export const createCall: Handler = (exchange) => {
  const { carrier, account, form } = exchange;
  const parameters = readCallParameters(form);
  if (parameters instanceof Refusal) return parameters;
  const refusal = checkCall(exchange, parameters);
  if (refusal) return refusal;
  const { text, events } = parameters;
  const now = carrier.clock.now();
  const call: Call = {
    sid: newSid('CA'),
    from: text.get('From') ?? '',
    to: text.get('To') ?? '',
    status: 'queued',
    createdAt: now,
    updatedAt: now,
    startedAt: 0,
    endedAt: 0,
    callback: text.get('StatusCallback') ?? null,
    events: events.length > 0 ? events : ['completed'],
    sequence: 0,
  };
  account.keepCall(call);
  carrier.journal.append(recordLines.call(account, call));
  return {
    status: 201,
    json: JSON.stringify(presentCall(account, call)),
    afterAnswer: () => continueCall(carrier, account, call),
  };
};

/** GET Calls/{sid}.json */
export const fetchCall: Handler = ({ account, path }, sid) => {
  const call = account.calls.get(sid);
  return call ? { status: 200, json: JSON.stringify(presentCall(account, call)) } : requestErrors.notFound(path);
};

function checkCall({ account }: Exchange, { text }: CallParameters): Refusal | undefined {
  const to = text.get('To');
  if (to === undefined || to === '') return new Refusal(21201, "No 'To' number is specified");
  const from = text.get('From');
  if (from === undefined || from === '') return new Refusal(21213, "No 'From' number is specified");
  if (!isPhoneNumber(to)) return requestErrors.invalidTo(to);
  if (!isPhoneNumber(from)) return new Refusal(21212, `Invalid From Number (caller ID): ${from}`);
  if (!account.numbers.has(from)) {
    return new Refusal(21210, `The source phone number provided, ${from}, is not yet verified for your account.`);
  }
  const instructions = ['Url', 'Twiml', 'ApplicationSid'].filter((name) => text.has(name));
  if (instructions.length !== 1) return new Refusal(21205, "Exactly one of 'Url', 'Twiml' and 'ApplicationSid' is required");
  const url = text.get('Url');
  if (url !== undefined && !(URL.canParse(url) && /^https?:\/\//i.test(url)))
    return new Refusal(21205, `Url is not a valid URL: ${url}`);
  if ((text.get('Twiml') ?? '').length > 4000) return new Refusal(32018, 'Twiml is longer than 4000 characters');
  const callback = checkCallback(text.get('StatusCallback') ?? null);
  return callback instanceof Refusal ? callback : undefined;
}
