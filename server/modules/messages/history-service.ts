import type { AnswerOf, QueryOf } from '@tidings/core/contract/endpoint';
import type { Message, messagesApi } from '@tidings/core/contract/messages';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { encodeCursor, type Page, readIdCursor, toPage } from '../../db/page.ts';
import { csvFile } from '../../lib/csv-file.ts';
import { badField, notFound } from '../../lib/errors.ts';
import { presentMessage } from './history-present.ts';
import { findMessages, type HistoryFilter } from './history-search-store.ts';
import { findMessageRow, findSenderName, listMessageEvents, listMessageRows } from './history-store.ts';

type Filter = QueryOf<(typeof messagesApi)['exportMessages']>;

function toFilter(query: Filter): HistoryFilter {
  const from = query.from === undefined ? undefined : new Date(query.from);
  const until = query.until === undefined ? undefined : new Date(query.until);
  if (from && until && from >= until) throw badField('query.until', 'must be later than from');
  const search = query.search?.trim() || undefined;
  // Numbers are kept in E.164; people type them with blanks and brackets.
  const digits = search && /^[\d\s().+-]{3,}$/.test(search) ? search.replace(/\D/g, '') : '';
  return {
    channel: query.channel,
    direction: query.direction,
    states: query.state,
    sources: query.source,
    sourceId: query.source_id,
    senderId: query.sender_id,
    contactId: query.contact_id,
    from,
    until,
    search,
    searchDigits: digits === '' ? undefined : digits,
  };
}

/** A page of messages, newest first. It may be short, or empty, when one has to look far: its cursor leads on. */
export async function listMessages(
  tx: Tx,
  workspaceId: string,
  query: QueryOf<(typeof messagesApi)['listMessages']>,
): Promise<Page<Message>> {
  const before = readIdCursor(query.cursor) ?? undefined;
  const found = await findMessages(tx, workspaceId, toFilter(query), query.limit + 1, before);
  const rows = await listMessageRows(tx, workspaceId, found.ids);
  const page = toPage(rows.map(presentMessage), query.limit, (row) => [row.id]);
  return found.stoppedAt === undefined ? page : { ...page, next_cursor: encodeCursor([found.stoppedAt]) };
}

/** One message with every attempt and receipt. */
export async function getMessage(tx: Tx, workspaceId: string, id: string): Promise<AnswerOf<(typeof messagesApi)['getMessage']>> {
  const row = await findMessageRow(tx, workspaceId, id);
  if (!row) throw notFound('message');
  const { attempts, receipts } = await listMessageEvents(tx, workspaceId, id);
  return {
    message: presentMessage(row),
    sender_name: row.sender_id === null ? null : ((await findSenderName(tx, workspaceId, row.sender_id)) ?? null),
    provider_id: row.provider_id,
    attempts: attempts.map(({ attempt, at, outcome, error_code, words, retry_at }) => {
      return { attempt, at: at.toISOString(), outcome, error_code, words, retry_at: retry_at?.toISOString() ?? null };
    }),
    receipts: receipts.map((one) => ({ ...one, received_at: one.received_at.toISOString() })),
  };
}

const header = [
  'created_at',
  'direction',
  'channel',
  'contact',
  'address',
  'our_address',
  'source',
  'source_name',
  'state',
  'reason',
  'reason_words',
  'error_code',
  'segments',
  'text',
  'sent_at',
  'delivered_at',
  'message_id',
];

const exportPage = 1_000;

export function exportMessages(ctx: Context, workspaceId: string, query: Filter) {
  const filter = toFilter(query);
  async function* pages() {
    for (let before: string | undefined, more = true; more; ) {
      const { found, rows } = await ctx.db.workspace(workspaceId, async (tx) => {
        const found = await findMessages(tx, workspaceId, filter, exportPage, before);
        return { found, rows: await listMessageRows(tx, workspaceId, found.ids) };
      });
      yield rows
        .map(presentMessage)
        .map((one) => [
          one.created_at,
          one.direction,
          one.channel,
          one.contact?.name,
          one.address,
          one.our_address,
          one.source,
          one.source_name,
          one.state,
          one.reason,
          one.reason_words,
          one.error_code,
          one.segments,
          one.body,
          one.sent_at,
          one.delivered_at,
          one.id,
        ]);
      before = found.stoppedAt ?? found.ids.at(-1);
      more = found.stoppedAt !== undefined || found.ids.length === exportPage;
    }
  }
  return csvFile('messages.csv', header, pages());
}
