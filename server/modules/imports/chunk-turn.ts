import type { Known } from './known-store.ts';
import type { StagedRow } from './staged-row.ts';

/** The chunk is not to be stored: the import was cancelled, or another worker is at it. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs';
}

/** The chunk before had to begin again, perhaps for a lock that this one holds: this one steps back and waits for its end. */
export class SteppedBack extends Error {
  override readonly name = 'SteppedBack';
}

/**
 * A chunk's place among those of its import. The next chunks are begun while this one is still being stored, with those of their rows that
 * have nothing to do with it; the others, and the marks, wait until it is stored: so the result is that of one after the other.
 */
export class ChunkTurn {
  readonly #rows: readonly StagedRow[];
  readonly #people = Promise.withResolvers<ReadonlySet<string>>();
  /** Whoever waits side by side hears of a new beginning at once; whoever stepped back, of the end only. */
  readonly #over = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<void>();
  #own: Ties | undefined;
  #begun = 0;

  constructor(rows: readonly StagedRow[]) {
    this.#rows = rows;
    // Nobody may be waiting for it.
    this.#over.promise.catch(() => undefined);
    this.#ended.promise.catch(() => undefined);
    this.#people.promise.catch(() => undefined);
  }

  /** Says that an attempt to store the chunk begins. Returns whether it is the first. */
  begin(): boolean {
    this.#begun += 1;
    if (this.#begun > 1) this.#over.reject(new SteppedBack());
    return this.#begun === 1;
  }

  /** Says whom the rows of the chunk may be about. */
  found(known: Known): void {
    this.#people.resolve(new Set(peopleOf(known).map((one) => one.id)));
  }

  /** Says that the chunk is stored, or never will be. */
  end(error?: unknown): void {
    for (const one of [this.#over, this.#ended]) {
      if (error === undefined) one.resolve();
      else one.reject(error);
    }
    this.#people.resolve(new Set());
  }

  /** Waits until the chunk is stored. Throws SteppedBack when it had to begin again, or what went wrong with it. */
  over(): Promise<void> {
    return this.#over.promise;
  }

  /** Waits until the chunk is stored, however often it has to begin. Throws what went wrong with it in the end. */
  ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Whom and what the chunk is about. */
  async about(): Promise<{ readonly ties: Ties; readonly people: ReadonlySet<string> }> {
    this.#own ??= new Ties(this.#rows);
    return { ties: this.#own, people: await this.#people.promise };
  }
}

/**
 * Parts the rows of a chunk: `free` share no number, address, id or known person with the chunks before, still being stored, nor with an earlier
 * row that waits for them, `bound` do. Both stay in the order of the file.
 */
export async function partRows(
  ahead: readonly ChunkTurn[],
  rows: readonly StagedRow[],
  known: Known,
): Promise<{ free: readonly StagedRow[]; bound: readonly StagedRow[] }> {
  const before = await Promise.all(ahead.map((one) => one.about()));
  const waiting = new Ties([]);
  const waitedFor = new Set<string>();
  const free: StagedRow[] = [];
  const bound: StagedRow[] = [];
  for (const row of rows) {
    const about = knownOf(row, known);
    const waits =
      waiting.has(row) ||
      before.some(({ ties }) => ties.has(row)) ||
      about.some((id) => waitedFor.has(id) || before.some(({ people }) => people.has(id)));
    if (!waits) {
      free.push(row);
      continue;
    }
    bound.push(row);
    waiting.add(row);
    for (const id of about) waitedFor.add(id);
  }
  return { free, bound };
}

/** What rows are known by. Each kind has a set of its own, so that nothing is made per row. */
class Ties {
  readonly #external = new Set<string>();
  readonly #phones = new Set<string>();
  readonly #emails = new Set<string>();

  constructor(rows: readonly StagedRow[]) {
    for (const row of rows) this.add(row);
  }

  add({ externalId, phones, emails }: StagedRow): void {
    if (externalId !== null) this.#external.add(externalId);
    for (const phone of phones) this.#phones.add(phone);
    for (const email of emails) this.#emails.add(email);
  }

  has({ externalId, phones, emails }: StagedRow): boolean {
    if (externalId !== null && this.#external.has(externalId)) return true;
    for (const phone of phones) if (this.#phones.has(phone)) return true;
    for (const email of emails) if (this.#emails.has(email)) return true;
    return false;
  }
}

const peopleOf = ({ byExternal, byPhone, byEmail }: Known) => [
  ...byExternal.values(),
  ...[...byPhone.values(), ...byEmail.values()].flat(),
];

const nobody: readonly string[] = [];

/** Ids of the people here who share an id, number or address with the row. */
function knownOf(row: StagedRow, { byExternal, byPhone, byEmail }: Known): readonly string[] {
  if (byExternal.size === 0 && byPhone.size === 0 && byEmail.size === 0) return nobody;
  const external = row.externalId === null ? undefined : byExternal.get(row.externalId);
  const found = [...row.phones.map((phone) => byPhone.get(phone)), ...row.emails.map((email) => byEmail.get(email))];
  return [...(external ? [external] : []), ...found.flatMap((people) => people ?? [])].map((one) => one.id);
}
