import { problemColumns } from '@tidings/core/contacts/recall-mapping';
import type { Context } from '../../context.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { csvFile } from '../../lib/csv-file.ts';
import { shapeOf } from './present.ts';
import { getImport } from './service.ts';
import { readProblems } from './store.ts';

const pageSize = 1_000;

/** The rows that were not imported, as they stood in the file, with line and reasons: to be corrected and imported again. */
export async function problemsFile(ctx: Context, actor: WorkspaceActor, id: string, warnings: boolean) {
  const row = await getImport(ctx, actor, id);
  const shape = shapeOf(row);
  const columns = shape?.columns ?? [];
  const { line, imported, reasons } = problemColumns;
  const header = [...columns.map((column) => column.name), line, ...(warnings ? [imported] : []), reasons];
  async function* pages() {
    for (let after = -1; ; ) {
      const from = after;
      const problems = await ctx.db.workspace(actor.workspaceId, (tx) =>
        readProblems(tx, actor.workspaceId, id, { afterLine: from, limit: pageSize, warnings }),
      );
      yield problems.map((one) => [
        ...fitted(one.cells, columns.length, shape?.delimiter ?? ','),
        one.line,
        ...(warnings ? [one.rejected ? 'no' : 'yes'] : []),
        one.reasons.join(' '),
      ]);
      if (problems.length < pageSize) return;
      after = problems.at(-1)?.line ?? after;
    }
  }
  const base = row.file_name.replace(/\.[a-z0-9]{1,5}$/i, '');
  return csvFile(`${base} - ${warnings ? 'rows to look at' : 'rejected rows'}.csv`, header, pages());
}

/** As many cells as there are columns; what is too much stays with the last one. */
function fitted(cells: readonly string[], width: number, delimiter: string): string[] {
  const fit = Array.from({ length: width }, (_, at) => cells[at] ?? '');
  if (cells.length > width && width > 0) fit[width - 1] = cells.slice(width - 1).join(delimiter);
  return fit;
}
