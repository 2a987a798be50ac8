import {
  type AgreedNumbers,
  afterWords,
  type ConsentWord,
  type StandingConsent,
  withoutNumbers,
} from '../compliance/agreed-numbers.ts';
import type { ConsentPurpose } from '../compliance/purposes.ts';
import type { FieldValue } from './fields.ts';
import type { MergedColumn } from './merge.ts';

/** Fields of a contact as they were at some moment. */
export interface Snapshot {
  readonly columns: Readonly<Record<MergedColumn, string | null>>;
  readonly custom: Readonly<Record<string, FieldValue>>;
  readonly phone: string | null;
  readonly email: string | null;
  readonly consent: 'yes' | 'no' | 'unknown';
  readonly purpose: ConsentPurpose;
  /** The numbers for which a yes stood; missing where that was not kept yet. */
  readonly agreed?: AgreedNumbers;
}

/** What the merge gave to the kept contact, which lacked it. */
export interface AddedByMerge {
  readonly addresses: readonly { readonly kind: 'phone' | 'email'; readonly value: string }[];
  readonly tags: readonly string[];
  readonly lists: readonly string[];
  /** Details of entries of both that the kept contact's lacked, by list. Left out by merges of before. */
  readonly details?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Rows of other tables that became the kept contact's, by table. */
export type MovedByMerge = Readonly<Record<string, readonly (string | number)[]>>;

/** What is kept of a merge so that it can be undone. */
export interface MergeRecord {
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly added: AddedByMerge;
  readonly moved: MovedByMerge;
}

/**
 * The kept contact's fields after a merge was undone: what stands there as the merge left it goes back to what it was; what somebody changed
 * since then is theirs, and stays.
 */
export function undoFields(
  record: Pick<MergeRecord, 'before' | 'after'>,
  now: Pick<Snapshot, 'columns' | 'custom'>,
): Pick<Snapshot, 'columns' | 'custom'> {
  const { before, after } = record;
  const columns = { ...now.columns };
  for (const key of Object.keys(columns) as MergedColumn[])
    if (now.columns[key] === after.columns[key]) columns[key] = before.columns[key];
  const custom: Record<string, FieldValue> = { ...now.custom };
  for (const key of new Set([...Object.keys(before.custom), ...Object.keys(after.custom)])) {
    if (now.custom[key] !== after.custom[key]) continue;
    const earlier = before.custom[key];
    if (earlier === undefined) delete custom[key];
    else custom[key] = earlier;
  }
  return { columns, custom };
}

/**
 * A later merge of the same contact, once an earlier one is undone: what it remembers as "before" must not bring back what came with the
 * earlier one.
 */
export function withoutEarlier(later: MergeRecord, undone: MergeRecord): MergeRecord {
  const columns = { ...later.before.columns };
  for (const key of Object.keys(columns) as MergedColumn[])
    if (columns[key] === undone.after.columns[key]) columns[key] = undone.before.columns[key];
  const { custom } = undoFields(undone, later.before);
  const phone = later.before.phone === undone.after.phone ? undone.before.phone : later.before.phone;
  const email = later.before.email === undone.after.email ? undone.before.email : later.before.email;
  const brought = broughtBy(undone);
  return {
    ...later,
    before: { ...later.before, columns, custom, phone, email, agreed: withoutNumbers(agreedOf(later.before), brought) },
    after: { ...later.after, agreed: withoutNumbers(agreedOf(later.after), brought) },
  };
}

/** The numbers for which a yes stood at that moment. */
export function agreedOf({ agreed, consent, purpose, phone }: Omit<Snapshot, 'columns' | 'custom'>): AgreedNumbers {
  return agreed ?? (consent === 'yes' ? { [phone ?? '']: purpose } : {});
}

/** The numbers for which the merged contact brought the yes. */
const broughtBy = ({ before, after }: MergeRecord): AgreedNumbers => withoutNumbers(agreedOf(after), agreedOf(before));

/**
 * The consents of the two after a merge was undone. The kept contact has what it had, with what later merges brought (`later`); the merged one
 * what it had. What was said since counts for whose number it was about, `own` being those that are the merged contact's alone; a no, and that
 * nothing is known, count for both, as nobody knows who said it.
 */
export function undoConsent(
  { before }: Pick<MergeRecord, 'before'>,
  {
    merged,
    later,
    since,
    own,
  }: {
    readonly merged: StandingConsent;
    readonly later: readonly MergeRecord[];
    readonly since: readonly ConsentWord[];
    readonly own: readonly string[];
  },
): { readonly kept: StandingConsent; readonly merged: StandingConsent } {
  const refused = before.consent === 'no' || later.some((one) => one.after.consent === 'no' && one.before.consent !== 'no');
  const brought = Object.assign({}, ...later.map(broughtBy)) as AgreedNumbers;
  const had: StandingConsent = { refused, agreed: refused ? {} : { ...brought, ...agreedOf(before) } };
  const theirs = ({ address }: ConsentWord) => address !== null && own.includes(address);
  return {
    kept: afterWords(
      had,
      since.filter((word) => word.consent !== 'yes' || !theirs(word)),
    ),
    merged: afterWords(
      merged,
      since.filter((word) => word.consent !== 'yes' || theirs(word)),
    ),
  };
}
