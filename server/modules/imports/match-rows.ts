import type { SuppressionKind } from '@tidings/core/compliance/suppression';
import { type ComparedName, comparedName, mayBeOne } from '@tidings/core/contacts/person-names';
import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { FormerName } from './former-store.ts';
import { afterMerge, isFormer, joinRows } from './join-rows.ts';
import type { Known, KnownPerson } from './known-store.ts';
import type { StagedRow } from './staged-row.ts';

type Options = Pick<ImportMapping, 'existing' | 'match_by'>;

/** A row, further rows about the same person joined to it, with whom it is about. */
export interface MatchedRow {
  readonly row: StagedRow;
  /** The contact that is there already. */
  readonly known: KnownPerson | null;
  /** An earlier chunk of the same import made or changed this person. */
  readonly seenBefore: boolean;
  /** The number belongs to several people here. */
  readonly sharedPhone: boolean;
  /** The name of somebody else of the household, who has the same preferred number. */
  readonly sharesWith: string | null;
  /** The file says yes, but the person said no here, or the number is suppressed by will. */
  readonly keptOptedOut: boolean;
  /** The owner of the number asked to be deleted: only they can opt in again, whatever a file says. */
  readonly erased: boolean;
  /** What becomes of the consent: of somebody new outright, of somebody known only where it is still unknown (yes) or in any case (no). */
  readonly consent: 'yes' | 'no' | null;
}

export interface Matches {
  readonly rows: readonly MatchedRow[];
  /** Lines that were joined to the row of an earlier line. */
  readonly joined: ReadonlyMap<number, number>;
}

/** Somebody whom rows are about, known or new. */
interface Person {
  readonly known: KnownPerson | null;
  externalId: string | null;
  name: string | null;
  /** The name as written. */
  label: string | null;
  first: string | null;
  /** Made of the name when it is first compared. */
  keys: ComparedName | null;
  /** Names before merges: the person is meant by them, too. */
  readonly former: readonly FormerName[];
  /** The preferred number. */
  phone: string | null;
  row: StagedRow | null;
  sharedPhone: boolean;
  sharesWith: string | null;
}

/**
 * Decides whom each row is about. An external id comes first, and people with different ones stay apart. A number joins its owner, unless the
 * row names somebody else of the household (see mayBeOne; and no e-mail address in common). A number that is not the preferred number of either (the landline of a family) only people of one name, and so does an e-mail address where the
 * numbers differ: many share info@. Of several owners the one of the row's name is meant, else the oldest. Pure.
 */
export function matchRows(rows: readonly StagedRow[], known: Known, options: Options): Matches {
  const matcher = new Matcher(known, options);
  const joined = new Map<number, number>();
  for (const row of rows) {
    const earlier = matcher.add(row);
    if (earlier !== undefined) joined.set(row.line, earlier);
  }
  const refused = refusedIn(matcher.people);
  return { rows: matcher.people.flatMap((person) => (person.row ? settle(person, person.row, known, refused) : [])), joined };
}

class Matcher {
  /** Those with rows, in the order of the file. */
  readonly people: Person[] = [];
  readonly #known: Known;
  readonly #options: Options;
  /** The row that is being compared. */
  #row: { readonly row: StagedRow; readonly keys: ComparedName } | null = null;
  readonly #byId = new Map<string, Person>();
  readonly #byExternal = new Map<string, Person>();
  readonly #byPhone = new Map<string, Person[]>();
  readonly #byEmail = new Map<string, Person[]>();

  constructor(known: Known, options: Options) {
    this.#known = known;
    this.#options = options;
  }

  /** Returns the line of the earlier row that this one was joined to. */
  add(row: StagedRow): number | undefined {
    const person = this.#find(row) ?? newPerson(row);
    const earlier = person.row;
    person.sharesWith ??= this.#housemate(person, row);
    const mine = person.known === null ? row : afterMerge(row, person.known, person.former);
    // What a file says of somebody under the id that went with a merge only fills what it leaves open under the one that stayed.
    const mode = this.#options.existing === 'update' && isFormer(row, person.known) ? 'fill_gaps' : this.#options.existing;
    person.row = earlier === null ? mine : joinRows(earlier, mine, mode);
    if (earlier === null) this.people.push(person);
    this.#remember(person, person.row);
    return earlier?.line;
  }

  #find(row: StagedRow): Person | undefined {
    if (row.externalId !== null) {
      const there = this.#byExternal.get(row.externalId) ?? this.#personOf(this.#known.byExternal.get(row.externalId));
      if (there) return there;
    }
    for (const way of this.#options.match_by) {
      const found = way === 'phone' ? this.#byNumber(row) : way === 'email' ? this.#byAddress(row) : undefined;
      if (found) return found;
    }
    return undefined;
  }

  #byNumber(row: StagedRow): Person | undefined {
    for (const phone of row.phones) {
      const owners = this.#owners(phone, this.#known.byPhone, this.#byPhone).filter((person) => {
        const one = person.externalId === null || row.externalId === null || person.externalId === row.externalId;
        const preferred = phone === row.phones[0] || person.phone === null || row.phones.includes(person.phone);
        return one && (preferred || agree(person, row)) && !this.#isAnother(person, row);
      });
      const found = pick(owners, row);
      if (!found) continue;
      if (owners.length > 1) found.sharedPhone = true;
      return found;
    }
    return undefined;
  }

  /** Somebody else who has the number: one number, two names and no e-mail address in common. */
  #isAnother(person: Person, row: StagedRow): boolean {
    if (person.name === null || row.nameKey === null || person.name === row.nameKey) return false;
    person.keys ??= keysOf(person.first, person.label);
    if (this.#row?.row !== row) this.#row = { row, keys: keysOf(firstOf(row), labelOf(row)) };
    const { keys } = this.#row;
    if (mayBeOne(person.keys, keys)) return false;
    if (person.former.some(({ label, first_name: first }) => mayBeOne(keysOf(first, label), keys))) return false;
    return !row.emails.some((email) => this.#owners(email, this.#known.byEmail, this.#byEmail).includes(person));
  }

  /** The name of another owner of the row's preferred number. */
  #housemate(person: Person, row: StagedRow): string | null {
    const [phone] = row.phones;
    if (phone === undefined) return null;
    const owners = this.#owners(phone, this.#known.byPhone, this.#byPhone);
    return owners.find((one) => one !== person && this.#isAnother(one, row))?.label ?? null;
  }

  #byAddress(row: StagedRow): Person | undefined {
    for (const email of row.emails) {
      const owners = this.#owners(email, this.#known.byEmail, this.#byEmail).filter(
        (person) =>
          (person.externalId === null || row.externalId === null) &&
          (person.phone === null || row.phones.length === 0 || agree(person, row)),
      );
      const found = pick(owners, row);
      if (found) return found;
    }
    return undefined;
  }

  #owners(value: string, known: Known['byPhone'], made: ReadonlyMap<string, Person[]>): Person[] {
    const there = known.get(value);
    const here = made.get(value);
    if (!there) return here ?? [];
    const people = there.flatMap((one) => this.#personOf(one) ?? []);
    return here ? [...new Set([...people, ...here])] : people;
  }

  #personOf(known: KnownPerson | undefined): Person | undefined {
    if (!known || known.deleted) return undefined;
    const there = this.#byId.get(known.id);
    if (there) return there;
    const { external_id: externalId, name, label, first_name: first, phone } = known;
    const person: Person = {
      known,
      externalId,
      name,
      label,
      first,
      keys: null,
      former: this.#known.formerNames.get(known.id) ?? [],
      phone,
      row: null,
      sharedPhone: false,
      sharesWith: null,
    };
    this.#byId.set(known.id, person);
    return person;
  }

  /** What the row tells of the person counts for the rows after it, as it will once it is stored. */
  #remember(person: Person, row: StagedRow): void {
    const replaces = this.#options.existing === 'update' || person.known === null;
    person.externalId ??= row.externalId;
    if (row.nameKey !== null && (replaces || person.name === null)) {
      person.name = row.nameKey;
      person.label = labelOf(row);
      person.first = firstOf(row);
      person.keys = null;
    }
    person.phone = replaces ? (row.phones[0] ?? person.phone) : (person.phone ?? row.phones[0] ?? null);
    if (row.externalId !== null) this.#byExternal.set(row.externalId, person);
    for (const phone of row.phones) note(this.#byPhone, phone, person);
    for (const email of row.emails) note(this.#byEmail, email, person);
  }
}

function newPerson(row: StagedRow): Person {
  return {
    known: null,
    externalId: row.externalId,
    name: row.nameKey,
    label: labelOf(row),
    first: firstOf(row),
    keys: null,
    former: [],
    phone: row.phones[0] ?? null,
    row: null,
    sharedPhone: false,
    sharesWith: null,
  };
}

const keysOf = (first: string | null, full: string | null) => comparedName({ first, last: null, full });

const firstOf = ({ plain }: StagedRow): string | null => plain.first_name ?? null;

/** The name of a row as written. */
export function labelOf({ fullName, plain }: StagedRow): string | null {
  return fullName ?? ([plain.first_name, plain.last_name].filter(Boolean).join(' ') || null);
}

const agree = (person: Person, row: StagedRow): boolean =>
  person.name === null || row.nameKey === null || isNamed(person, row.nameKey);

const isNamed = (person: Person, nameKey: string | null): boolean =>
  person.name === nameKey || person.former.some(({ name }) => name === nameKey);

const pick = (owners: readonly Person[], row: StagedRow): Person | undefined =>
  (row.nameKey === null
    ? undefined
    : (owners.find((person) => person.name === row.nameKey) ?? owners.find((person) => isNamed(person, row.nameKey)))) ??
  owners[0];

function note(map: Map<string, Person[]>, value: string, person: Person): void {
  const there = map.get(value);
  if (!there) map.set(value, [person]);
  else if (!there.includes(person)) there.push(person);
}

/** The numbers of those of whom these rows say no. */
export function refusedIn(
  people: Iterable<{ readonly known: KnownPerson | null; readonly row: StagedRow | null }>,
): ReadonlySet<string> {
  const numbers = new Set<string>();
  for (const { known, row } of people) {
    if (row?.consent !== 'no') continue;
    for (const phone of row.phones) numbers.add(phone);
    if (known?.phone) numbers.add(known.phone);
  }
  return numbers;
}

/** Nobody who said no is opted in by a file: not the person, nor another owner of the number, whether here, deleted, or in a row beside. */
function settle(
  { known: person, sharedPhone, sharesWith }: Person,
  row: StagedRow,
  known: Known,
  refused: ReadonlySet<string>,
): MatchedRow {
  const seenBefore = person?.seen === true;
  const phone = row.phones[0] ?? person?.phone ?? null;
  const erased = phone !== null && known.erased.has(phone);
  const base = { row, known: person, seenBefore, sharedPhone, sharesWith, erased };
  if (row.consent !== 'yes') return { ...base, keptOptedOut: false, consent: row.consent };
  const suppressed = phone === null ? undefined : known.suppressed.get(phone);
  const saidNo =
    person?.refused === true ||
    (phone !== null && (refused.has(phone) || (known.byPhone.get(phone) ?? []).some((one) => one.refused)));
  if (saidNo || suppressed !== undefined)
    return { ...base, keptOptedOut: true, consent: keptConsent(saidNo, suppressed, person) };
  return { ...base, keptOptedOut: false, consent: phone === null || row.agreed?.length === 0 ? null : 'yes' };
}

/** What the file says of the person's consent, as preview and result count it: nothing of those who stay opted out or are left alone. */
export function saidByFile(
  { known, consent, keptOptedOut }: MatchedRow,
  existing: ImportMapping['existing'],
): 'yes' | 'no' | null {
  if (keptOptedOut || (consent === 'yes' && existing === 'skip' && known !== null)) return null;
  return consent;
}

/** Somebody new takes over the no that is known of their number; what the organisation suppressed is no answer of theirs. */
function keptConsent(saidNo: boolean, suppressed: SuppressionKind | undefined, person: KnownPerson | null): 'no' | null {
  if (person !== null) return null;
  return saidNo || suppressed === 'opt_out' || suppressed === 'complaint' ? 'no' : null;
}
