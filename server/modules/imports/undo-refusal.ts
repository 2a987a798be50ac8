import type { ImportRow } from './store.ts';

/** For how long an import can be undone; what it changed is kept until then. */
export const undoDays = 30;

export const undoable: readonly ImportRow['state'][] = ['completed', 'cancelled', 'failed'];

/** Why an import cannot be undone at this time, in words; null when it can. */
export function undoRefusal(row: ImportRow, now: Date): string | null {
  if (row.state === 'undoing') return 'This import is being undone.';
  if (row.state === 'undone') return 'This import was undone already.';
  if (!undoable.includes(row.state)) return 'This import is still under way. Stop it first; then it can be undone.';
  if (row.started_at === null || row.last_stored_at === null) return 'This import stored nobody, so there is nothing to undo.';
  if (row.undo_until === null || row.undo_until < now)
    return `An import can be undone for ${undoDays} days. Look at its people and delete those that you do not want.`;
  return null;
}
