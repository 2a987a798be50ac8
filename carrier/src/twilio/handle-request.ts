import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Carrier } from '../carrier.ts';
import { decideEffect } from '../faults/decide-effect.ts';
import type { Effect } from '../faults/effect.ts';
import { noEffect } from '../faults/effect.ts';
import { requestErrors } from '../faults/request-errors.ts';
import { answerJson, answerRefusal, answerServerError } from '../http/answer.ts';
import type { Pair } from '../http/form.ts';
import { parseForm } from '../http/form.ts';
import { readBody } from '../http/read-body.ts';
import { Refusal } from '../refusal.ts';
import { authenticate } from './authenticate.ts';
import type { Answer, Exchange } from './exchange.ts';
import type { Route } from './routes.ts';
import { findMethods } from './routes.ts';

export const apiPrefix = '/2010-04-01/Accounts/';
const sidLength = 34;
const longestForm = 256 * 1024;

/** Everything under /2010-04-01: authentication, limits, faults, the resource, and the answer once it is journaled. */
export function handleTwilioRequest(carrier: Carrier, request: IncomingMessage, response: ServerResponse): void {
  const admitted = admit(carrier, request, response);
  if (admitted instanceof Refusal) {
    // The body is read and thrown away, so that the connection stays usable.
    request.resume();
    answerRefusal(response, admitted);
    return;
  }
  const { exchange, route, id } = admitted;
  if (request.method !== 'POST') {
    run(exchange, route, id);
    return;
  }
  readBody(request, longestForm, (text) => {
    const form = readForm(request, text);
    if (form instanceof Refusal) {
      finish(exchange, noEffect, form);
      return;
    }
    exchange.form = form;
    run(exchange, route, id);
  });
}

/** What can be said before the body is there. */
function admit(
  carrier: Carrier,
  request: IncomingMessage,
  response: ServerResponse,
): { exchange: Exchange; route: Route; id: string } | Refusal {
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const account = authenticate(
    carrier,
    path.slice(apiPrefix.length, apiPrefix.length + sidLength),
    request.headers.authorization,
  );
  if (!account) return requestErrors.authenticate();
  account.counters.requests++;
  const { status, settings } = account.document;
  if (status !== 'active') return requestErrors.inactive(account.sid);
  const { max_concurrent_requests: limit } = settings;
  account.inFlight++;
  response.once('close', () => account.inFlight--);
  if (limit !== null) {
    response.setHeader('Twilio-Concurrent-Requests', account.inFlight);
    if (account.inFlight > limit) return requestErrors.tooManyRequests();
  }
  const found = findMethods(path.slice(apiPrefix.length + sidLength));
  if (!found) return requestErrors.notFound(path);
  const method = request.method ?? '';
  const route = found.methods[method];
  if (!route) return requestErrors.methodNotAllowed(method);
  const query = mark < 0 ? '' : url.slice(mark + 1);
  return { exchange: { carrier, account, request, response, path, query, form: [] }, route, id: found.id };
}

function readForm(request: IncomingMessage, text: string | undefined): Pair[] | Refusal {
  if (text === undefined) return new Refusal(21658, 'The request body is too long', 413);
  const type = request.headers['content-type'] ?? '';
  if (text !== '' && !type.startsWith('application/x-www-form-urlencoded')) {
    return new Refusal(20415, `Content-Type must be application/x-www-form-urlencoded, not '${type}'`, 415);
  }
  return parseForm(text) ?? new Refusal(20001, 'The request body is not valid URL encoding');
}

function run(exchange: Exchange, route: Route, id: string): void {
  const { carrier, account, response, form } = exchange;
  const to = form.find(([name]) => name === 'To')?.[1] ?? '';
  const effect = decideEffect(account, route.scope ?? 'all', to, carrier.random);
  if (effect.before === 'reset') response.socket?.destroy();
  if (effect.before !== null) return;
  if (effect.serverError !== null) {
    const status = effect.serverError;
    later(carrier, effect.latencyMs, () => answerServerError(response, status));
  } else finish(exchange, effect, effect.refusal ?? route.handle(exchange, id, effect.deliveryCode));
}

function finish({ carrier, account, response }: Exchange, effect: Effect, answer: Answer | Refusal): void {
  if (answer instanceof Refusal) {
    account.counters.refused++;
    later(carrier, effect.latencyMs, () => answerRefusal(response, answer));
    return;
  }
  carrier.journal.afterWrite(() =>
    later(carrier, effect.latencyMs, () => {
      if (effect.after === 'reset') response.socket?.destroy();
      else if (effect.after === null) answerJson(response, answer.status, answer.json);
      answer.afterAnswer?.();
    }),
  );
}

function later(carrier: Carrier, delayMs: number, work: () => void): void {
  if (delayMs > 0) carrier.clock.after(delayMs, work);
  else work();
}
