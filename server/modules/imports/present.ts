import { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { Context } from '../../context.ts';
import type { FileShape } from './analysis.ts';
import type { Recalled } from './mappings-store.ts';
import type { ImportRow } from './store.ts';
import { noUndo } from './undo-conditions-store.ts';
import { undoRefusal } from './undo-refusal.ts';

/** What is kept of a file's shape. Only we write it, after analysing the file. */
export function shapeOf(row: ImportRow): FileShape | null {
  return row.shape as FileShape | null;
}

export function mappingOf(row: ImportRow): ImportMapping | null {
  return row.mapping === null ? null : ImportMapping.parse(row.mapping);
}

/** An import for the list. */
export function presentSummary(row: ImportRow) {
  return {
    id: row.id,
    file_name: row.file_name,
    size: row.size,
    state: row.state,
    problem: row.problem,
    rows_total: row.rows_total,
    rows_read: row.rows_read,
    counts: {
      created: row.created,
      updated: row.updated,
      unchanged: row.unchanged,
      skipped: row.skipped,
      duplicates: row.duplicates,
      rejected: row.rejected,
      warned: row.warned,
      kept_opted_out: row.kept_opted_out,
      consents: row.consents,
      agreed: row.agreed,
      said_no: row.said_no,
    },
    created_by: row.created_by.name,
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}

export function presentImport(ctx: Context, row: ImportRow) {
  const shape = shapeOf(row);
  return {
    ...presentSummary(row),
    shape: shape
      ? { encoding: shape.encoding, delimiter: shape.delimiter, has_header: shape.has_header, sheet: shape.sheet ?? null }
      : null,
    sheets: [...(shape?.sheets ?? [])],
    columns: [...(shape?.columns ?? [])],
    sample_rows: (shape?.sample_rows ?? []).map((cells) => [...cells]),
    notices: [...(shape?.notices ?? [])],
    max_bytes: ctx.config.importMegabytes * 1024 * 1024,
    mapping: mappingOf(row),
    recalled: row.recalled as Recalled | null,
    undo: {
      refusal: undoRefusal(row, ctx.clock.now()),
      until: row.undo_until?.toISOString() ?? null,
      total: row.undo_total,
      done: row.undo_done,
      counts: { ...noUndo, ...row.undo_counts, later: row.state === 'undone' ? Math.max(0, row.undo_total - row.undo_done) : 0 },
      by: row.undo_by?.name ?? null,
      at: row.undone_at?.toISOString() ?? null,
    },
  };
}
