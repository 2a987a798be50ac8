import type { BulkTx } from '../../db/bulk.ts';
import { type Known, type KnownPerson, lookUp, lookUpPeople } from '../imports/known-store.ts';
import { type MatchedRow, type Matches, matchRows } from '../imports/match-rows.ts';
import type { StagedRow } from '../imports/staged-row.ts';
import type { Orphan } from './rows-store.ts';
import type { RunFacts } from './run-facts.ts';
import { type SaidBefore, saidByContact } from './said.ts';
import { listSaid } from './said-store.ts';
import type { SheetRow } from './source-row.ts';

/** What is known of rows that are not in the sheet any more as they were. */
export interface Orphans {
  readonly all: readonly Orphan[];
  /** By the name of people none of whose rows is left; null where several have the name. */
  readonly byName: ReadonlyMap<string, Orphan | null>;
  readonly byContact: ReadonlyMap<string, readonly Orphan[]>;
  readonly ids: ReadonlySet<number>;
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
  const byContact = Map.groupBy(known, (one) => one.contact_id ?? '');
  return { all, byName, byContact, ids: new Set(all.map((one) => one.id)) };
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

/** Whom the rows of a sheet are about, with what is known of these people from their rows of before. */
export interface SheetMatches {
  readonly matches: Matches;
  readonly known: Known;
  readonly said: ReadonlyMap<string, SaidBefore>;
  /** Lines of rows that were taken for somebody whose number changed. */
  readonly paired: ReadonlySet<number>;
}

/**
 * Decides whom the rows of a sheet are about: as an import does, and beyond it by what the sheet said before. Where somebody's only row is gone
 * and there is a new one of the same name in its place, or with something else in common, it is the same person with another number.
 */
export async function matchSheetRows(
  { tx }: BulkTx,
  run: RunFacts,
  rows: readonly SheetRow[],
  orphans: Orphans,
): Promise<SheetMatches> {
  const { workspaceId, existing, matchBy } = run.plan;
  const staged = rows.flatMap(({ read }) => read.staged ?? []);
  const known = await lookUp(tx, run.plan, staged);
  const found = matchRows(staged, known, { existing, match_by: matchBy });
  const named = existing === 'update' ? pairByName(found.rows, orphans) : new Map<number, Orphan>();
  const candidates = [...named.values()].flatMap((one) => one.contact_id ?? []);
  const ids = [...candidates, ...found.rows.flatMap((match) => match.known?.id ?? [])];
  const said = saidByContact(await listSaid(tx, workspaceId, ids), orphans, run.source.list_id);
  const people = new Map((await lookUpPeople(tx, run.plan, candidates)).map((one) => [one.id, one]));
  const bySheet = new Map(rows.map((row) => [row.read.record.line, row]));
  const paired = new Set<number>();
  const settled = found.rows.map((match) => {
    const orphan = named.get(match.row.line);
    const person = people.get(orphan?.contact_id ?? '');
    const isOne = orphan && person && !person.deleted && isSamePerson(match.row, orphan, person, said.get(person.id));
    if (isOne) paired.add(match.row.line);
    const settledMatch = isOne ? { ...match, known: person, ...keptOut(match, person.refused) } : match;
    return withdrawn(run, settledMatch, bySheet.get(match.row.line), orphans);
  });
  return { matches: { rows: settled, joined: found.joined }, known, said, paired };
}

/**
 * Whether a new row of somebody's name is theirs: nothing speaks against it, and beside the name it stands where theirs stood, or has something
 * else in common with it. Two people of one name are never made one.
 */
function isSamePerson(row: StagedRow, orphan: Orphan, person: KnownPerson, said: SaidBefore | undefined): boolean {
  const before = said?.before ?? [];
  const emails = new Set([...before.flatMap((one) => one.emails), ...(person.email === null ? [] : [person.email])]);
  const sharesEmail = row.emails.some((email) => emails.has(email));
  const birthdays = before.flatMap((one) => one.values['birthday'] ?? []);
  const differs =
    (row.externalId !== null && person.external_id !== null && row.externalId !== person.external_id) ||
    (row.emails.length > 0 && emails.size > 0 && !sharesEmail) ||
    (row.birthday !== null && birthdays.length > 0 && !birthdays.includes(row.birthday));
  if (differs) return false;
  const tells = (['address_line1', 'company'] as const).some((field) => {
    const value = row.plain[field];
    return value !== undefined && before.some((one) => one.values[field] === value);
  });
  return sharesEmail || tells || (row.birthday !== null && birthdays.includes(row.birthday)) || isInPlace(orphan, row.line);
}

/** Between the same rows as before; of a sheet with no other row, in the same line. */
function isInPlace({ above, below, line }: Orphan, now: number): boolean {
  if (above === null && below === null) return now === line;
  return now > (above ?? 0) && now < (below ?? Number.POSITIVE_INFINITY);
}

/** A no that was taken over with the number was for somebody new: of somebody known it says no more than that the row's yes does not count. */
function keptOut(match: MatchedRow, refused: boolean): Partial<MatchedRow> {
  const kept = match.row.consent === 'yes' && (match.keptOptedOut || refused);
  return kept ? { keptOptedOut: true, consent: null } : {};
}

/** New rows, by line, that may be somebody whose only row is gone: one of each name on both sides, or in the same place. */
function pairByName(rows: readonly MatchedRow[], orphans: Orphans): Map<number, Orphan> {
  const pairs = new Map<number, Orphan>();
  const taken = new Set(rows.flatMap(({ known }) => known?.id ?? []));
  const fresh = Map.groupBy(
    rows.filter(({ known, row }) => known === null && row.nameKey !== null),
    ({ row }) => row.nameKey ?? '',
  );
  for (const [name, same] of fresh) {
    const orphan = orphans.byName.get(name);
    if (!orphan?.contact_id || taken.has(orphan.contact_id)) continue;
    const here = same.filter(({ row }) => isInPlace(orphan, row.line));
    const match = same.length === 1 ? same[0] : here.length === 1 ? here[0] : undefined;
    if (match) pairs.set(match.row.line, orphan);
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
