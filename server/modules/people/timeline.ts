import type { QueryOf } from '@tidings/core/contract/endpoint';
import { type peopleApi, type TimelineEntry, timelineKinds } from '@tidings/core/contract/people';
import { reasonWords } from '@tidings/core/messaging/reasons';
import { stateLabel } from '@tidings/core/messaging/state-words';
import { isMessageState } from '@tidings/core/messaging/states';
import type { Tx } from '../../db/database.ts';
import { type Page, readIdCursor, toPage } from '../../db/page.ts';
import { describeHappening } from '../audit/words.ts';
import { changeWords } from './change-words.ts';
import { listTimeline, type TimelineRow } from './timeline-store.ts';

/** A page of what happened to one person, the latest first. */
export async function getTimeline(
  tx: Tx,
  workspaceId: string,
  contactId: string,
  { kind, cursor, limit }: QueryOf<(typeof peopleApi)['getTimeline']>,
): Promise<Page<TimelineEntry>> {
  const kinds = kind === undefined || kind.length === 0 ? timelineKinds : kind;
  const rows = await listTimeline(tx, workspaceId, contactId, { kinds, before: readIdCursor(cursor), limit: limit + 1 });
  const page = toPage(rows, limit, (row) => [row.id]);
  return { ...page, items: page.items.map(present) };
}

function present(row: TimelineRow): TimelineEntry {
  const message = row.kind === 'sent' || row.kind === 'received' || row.kind === 'skipped';
  const mergeId = row.details?.['merge_id'];
  return {
    id: row.id,
    kind: row.kind,
    at: row.at.toISOString(),
    title: titleOf(row),
    words: message ? messageWords(row) : wordsOf(row),
    state: message ? row.state : null,
    by: row.by,
    message_id: message ? row.id : null,
    merge_id: row.what === 'contacts_merged' && typeof mergeId === 'string' ? mergeId : null,
  };
}

const consentTitles: Readonly<Record<string, string>> = {
  yes: 'Agreed to get texts',
  no: 'Does not want texts',
  unknown: 'Consent is open again',
};

const sourceTitles: Readonly<Record<string, string>> = {
  broadcast: 'Broadcast',
  direct: 'Sent by a program',
  test: 'Test',
  reply: 'Reply',
  answer: 'Answer to a keyword',
  retry: 'Sent again',
  opt_in: 'Asked whether they agree',
};

function titleOf(row: TimelineRow): string {
  if (row.kind === 'received') return 'They wrote';
  if (row.kind === 'consent')
    return row.what === 'yes' && row.state === 'informational'
      ? 'Agreed to information only'
      : (consentTitles[row.what] ?? row.what);
  if (row.kind === 'notes') return 'Note';
  const told = importTitles[row.what];
  if (told) return `${told} ${row.label ?? ''}${row.state === 'undone' ? ', which was undone' : ''}`;
  if (row.what === 'entry_changed') return entryTitle(row);
  if (row.kind === 'changes')
    return `${row.by ?? 'Tidings'} ${describeHappening({ action: row.what, label: row.label, details: row.details ?? {} })}`;
  const state = row.state !== null && isMessageState(row.state) ? stateLabel(row.state) : '';
  const source = sourceTitles[row.what] ?? row.what;
  return `${source}${row.label ? ` “${row.label}”` : ''}: ${state.toLowerCase()}`;
}

const importTitles: Readonly<Record<string, string>> = {
  added_by_import: 'Added by the import',
  changed_by_import: 'Changed by the import',
  added_by_sheet: 'Added by the sheet',
  changed_by_sheet: 'Changed by the sheet',
};

/** Who changed details of an entry; an import and a sheet by their name, which `reason` holds. */
function entryTitle({ by, words: origin, reason: name, label }: TimelineRow): string {
  const who: Readonly<Record<string, string>> = {
    import: `The import ${name ?? ''}`,
    sheet: `The sheet ${name ?? ''}`,
    undo: `Undoing the import ${name ?? ''}`,
  };
  return `${(who[origin ?? ''] ?? by ?? 'Tidings').trimEnd()} changed details on the list ${label ?? ''}`;
}

function wordsOf(row: TimelineRow): string | null {
  return row.what in importTitles || row.what === 'entry_changed' ? changeWords(row.details) : row.words;
}

/** The text, and why it did not arrive. */
function messageWords({ words, reason, sharer }: TimelineRow): string | null {
  const why = reasonWords(reason, sharer);
  return [words, why].filter(Boolean).join(' – ') || null;
}
