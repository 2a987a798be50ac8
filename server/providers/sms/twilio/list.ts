import type { OutgoingHttp } from '../../../lib/outgoing-http.ts';
import { type ListedSms, type ProviderConnection, ProviderTrouble } from '../contract.ts';
import { toReceipt } from './hooks.ts';
import { parseJson } from './send.ts';
import { authorization, resourceUrl } from './settings.ts';

/** One address has few messages; this many pages are more than any honest answer. */
const mostPages = 20;

interface ListedRow {
  sid: string;
  direction: string;
  from: string | null;
  to: string | null;
  body: string | null;
  status: string;
  error_code: number | null;
  date_created: string;
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
  const query = new URLSearchParams({ PageSize: filter.to || filter.from ? '100' : '1000' });
  if (filter.to) query.set('To', filter.to);
  if (filter.from) query.set('From', filter.from);
  const found: ListedSms[] = [];
  let url: string | undefined = `${resourceUrl(connection, 'Messages.json')}?${query}`;
  for (let page = 0; url; page += 1) {
    // A part must not be taken for the whole: what it lacks would be sent again.
    if (page === mostPages) throw new ProviderTrouble(`Twilio's message list has more than ${mostPages} pages.`);
    const answer = await outgoing.send({
      method: 'GET',
      url,
      headers: { authorization: authorization(connection), accept: 'application/json' },
    });
    const body = answer.status === 200 ? parseJson(answer.text) : undefined;
    if (!body || !Array.isArray(body['messages'])) {
      throw new ProviderTrouble(`Twilio's message list answered HTTP ${answer.status}, not with a list.`);
    }
    const rows = (body['messages'] as ListedRow[]).map(toListed);
    const wanted = rows.filter((row) => row.createdAt >= filter.since);
    found.push(...wanted);
    const next = wanted.length === rows.length ? body['next_page_uri'] : null;
    url = typeof next === 'string' && next ? new URL(next, url).toString() : undefined;
  }
  return found;
}

function toListed(row: ListedRow): ListedSms {
  return {
    providerId: row.sid,
    direction: row.direction === 'inbound' ? 'in' : 'out',
    from: row.from ?? '',
    to: row.to ?? '',
    body: row.body ?? '',
    createdAt: new Date(row.date_created),
    receipt: toReceipt(row.sid, row.status, row.error_code),
  };
}
