import { reviewWords } from '@tidings/core/contacts/source-review';
import { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { SourceSync, SyncChange } from '@tidings/core/contract/source-syncs';
import type { Source } from '@tidings/core/contract/sources';
import type { ChangeRow } from './changes-store.ts';
import type { SourceRow } from './store.ts';
import type { SyncRow } from './syncs-store.ts';

export function presentSource(row: SourceRow, sync: SyncRow | undefined): Source {
  return {
    id: row.id,
    list_id: row.list_id,
    name: row.name,
    kind: row.kind,
    address_hint: row.address_hint,
    tab: row.tab,
    account_email: row.account_email,
    state: row.state,
    columns: [...(row.columns ?? [])],
    sample_rows: (row.sample_rows ?? []).map((cells) => [...cells]),
    notices: [...(row.notices ?? [])],
    mapping: row.mapping === null ? null : ImportMapping.parse(row.mapping),
    schedule: row.schedule,
    next_sync_at: iso(row.next_sync_at),
    on_removed: row.on_removed,
    stop_below_percent: row.stop_below_percent,
    fresh_minutes: row.fresh_minutes,
    rows: row.rows_total,
    last_synced_at: iso(row.last_synced_at),
    created_by: row.created_by_name,
    created_at: row.created_at.toISOString(),
    sync: sync ? presentSync(row, sync) : null,
  };
}

export function presentSync(source: Pick<SourceRow, 'rows_total' | 'rows_yes' | 'stop_below_percent'>, row: SyncRow): SourceSync {
  const facts = {
    rows: row.rows_total ?? 0,
    yes: row.rows_yes ?? 0,
    lastRows: source.rows_total,
    lastYes: source.rows_yes,
    stopBelowPercent: source.stop_below_percent,
    emptied: row.emptied ?? [],
    gone: row.gone,
  };
  const { added, changed, kept_here, unchanged, gone, opted_in, opted_out, kept_opted_out, rejected, details } = row;
  return {
    id: row.id,
    trigger: row.trigger,
    state: row.state,
    stage: row.stage,
    review: row.review,
    review_words: row.review !== null && row.state === 'review' ? reviewWords(row.review, facts) : null,
    approved_by: row.approved_by,
    problem: row.problem === null ? null : { code: row.problem_code ?? 'internal', words: row.problem },
    retry_at: iso(row.retry_at),
    counts: {
      rows: row.rows_total,
      added,
      changed,
      details,
      kept_here,
      unchanged,
      gone,
      opted_in,
      opted_out,
      kept_opted_out,
      rejected,
    },
    requested_by: row.requested_by.name ?? 'Tidings',
    created_at: row.created_at.toISOString(),
    started_at: iso(row.started_at),
    finished_at: iso(row.finished_at),
  };
}

export function presentChange(row: ChangeRow): SyncChange {
  return {
    id: String(row.id),
    kind: row.kind,
    contact_id: row.contact_id,
    name: row.name,
    line: row.line,
    changes: [...(row.details.changes ?? [])],
    words: row.details.words ?? null,
  };
}

function iso(at: Date | null): string | null {
  return at === null ? null : at.toISOString();
}
