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
}

/** What the merge gave to the kept contact, which lacked it. */
export interface AddedByMerge {
  readonly addresses: readonly { readonly kind: 'phone' | 'email'; readonly value: string }[];
  readonly tags: readonly string[];
  readonly lists: readonly string[];
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
  return { ...later, before: { ...later.before, columns, custom, phone, email } };
}
