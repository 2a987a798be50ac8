import { priceMicros } from '@tidings/core/messaging/cost';
import type { OutgoingHttp } from '../../../lib/outgoing-http.ts';
import { type ListedPage, type ListedSms, type ProviderConnection, ProviderTrouble } from '../contract.ts';
import { toReceipt } from './hooks.ts';
import { parseJson, retryAfterMs } from './send.ts';
import { authorization, resourceUrl } from './settings.ts';

/** One address has few messages; this many pages are more than any honest answer. */
const mostPages = 20;
/** Twilio gives up to 1,000, but as many long texts would be larger than the answers that are read (4 MB). */
const pageSize = 300;

interface ListedRow {
  sid: string;
  account_sid?: string;
  direction: string;
  from: string | null;
  to: string | null;
  body: string | null;
  messaging_service_sid?: string | null;
  num_media?: string | null;
  num_segments?: string | null;
  status: string;
  error_code: number | null;
  date_created: string;
  date_sent?: string | null;
  price?: string | null;
  price_unit?: string | null;
}

/**
 * Messages from or to an address, newest first (GET Messages.json; twilio.md section 4). Not filtered by DateSent on purpose:
 * it is null for what waits in Twilio's queue, and exactly that must be found.
 */
export async function list(
  outgoing: OutgoingHttp,
  connection: ProviderConnection,
  filter: { readonly to?: string; readonly from?: string; readonly since: Date },
): Promise<readonly ListedSms[]> {
  const query = new URLSearchParams({ PageSize: filter.to || filter.from ? '100' : String(pageSize) });
  if (filter.to) query.set('To', filter.to);
  if (filter.from) query.set('From', filter.from);
  const found: ListedSms[] = [];
  let url: string | undefined = `${resourceUrl(connection, 'Messages.json')}?${query}`;
  for (let page = 0; url; page += 1) {
    // A part must not be taken for the whole: what it lacks would be sent again.
    if (page === mostPages) throw new ProviderTrouble(`Twilio's message list has more than ${mostPages} pages.`);
    const { messages, next } = await readPage(outgoing, connection, url);
    const wanted = messages.filter((one) => one.createdAt >= filter.since);
    found.push(...wanted);
    url = wanted.length === messages.length ? next : undefined;
  }
  return found;
}

/**
 * One page of what was sent or received since a moment. Only from below: Twilio documents `DateSent<` with days, and read as one it
 * would hide everything of today. Whatever it makes of the time of day in `DateSent>`, nothing is missing.
 */
export async function listPage(
  outgoing: OutgoingHttp,
  connection: ProviderConnection,
  filter: { readonly since: Date; readonly to?: string; readonly page?: string },
): Promise<ListedPage> {
  const query = new URLSearchParams({ PageSize: String(pageSize), 'DateSent>': `${filter.since.toISOString().slice(0, 19)}Z` });
  if (filter.to) query.set('To', filter.to);
  return readPage(outgoing, connection, filter.page ?? `${resourceUrl(connection, 'Messages.json')}?${query}`);
}

/** One message by its sid: GET Messages/{Sid}.json. */
export async function find(
  outgoing: OutgoingHttp,
  connection: ProviderConnection,
  providerId: string,
): Promise<ListedSms | undefined> {
  const url = resourceUrl(connection, `Messages/${encodeURIComponent(providerId)}.json`);
  const { status, body, retryAfter } = await read(outgoing, connection, url);
  if (status === 404) return undefined;
  if (status !== 200 || typeof body?.['sid'] !== 'string') {
    throw new ProviderTrouble(`Twilio answered HTTP ${status} when asked for a message.`, retryAfter);
  }
  return toListed(body as unknown as ListedRow);
}

async function readPage(outgoing: OutgoingHttp, connection: ProviderConnection, url: string): Promise<ListedPage> {
  const { status, body, retryAfter } = await read(outgoing, connection, url);
  if (status !== 200 || !Array.isArray(body?.['messages'])) {
    throw new ProviderTrouble(`Twilio's message list answered HTTP ${status}, not with a list.`, retryAfter);
  }
  const next = body['next_page_uri'];
  return {
    messages: (body['messages'] as ListedRow[]).map(toListed),
    next: typeof next === 'string' && next ? new URL(next, url).toString() : undefined,
  };
}

async function read(outgoing: OutgoingHttp, connection: ProviderConnection, url: string) {
  const answer = await outgoing.send({
    method: 'GET',
    url,
    headers: { authorization: authorization(connection), accept: 'application/json' },
  });
  return { status: answer.status, body: parseJson(answer.text), retryAfter: retryAfterMs(answer) };
}

function toListed(row: ListedRow): ListedSms {
  const inbound = row.direction === 'inbound';
  return {
    providerId: row.sid,
    direction: inbound ? 'in' : 'out',
    from: row.from ?? '',
    to: row.to ?? '',
    body: row.body ?? '',
    serviceId: row.messaging_service_sid ?? undefined,
    createdAt: new Date(row.date_created),
    sentAt: row.date_sent ? new Date(row.date_sent) : null,
    receipt: toReceipt(row.sid, row.status, row.error_code),
    price: toPrice(row),
    hook: inbound ? toHook(row) : undefined,
  };
}

/** Twilio writes what it takes as text with a minus; null until some time after the message was sent. */
function toPrice({ price, price_unit: unit }: ListedRow): ListedSms['price'] {
  const micros = price ? priceMicros(price) : undefined;
  return micros === undefined || !unit ? null : { micros, currency: unit.toUpperCase() };
}

/** The fields of the inbound hook (twilio.md section 5) that the list knows too. */
function toHook(row: ListedRow): Record<string, string> {
  return {
    MessageSid: row.sid,
    AccountSid: row.account_sid ?? '',
    From: row.from ?? '',
    To: row.to ?? '',
    Body: row.body ?? '',
    NumMedia: row.num_media ?? '0',
    NumSegments: row.num_segments ?? '1',
    SmsStatus: row.status,
    ...(row.messaging_service_sid ? { MessagingServiceSid: row.messaging_service_sid } : {}),
  };
}
