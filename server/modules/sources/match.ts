import type { BulkTx } from '../../db/bulk.ts';
import { type Known, lookUp, lookUpPeople } from '../imports/known-store.ts';
import { type MatchedRow, type Matches, matchRows } from '../imports/match-rows.ts';
import type { Orphan } from './rows-store.ts';
import type { RunFacts } from './run-facts.ts';
import type { SheetRow } from './source-row.ts';

/** What is known of rows that are not in the sheet any more as they were. */
export interface Orphans {
  readonly all: readonly Orphan[];
  /** By the name of people none of whose rows is left; null where several have the name. */
  readonly byName: ReadonlyMap<string, Orphan | null>;
  readonly byContact: ReadonlyMap<string, readonly Orphan[]>;
}

export function orphansOf(all: readonly Orphan[]): Orphans {
  const byName = new Map<string, Orphan | null>();
  for (const one of all) {
    if (one.name_key === null || one.contact_id === null || one.elsewhere) continue;
    const there = byName.get(one.name_key);
    const same = there === undefined || there?.contact_id === one.contact_id;
    byName.set(one.name_key, same ? one : null);
  }
  const known = all.filter((one) => one.contact_id !== null);
  return { all, byName, byContact: Map.groupBy(known, (one) => one.contact_id ?? '') };
}

/**
 * Those of which nothing is left in the sheet. A row that cannot be read today (its number became #REF!, or "Loading...") is still a row:
 * whoever it is about stays as they are until it can be read again, or is really gone.
 */
export function reallyGone(
  { all }: Orphans,
  unreadable: readonly { readonly line: number; readonly names: ReadonlySet<string> }[],
): readonly Orphan[] {
  if (unreadable.length === 0) return all;
  const lines = new Set(unreadable.map((one) => one.line));
  const names = new Set(unreadable.flatMap((one) => [...one.names]));
  return all.filter((one) => (one.name_key === null ? !lines.has(one.line) : !names.has(one.name_key)));
}

/**
 * Decides whom the rows of a sheet are about: as an import does, and beyond it by what the sheet said before. Where somebody's only row is gone
 * and there is a new one of the same name, it is the same person with another number.
 */
export async function matchSheetRows(
  { tx }: BulkTx,
  run: RunFacts,
  rows: readonly SheetRow[],
  orphans: Orphans,
): Promise<{ matches: Matches; known: Known }> {
  const { workspaceId, importId, existing, matchBy } = run.plan;
  const staged = rows.flatMap(({ read }) => read.staged ?? []);
  const known = await lookUp(tx, workspaceId, staged);
  const found = matchRows(staged, known, { existing, match_by: matchBy, importId });
  const pairs = existing === 'update' ? pairByName(found.rows, orphans) : new Map<number, string>();
  const people = new Map((await lookUpPeople(tx, workspaceId, [...pairs.values()])).map((one) => [one.id, one]));
  const bySheet = new Map(rows.map((row) => [row.read.record.line, row]));
  const settled = found.rows.map((match) => {
    const person = people.get(pairs.get(match.row.line) ?? '');
    const paired = person && !person.deleted ? { ...match, known: person, ...keptOut(match, person.sms_consent) } : match;
    return withdrawn(run, paired, bySheet.get(match.row.line), orphans);
  });
  return { matches: { rows: settled, joined: found.joined }, known };
}

function keptOut(match: MatchedRow, consent: 'yes' | 'no' | 'unknown'): Partial<MatchedRow> {
  return consent === 'no' && match.row.consent === 'yes' ? { keptOptedOut: true, consent: null } : {};
}

/** New rows, by line, that are somebody whose only row is gone: one of each name on both sides, or in the same place. */
function pairByName(rows: readonly MatchedRow[], orphans: Orphans): Map<number, string> {
  const pairs = new Map<number, string>();
  const taken = new Set(rows.flatMap(({ known }) => known?.id ?? []));
  const fresh = Map.groupBy(
    rows.filter(({ known, row }) => known === null && row.nameKey !== null),
    ({ row }) => row.nameKey ?? '',
  );
  for (const [name, same] of fresh) {
    const orphan = orphans.byName.get(name);
    const contactId = orphan?.contact_id;
    const match = same.length === 1 ? same[0] : same.find(({ row }) => row.line === orphan?.line);
    if (!contactId || !match || taken.has(contactId)) continue;
    pairs.set(match.row.line, contactId);
    taken.add(contactId);
  }
  return pairs;
}

/** Whoever the sheet said agreed, and of whom it does not say so any more, has withdrawn: with a no, or with an emptied cell. */
function withdrawn(run: RunFacts, match: MatchedRow, sheet: SheetRow | undefined, { byContact }: Orphans): MatchedRow {
  if (run.mapping.consent.kind !== 'column' || match.known === null || match.row.consent === 'yes') return match;
  if (match.row.consent === 'no' || sheet === undefined || sheet.consentBroken) return match;
  // Its yes is for another number of somebody who was merged: no withdrawal.
  if (sheet.read.staged?.consent === 'yes') return match;
  const before = byContact.get(match.known.id) ?? [];
  // A row that is still there speaks for itself.
  if (!before.some((one) => one.consent === 'yes' && !one.elsewhere)) return match;
  const value = sheet.consentCell === '' ? '(empty)' : sheet.consentCell.slice(0, 100);
  return { ...match, row: { ...match.row, consent: 'no', consentValue: value }, consent: 'no' };
}
