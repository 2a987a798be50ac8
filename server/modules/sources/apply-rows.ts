import { withoutNumbers } from '@tidings/core/compliance/agreed-numbers';
import { formatPhone } from '@tidings/core/contacts/phone-format';
import type { KeptHere } from '@tidings/core/contacts/source-step';
import type { BulkTx } from '../../db/bulk.ts';
import type { Tx } from '../../db/database.ts';
import type { ChangeDetails } from '../../db/tables/sources.ts';
import { setConsentAt } from '../contacts/consent-store.ts';
import { joinByKey } from '../imports/known-store.ts';
import { labelOf, type MatchedRow, refusedIn } from '../imports/match-rows.ts';
import { finishRows, mergeRows } from '../imports/merge-store.ts';
import { agreedPhones } from '../imports/staged-row.ts';
import { addCounts, type Change, type ChangeCounts, noChanges } from './changes-store.ts';
import { matchSheetRows, type Orphans, type SheetMatches } from './match.ts';
import { refusedBySource } from './refusals-store.ts';
import { keepRows, mergedIds, peopleNamed, type RowToKeep, readPeople, type Snapshot } from './rows-store.ts';
import type { RunFacts } from './run-facts.ts';
import { saidOf, stepOf } from './said.ts';
import { applySteps, keepTouched, takeTags } from './said-store.ts';
import type { SheetRow } from './source-row.ts';

/** What became of some rows. */
export interface Applied {
  readonly changes: readonly Change[];
  readonly counts: ChangeCounts;
  /** People whom these rows are about. */
  readonly contactIds: readonly string[];
}

/** Takes rows of the sheet over: merges them as an import does, remembers them, and tells what changed. Rows that cannot be read are left to the caller. */
export async function applyRows(bulk: BulkTx, run: RunFacts, rows: readonly SheetRow[], orphans: Orphans): Promise<Applied> {
  const { workspaceId } = run.plan;
  await joinByKey(bulk.tx);
  const found = { ...(await matchSheetRows(bulk, run, rows, orphans)), rows, orphans };
  const { told, ids } = await mergeAndTell(bulk, run, found.matches.rows, found, (ids, putOn) =>
    keepRows(
      bulk,
      { workspaceId, sourceId: run.source.id, syncId: run.sync.id },
      rowsToKeep(run, rows, { joined: found.matches.joined, ids, putOn }, orphans),
    ),
  );
  return appliedOf(told, [...ids.values()]);
}

/**
 * Tells what applyRows would change; the caller undoes it. People who are here are really changed, so that what is told is what will happen.
 * Of somebody new everything is known without storing them: a hundred thousand of them would leave as many dead entries in every index.
 */
export async function tryRows(bulk: BulkTx, run: RunFacts, rows: readonly SheetRow[], orphans: Orphans): Promise<Applied> {
  await joinByKey(bulk.tx);
  const found = { ...(await matchSheetRows(bulk, run, rows, orphans)), rows, orphans };
  const there = found.matches.rows.filter((match) => match.known !== null);
  const fresh = found.matches.rows.filter((match) => match.known === null);
  const { told, ids } = await mergeAndTell(bulk, run, there, found, async () => undefined);
  const all = [...told, ...fresh.map((match) => tellOf(run, match, null, {}))];
  return appliedOf(
    all.sort((a, b) => (a[0]?.line ?? 0) - (b[0]?.line ?? 0)),
    [...ids.values()],
  );
}

const appliedOf = (told: readonly (readonly Change[])[], contactIds: readonly string[]): Applied => ({
  changes: told.flat(),
  counts: told.reduce((sum, changes) => addCounts(sum, countsOf(changes)), noChanges),
  contactIds,
});

/** Rows of the sheet with whom they are about. */
interface Found extends SheetMatches {
  readonly rows: readonly SheetRow[];
  readonly orphans: Orphans;
}

async function mergeAndTell(
  { tx, copy }: BulkTx,
  run: RunFacts,
  matched: readonly MatchedRow[],
  found: Found,
  keep: (ids: ReadonlyMap<number, string>, putOn: (contactId: string) => boolean) => Promise<void>,
): Promise<{ told: Change[][]; ids: ReadonlyMap<number, string> }> {
  if (matched.length === 0) return { told: [], ids: new Map() };
  const { workspaceId } = run.plan;
  const { list_id: listId } = run.source;
  const there = matched.flatMap((match) => match.known?.id ?? []);
  const before = await readPeople(tx, workspaceId, listId, there);
  const steps = stepsOf(run, matched, found, before);
  await mergeRows(
    { tx, copy },
    run.plan,
    matched.map((match) => steps.get(match.row.line)?.match ?? match),
  );
  const ids = await mergedIds(tx);
  const people = [...steps.values()].flatMap(({ step, match: { known } }) => (known ? [{ id: known.id, step }] : []));
  await applySteps(tx, run.plan, listId, people);
  const back = await agreeAgain(tx, run, matched, found);
  await keep(ids, (id) => before.get(id)?.in_list !== true);
  await finishRows(tx, run.plan);
  await takeTags(tx, workspaceId, people);
  const after = await readPeople(tx, workspaceId, listId, there);
  const told = matched.map((match) => {
    const id = ids.get(match.row.line) ?? match.known?.id ?? null;
    return tellOf(run, match, id, {
      before: before.get(id ?? ''),
      after: after.get(id ?? ''),
      agreedAgain: back.has(id ?? ''),
      paired: found.paired.has(match.row.line),
      kept: steps.get(match.row.line)?.step.kept ?? [],
    });
  });
  await keepTouched(tx, run.plan, [...new Set(told.flat().flatMap(whoIsChanged))]);
  return { told, ids };
}

/** What each row of somebody known changes, by its line: see decideStep. */
function stepsOf(
  run: RunFacts,
  matched: readonly MatchedRow[],
  { matches, said, rows, orphans }: Found,
  people: ReadonlyMap<string, Snapshot>,
) {
  const groups = Map.groupBy(rows, ({ read: { record } }) => matches.joined.get(record.line) ?? record.line);
  const steps = matched.flatMap((match) => {
    const id = match.known?.id ?? '';
    const known = { said: said.get(id), rows: orphans.byContact.get(id)?.length ?? 0, person: people.get(id) };
    const step = stepOf(run, match, groups.get(match.row.line) ?? [], known);
    return step === null ? [] : [[match.row.line, step] as const];
  });
  return new Map(steps);
}

/** The person of a change that is one of theirs, not only of their entry on the list. */
function whoIsChanged({ kind, contactId, details }: Change): string[] {
  if (contactId === null) return [];
  const own = kind === 'changed' && details.changes?.some(({ field }) => !field.startsWith('entry:'));
  return own || kind === 'opted_in' || kind === 'opted_out' ? [contactId] : [];
}

function countsOf(changes: readonly Change[]): ChangeCounts {
  const counts: Record<string, number> = { ...noChanges };
  for (const { kind } of changes) counts[kind] = (counts[kind] ?? 0) + 1;
  const fields = changes.flatMap(({ kind, details }) => (kind === 'changed' ? (details.changes ?? []) : []));
  const details = fields.filter(({ field }) => field.startsWith('entry:')).length;
  return {
    ...(counts as unknown as ChangeCounts),
    details,
    touched: changes.some(({ kind }) => !kind.startsWith('kept_')) ? 1 : 0,
  };
}

/**
 * Whoever is opted out only because this sheet said so earlier, and says yes there now, agreed anew: the sheet takes back its own word. A no
 * that came from the person, from a member, from a file, another sheet or another row stands, whichever came last.
 */
async function agreeAgain(
  tx: Tx,
  run: RunFacts,
  rows: readonly MatchedRow[],
  { known, matches, rows: sheet, orphans }: Found,
): Promise<Set<string>> {
  const refused = refusedIn(matches.rows);
  const kept = rows.filter((match) => {
    const phone = match.row.phones[0] ?? match.known?.phone ?? '';
    const others =
      refused.has(phone) || (known.byPhone.get(phone) ?? []).some((one) => one.id !== match.known?.id && one.refused);
    const counts = match.keptOptedOut && match.row.agreed?.length !== 0;
    return counts && match.known?.sms_consent === 'no' && !known.suppressed.has(phone) && !others;
  });
  const { workspaceId, purpose, fileName, actorName } = run.plan;
  const ids = kept.flatMap((match) => match.known?.id ?? []);
  const replaced = {
    ids: ids.flatMap((id) => (orphans.byContact.get(id) ?? []).map((one) => one.id)),
    hashes: ids.length === 0 ? [] : sheet.map(({ hash }) => hash),
  };
  const back = await refusedBySource(tx, { workspaceId, sourceId: run.source.id }, ids, replaced);
  if (back.size === 0) return back;
  const numbers = kept.flatMap(({ known: person, row }) =>
    person && back.has(person.id) ? { id: person.id, address: agreedPhones(row)[0] ?? person.phone } : [],
  );
  await setConsentAt(tx, workspaceId, peopleNamed(numbers), {
    consent: 'yes',
    purpose,
    source: 'sheet',
    wording: null,
    method: `${fileName} says yes again`,
    actorName,
  });
  return back;
}

function rowsToKeep(
  { plan }: RunFacts,
  rows: readonly SheetRow[],
  merged: {
    readonly joined: ReadonlyMap<number, number>;
    readonly ids: ReadonlyMap<number, string>;
    /** Whether somebody was not on the list before. */
    readonly putOn: (contactId: string) => boolean;
  },
  { byContact }: Orphans,
): RowToKeep[] {
  const { joined, ids, putOn } = merged;
  const isPutOn = (id: string) => putOn(id) || (byContact.get(id)?.some((one) => one.put_on) ?? false);
  return rows.flatMap(({ hash, read: { record, staged }, consentBroken }) => {
    const contactId = ids.get(joined.get(record.line) ?? record.line);
    if (staged === null || contactId === undefined) return [];
    // What it said before counts until the cell can be read again.
    const before = byContact.get(contactId)?.some((one) => one.consent === 'yes') ? ('yes' as const) : null;
    return [
      {
        line: record.line,
        contactId,
        hash,
        nameKey: staged.nameKey,
        consent: consentBroken ? before : staged.consent,
        putOn: isPutOn(contactId),
        said: plan.existing === 'update' ? saidOf(staged) : null,
      },
    ];
  });
}

interface Outcome {
  readonly before?: Snapshot | undefined;
  readonly after?: Snapshot | undefined;
  readonly agreedAgain?: boolean;
  /** Was taken for this person by their name. */
  readonly paired?: boolean;
  readonly kept?: readonly KeptHere[];
}

/** What a row changed, each kind of change for itself. */
function tellOf(
  run: RunFacts,
  match: MatchedRow,
  contactId: string | null,
  { before, after, agreedAgain = false, paired = false, kept = [] }: Outcome,
): Change[] {
  const { row } = match;
  const name = after?.name ?? labelOf(row) ?? row.phones[0] ?? row.emails[0] ?? row.externalId ?? `Row ${row.line}`;
  const tell = (kind: Change['kind'], details: ChangeDetails = {}): Change => ({
    kind,
    contactId,
    name,
    line: row.line,
    details,
  });
  if (match.known === null) {
    const yes = run.plan.yesWaitsDays === null && match.consent === 'yes';
    return [
      tell('added', { words: 'New person' }),
      ...(yes ? [tell('opted_in')] : []),
      ...(match.keptOptedOut || match.erased ? [tell('kept_opted_out', keptWords(match))] : []),
    ];
  }
  if (!before || !after) return [];
  const told: Change[] = [];
  if (!before.in_list && after.in_list) told.push(tell('added', { words: 'Was here already, and joins the list' }));
  // What somebody who joins the list has there is no change.
  const changes = [
    ...differences(before.values, after.values),
    ...(before.in_list ? differences(before.entry, after.entry) : []),
  ];
  if (changes.length > 0) told.push(tell('changed', { changes, ...(paired ? { words: pairedWords } : {}) }));
  if (kept.length > 0)
    told.push(
      tell('kept_here', { changes: kept.map(({ field, sheet, here }) => ({ field, before: short(sheet), after: short(here) })) }),
    );
  if (before.sms_consent !== after.sms_consent) {
    const words = match.row.consentValue === null ? {} : { words: `The sheet says “${match.row.consentValue}”` };
    if (after.sms_consent === 'yes') told.push(tell('opted_in', words));
    if (after.sms_consent === 'no') told.push(tell('opted_out', words));
  } else {
    const numbers = Object.keys(withoutNumbers(after.sms_agreed, before.sms_agreed)).filter((number) => number !== '');
    if (numbers.length > 0)
      told.push(tell('opted_in', { words: `For ${numbers.map((number) => formatPhone(number)).join(', ')}` }));
  }
  if (match.keptOptedOut && !agreedAgain) told.push(tell('kept_opted_out', keptWords(match)));
  return told;
}

const pairedWords = 'Taken for the same person: the number of this row changed';

const keptWords = ({ erased }: MatchedRow): ChangeDetails => (erased ? { words: 'Asked to be deleted here' } : {});

const short = (value = '') => (value.length <= 200 ? value : `${value.slice(0, 199)}…`);

function differences(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>) {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.flatMap((field) =>
    before[field] === after[field] ? [] : [{ field, before: short(before[field]), after: short(after[field]) }],
  );
}
