import type { OutgoingHttp } from '../../lib/outgoing-http.ts';

/** Where a table of rows is, with the credentials in the clear. */
export interface TablePlace {
  /** The address, or the id of a spreadsheet. */
  readonly address: string;
  readonly tab: string | null;
  /** The JSON key of a service account. */
  readonly serviceAccount: string | null;
}

/** What a reading may use of its surroundings. */
export interface TableHttp {
  readonly outgoing: OutgoingHttp;
  readonly now: Date;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** Where Google's interfaces are; another place in tests. */
  readonly google: { readonly sheetsUrl: string; readonly tokenUrl: string };
}

/** Why a table could not be read. The words say what to do about it. */
export const tableProblems = [
  'unreachable',
  'timeout',
  'refused_address',
  'too_large',
  'sign_in',
  'not_shared',
  'not_found',
  'tab_not_found',
  'busy',
  'provider_error',
  'bad_key',
  'not_a_table',
  'script_error',
] as const;
export type TableProblem = (typeof tableProblems)[number];

/**
 * What came of a reading.
 * - `file`: a CSV file as it came.
 * - `rows`: rows of cells, the header first; blank rows kept, so that places in the sheet can be named.
 * - `problem`: nothing came; `temporary` when trying again may help, not before `retryAfterMs`.
 */
export type TableAnswer =
  | { readonly kind: 'file'; readonly content: Buffer }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly string[])[] }
  | {
      readonly kind: 'problem';
      readonly code: TableProblem;
      readonly words: string;
      readonly temporary: boolean;
      readonly retryAfterMs?: number;
    };

/** What is wrong with a place, by what was entered. */
export interface PlaceError {
  readonly field: 'address' | 'service_account';
  readonly message: string;
}

/** A place that may be right. */
export interface CheckedPlace {
  /** Enough of it to recognise it by. */
  readonly hint: string;
  /** Whom the sheet must be shared with. */
  readonly accountEmail: string | null;
}

/** A way to read a table of people from somewhere else. */
export interface TableProvider {
  readonly id: string;
  /** Checks what a person entered, without asking anybody. */
  check(place: Omit<TablePlace, 'tab'>): CheckedPlace | { readonly errors: readonly PlaceError[] };
  /** Never throws for what a network, a sheet or a person may do. */
  read(http: TableHttp, place: TablePlace): Promise<TableAnswer>;
}
