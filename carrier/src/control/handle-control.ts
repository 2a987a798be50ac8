import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Carrier } from '../carrier.ts';
import { answerJson } from '../http/answer.ts';
import { readBody } from '../http/read-body.ts';
import { isSame } from '../twilio/authenticate.ts';
import { ControlError } from './control-error.ts';
import { controlRoutes } from './control-routes.ts';

const longestBody = 4 * 1024 * 1024;

/** Everything under /_control: for the one who runs the carrier, never for the Twilio client. */
export function handleControlRequest(carrier: Carrier, token: string, request: IncomingMessage, response: ServerResponse): void {
  readBody(request, longestBody, (text) => {
    try {
      const { status, json } = answer(carrier, token, request, text);
      carrier.journal.afterWrite(() => answerJson(response, status, JSON.stringify(json)));
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      answerJson(response, error.status, JSON.stringify({ error: error.message, problems: error.problems }));
    }
  });
}

function answer(carrier: Carrier, token: string, request: IncomingMessage, text: string | undefined) {
  const { path, query } = readTarget(request.url ?? '/');
  if (path === '/_control/health') return { status: 200, json: { status: 'ok', accounts: carrier.accounts.size } };
  if (!isSame(`Bearer ${token}`, request.headers.authorization ?? '')) {
    throw new ControlError(401, 'Send the control token: Authorization: Bearer <token>');
  }
  if (text === undefined) throw new ControlError(413, 'The request body is too long');
  let known = false;
  for (const { method, form, handle } of controlRoutes) {
    const match = form.exec(path);
    if (!match) continue;
    known = true;
    if (method === request.method) return handle({ carrier, groups: match.slice(1), query, body: parseJson(text) });
  }
  throw known
    ? new ControlError(405, `Method ${request.method} is not allowed here`)
    : new ControlError(404, `There is no ${path}`);
}

function readTarget(target: string): { path: string; query: URLSearchParams } {
  const mark = target.indexOf('?');
  try {
    const path = decodeURIComponent(mark < 0 ? target : target.slice(0, mark));
    return { path, query: new URLSearchParams(mark < 0 ? '' : target.slice(mark)) };
  } catch {
    throw new ControlError(400, 'The path is not valid URL encoding');
  }
}

function parseJson(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ControlError(400, 'The body is not JSON');
  }
}
