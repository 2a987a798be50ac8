import { requestErrors } from '../faults/request-errors.ts';
import { parseForm } from '../http/form.ts';
import type { Message } from '../messages/message.ts';
import { Refusal } from '../refusal.ts';
import type { Handler } from './exchange.ts';
import { presentMessage } from './message-resource.ts';
import { presentPage, readPage, readQuery } from './paging.ts';

const parameters = ['To', 'From', 'DateSent', 'DateSent<', 'DateSent>', 'PageSize', 'Page', 'PageToken'];
const dayMs = 86_400_000;

/** GET Messages.json: newest first. A message without date_sent matches no DateSent filter. */
export const listMessages: Handler = ({ carrier, account, path, query: text }) => {
  const query = readQuery(parseForm(text), parameters);
  if (query instanceof Refusal) return query;
  const page = readPage(query);
  if (page instanceof Refusal) return page;
  const sent = readSentRange(query);
  if (sent instanceof Refusal) return sent;
  const to = query.get('To') || undefined;
  const from = query.get('From') || undefined;
  const shown: Message[] = [];
  let more = false;
  for (const message of account.messages.matching({ to, from }, page.beforeSeq)) {
    if (to !== undefined && message.to !== to) continue;
    if (from !== undefined && message.from !== from) continue;
    if (sent && !(message.sentAt !== 0 && message.sentAt >= sent.from && message.sentAt < sent.before)) continue;
    if (shown.length === page.pageSize) {
      more = true;
      break;
    }
    shown.push(message);
  }
  const envelope = presentPage(path, query, page, shown.length, more ? (shown.at(-1)?.seq ?? null) : null);
  const pricedUntil = carrier.clock.now() - (account.document.settings.price_delay_ms ?? 0);
  const messages = shown.map((message) => presentMessage(account.sid, message, pricedUntil));
  return { status: 200, json: JSON.stringify({ ...envelope, messages }) };
};

interface SentRange {
  from: number;
  before: number;
}

/** `DateSent=` a day is that whole day in GMT; `DateSent>=` and `DateSent<=` are from, and up to, midnight or the given instant. */
function readSentRange(query: ReadonlyMap<string, string>): SentRange | undefined | Refusal {
  const range: SentRange = { from: 0, before: Number.POSITIVE_INFINITY };
  let given = false;
  for (const name of ['DateSent', 'DateSent>', 'DateSent<']) {
    const text = query.get(name);
    if (text === undefined || text === '') continue;
    given = true;
    const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
    const at = isDay || /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
    if (Number.isNaN(at)) return requestErrors.invalidParameter(name, 'must be YYYY-MM-DD or an ISO 8601 instant');
    if (name !== 'DateSent<') range.from = Math.max(range.from, at);
    if (name === 'DateSent') range.before = Math.min(range.before, at + (isDay ? dayMs : 1000));
    if (name === 'DateSent<') range.before = Math.min(range.before, at + 1);
  }
  return given ? range : undefined;
}
