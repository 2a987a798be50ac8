import type { ImportMapping } from '@tidings/core/contract/imports';
import type { StagedRow } from './staged-row.ts';

type Options = Pick<ImportMapping, 'existing' | 'match_by'>;

/** Collects rows for one chunk and joins those about the same person, by the rules by which people are matched in the database. */
export class RowJoiner {
  readonly rows: StagedRow[] = [];
  duplicates = 0;
  readonly #options: Options;
  readonly #byExternal = new Map<string, number>();
  readonly #byPhone = new Map<string, number>();
  readonly #byEmail = new Map<string, number>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Adds a row; returns the line of the earlier row that it joined, if any. */
  add(row: StagedRow): number | undefined {
    const at = this.#find(row);
    const earlier = at === undefined ? undefined : this.rows[at];
    if (at === undefined || earlier === undefined) {
      this.rows.push(row);
      this.#remember(row, this.rows.length - 1);
      return undefined;
    }
    const joined = joinRows(earlier, row, this.#options.existing);
    this.rows[at] = joined;
    this.#remember(joined, at);
    this.duplicates += 1;
    return earlier.line;
  }

  #find(row: StagedRow): number | undefined {
    const same = row.externalId === null ? undefined : this.#byExternal.get(row.externalId);
    if (same !== undefined) return same;
    for (const way of this.#options.match_by) {
      const found = way === 'phone' ? this.#byNumber(row) : way === 'email' ? this.#byAddress(row) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #byNumber(row: StagedRow): number | undefined {
    for (const phone of row.phones) {
      const at = this.#byPhone.get(phone);
      if (at !== undefined && mayBeOne(this.rows[at], row)) return at;
    }
    return undefined;
  }

  #byAddress(row: StagedRow): number | undefined {
    for (const email of row.emails) {
      const at = this.#byEmail.get(email);
      const other = at === undefined ? undefined : this.rows[at];
      if (!other || other.externalId !== null || row.externalId !== null) continue;
      const onePhone = other.phones.length === 0 || row.phones.length === 0;
      if (onePhone || row.nameKey === null || other.nameKey === null || other.nameKey === row.nameKey) return at;
    }
    return undefined;
  }

  #remember(row: StagedRow, at: number): void {
    if (row.externalId !== null) this.#byExternal.set(row.externalId, at);
    for (const phone of row.phones) if (!this.#byPhone.has(phone)) this.#byPhone.set(phone, at);
    for (const email of row.emails) if (!this.#byEmail.has(email)) this.#byEmail.set(email, at);
  }
}

function mayBeOne(a: StagedRow | undefined, b: StagedRow): boolean {
  return a !== undefined && (a.externalId === null || b.externalId === null || a.externalId === b.externalId);
}

/** The later row fills what the earlier left open and, where the import updates people, overrides it. A no stays a no. */
function joinRows(earlier: StagedRow, later: StagedRow, mode: Options['existing']): StagedRow {
  const consent = earlier.consent === 'no' || later.consent === 'no' ? 'no' : (earlier.consent ?? later.consent);
  const consentValue = earlier.consent === consent ? earlier.consentValue : later.consentValue;
  if (mode === 'skip') return consent === 'no' ? { ...earlier, consent, consentValue } : earlier;
  const [weak, strong] = mode === 'update' ? [earlier, later] : [later, earlier];
  // Names come as one: a first name of the one and a family name of the other would be nobody.
  const named = strong.nameKey === null ? weak : strong;
  const { first_name: _first, last_name: _last, ...rest } = { ...weak.plain, ...strong.plain };
  const { first_name, last_name } = named.splitName ? named.plain : { ...weak.plain, ...strong.plain };
  return {
    line: earlier.line,
    externalId: earlier.externalId ?? later.externalId,
    phones: [...new Set([...strong.phones, ...weak.phones])],
    emails: [...new Set([...strong.emails, ...weak.emails])],
    fullName: named.fullName,
    splitName: named.splitName,
    nameKey: named.nameKey,
    plain: {
      ...rest,
      ...(first_name === undefined ? {} : { first_name }),
      ...(last_name === undefined ? {} : { last_name }),
    },
    birthday: strong.birthday ?? weak.birthday,
    custom: strong.custom || weak.custom ? { ...weak.custom, ...strong.custom } : null,
    tags: [...new Set([...earlier.tags, ...later.tags])],
    consent,
    consentValue,
  };
}
