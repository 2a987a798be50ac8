import { z } from 'zod';
import type { Account } from '../accounts/account.ts';
import { accountUpdate, faultsDocument } from '../accounts/account-document.ts';
import type { Carrier } from '../carrier.ts';
import { createAccount } from '../carrier.ts';
import { markRead, receiveInbound } from '../inbound/receive-inbound.ts';
import { recordLines } from '../state/record-lines.ts';
import { isPhoneNumber } from '../twilio/channel-address.ts';
import { ControlError } from './control-error.ts';
import { listPhoneMessages, listPhones, newestOf, presentPhoneMessage } from './phones.ts';
import { findDuplicates, presentStats } from './stats.ts';

export interface ControlRequest {
  carrier: Carrier;
  /** What the path's groups matched. */
  groups: readonly string[];
  query: URLSearchParams;
  body: unknown;
}

interface ControlAnswer {
  status: number;
  json: unknown;
}

interface ControlRoute {
  method: string;
  form: RegExp;
  handle: (request: ControlRequest) => ControlAnswer;
}

const account = '/_control/accounts/(AC[0-9a-fA-F]{32})';
const phone = `${account}/phones/(\\+[0-9]+)`;
const at = (method: string, path: string, handle: ControlRoute['handle']): ControlRoute => ({
  method,
  form: new RegExp(`^${path}$`),
  handle,
});

/** The control API's table of contents. */
export const controlRoutes: readonly ControlRoute[] = [
  at('PUT', account, putAccount),
  at('GET', account, (request) => ok(presentAccount(accessAccount(request)))),
  at('PUT', `${account}/faults`, putFaults),
  at('GET', `${account}/phones`, getPhones),
  at('GET', `${phone}/messages`, getPhoneMessages),
  at('POST', `${phone}/reply`, postReply),
  at('POST', `${phone}/read`, postRead),
  at('DELETE', `${account}/messages`, deleteMessages),
  at('GET', `${account}/stats`, (request) => ok(presentStats(accessAccount(request)))),
  at('GET', `${account}/stats/duplicates`, (request) =>
    ok(findDuplicates(accessAccount(request), readLimit(request, 100, 10_000))),
  ),
  at('GET', `${account}/alerts`, (request) => ok({ alerts: accessAccount(request).alerts.toReversed() })),
];

const ok = (json: unknown): ControlAnswer => ({ status: 200, json });

function putAccount({ carrier, groups: [sid = ''], body }: ControlRequest): ControlAnswer {
  const change = parse(accountUpdate, body);
  let found = carrier.accounts.get(sid);
  const isNew = found === undefined;
  if (!found) {
    if (change.auth_token === undefined)
      throw new ControlError(400, 'A new account needs an auth_token', [{ field: 'auth_token', problem: 'is missing' }]);
    found = createAccount(carrier, sid, change.auth_token, carrier.clock.now());
  }
  found.update(change);
  carrier.journal.append(recordLines.account(found));
  return { status: isNew ? 201 : 200, json: presentAccount(found) };
}

function putFaults(request: ControlRequest): ControlAnswer {
  const found = accessAccount(request);
  found.setFaults(parse(faultsDocument, request.body).faults);
  request.carrier.journal.append(recordLines.account(found));
  return ok({ faults: found.document.faults });
}

function getPhones(request: ControlRequest): ControlAnswer {
  const { items, nextCursor } = listPhones(
    accessAccount(request),
    request.query.get('search') ?? '',
    readLimit(request, 50, 500),
    readCursor(request),
  );
  return ok({ phones: items, next_cursor: nextCursor });
}

function getPhoneMessages(request: ControlRequest): ControlAnswer {
  const [, number = ''] = request.groups;
  const { items, nextCursor } = listPhoneMessages(
    accessAccount(request),
    number,
    readLimit(request, 50, 500),
    readCursor(request),
  );
  return ok({ phone_number: number, messages: items, next_cursor: nextCursor });
}

const replyDocument = z.strictObject({
  body: z.string().max(1600),
  to: z.string().optional(),
  media_urls: z.array(z.url()).max(10).default([]),
});

function postReply(request: ControlRequest): ControlAnswer {
  const found = accessAccount(request);
  const [, number = ''] = request.groups;
  if (!isPhoneNumber(number)) throw new ControlError(400, `${number} is not a phone number in E.164`);
  const { body, to, media_urls: mediaUrls } = parse(replyDocument, request.body);
  if (body === '' && mediaUrls.length === 0)
    throw new ControlError(400, 'A reply needs a body or media', [{ field: 'body', problem: 'is empty' }]);
  const ownNumber = to ?? partnerOf(found, number);
  if (ownNumber === undefined || !found.numbers.has(ownNumber)) {
    throw new ControlError(400, `The account has no number ${ownNumber ?? 'to write to'}`, [
      { field: 'to', problem: "must be one of the account's numbers" },
    ]);
  }
  const message = receiveInbound(request.carrier, found, { phone: number, ownNumber, body, mediaUrls });
  return { status: 201, json: presentPhoneMessage(message) };
}

/** The number that the phone last talked with, else the account's first. */
function partnerOf(found: Account, number: string): string | undefined {
  const last = newestOf(found, number);
  const before = last && (last.direction === 'inbound' ? last.to : last.from);
  return before !== undefined && found.numbers.has(before) ? before : found.numbers.keys().next().value;
}

function postRead(request: ControlRequest): ControlAnswer {
  const found = accessAccount(request);
  const [, number = ''] = request.groups;
  const last = newestOf(found, number);
  if (last) markRead(request.carrier, found, number, last.seq);
  return ok({ phone_number: number, unread: 0 });
}

function deleteMessages(request: ControlRequest): ControlAnswer {
  const found = accessAccount(request);
  const deleted = found.messages.size;
  found.messages.clear();
  found.readUpTo.clear();
  request.carrier.journal.append(recordLines.cleared(found));
  return ok({ deleted });
}

function presentAccount(found: Account) {
  return { sid: found.sid, created_at: new Date(found.createdAt).toISOString(), ...found.document };
}

function accessAccount({ carrier, groups: [sid = ''] }: ControlRequest): Account {
  const found = carrier.accounts.get(sid);
  if (!found) throw new ControlError(404, `There is no account ${sid}; create it with PUT`);
  return found;
}

function readLimit({ query }: ControlRequest, usual: number, most: number): number {
  const limit = Number(query.get('limit') ?? usual);
  if (Number.isInteger(limit) && limit >= 1 && limit <= most) return limit;
  throw new ControlError(400, 'Bad limit', [{ field: 'limit', problem: `must be from 1 to ${most}` }]);
}

function readCursor({ query }: ControlRequest): number {
  const cursor = query.get('cursor');
  if (cursor === null) return Number.POSITIVE_INFINITY;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw new ControlError(400, 'Bad cursor', [{ field: 'cursor', problem: 'must be a next_cursor of this list' }]);
}

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), problem: message }));
  throw new ControlError(400, 'The request is not valid', problems);
}
