import { fieldKeyFrom } from '@tidings/core/contacts/fields';
import type { FieldChange } from '@tidings/core/contract/field-shape';
import type { FieldType } from '@tidings/core/contract/fields';
import type { Tx } from '../../db/database.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import {
  changeOwnedField,
  type FieldOwner,
  findOwnedField,
  insertOwnedField,
  listOwnedFields,
  type OwnedField,
} from './owned-fields-store.ts';

/** The rules of one owner's fields, and the words for them. */
export interface FieldRules<T extends FieldType = FieldType> {
  readonly owner: FieldOwner<T>;
  /** Fields in use at once. */
  readonly most: number;
  /** Keys that merge tags or the API use for something else. */
  readonly reserved: ReadonlySet<string>;
  readonly words: {
    /** What one is called, and its key where the label makes none. */
    readonly one: 'field' | 'detail';
    readonly missing: string;
    readonly full: string;
    readonly taken: (label: string) => string;
  };
}

export interface NewField<T extends FieldType = FieldType> {
  readonly label: string;
  readonly type: T;
  readonly choices: readonly string[];
}

/** A key made from the label that no field of the owner has or had: the values of archived ones are still there. */
function freeKey({ reserved, words }: FieldRules, label: string, taken: readonly string[]): string {
  const base = fieldKeyFrom(label) ?? words.one;
  const isFree = (key: string) => !reserved.has(key) && !taken.includes(key);
  if (isFree(base)) return base;
  for (let n = 2; ; n += 1) if (isFree(`${base}_${n}`)) return `${base}_${n}`;
}

/** Puts a field at the end, without asking whether it may be there; undefined when another request took the key in between. */
export async function appendField<T extends FieldType>(
  tx: Tx,
  rules: FieldRules<T>,
  wish: NewField<T>,
): Promise<string | undefined> {
  const there = await listOwnedFields(tx, rules.owner);
  const key = freeKey(
    rules,
    wish.label,
    there.map((one) => one.key),
  );
  const position = Math.max(-1, ...there.map((one) => one.position)) + 1;
  return insertOwnedField(tx, rules.owner, { ...wish, key, position });
}

/** Adds a field; answers its id. Refuses one too many, and a label that another has. */
export async function addField<T extends FieldType>(tx: Tx, rules: FieldRules<T>, wish: NewField<T>): Promise<string> {
  const used = await refuseTakenLabel(tx, rules, wish.label, null);
  if (used >= rules.most) throw new Refusal('unprocessable', rules.words.full);
  const id = await appendField(tx, rules, wish);
  if (id === undefined) throw new Refusal('conflict', `Somebody made such a ${rules.words.one} at the same moment. Look again.`);
  return id;
}

/** Renames a field, changes its choices or moves it. Throws "not found" for one that is archived. */
export async function changeField<T extends FieldType>(
  tx: Tx,
  rules: FieldRules<T>,
  id: string,
  { label, choices, position }: FieldChange,
): Promise<void> {
  const field = await accessField(tx, rules, id);
  if (field.archived_at) throw notFound(rules.words.missing);
  if (choices && field.type !== 'choice') throw badField('body.choices', `is only for ${rules.words.one}s of type choice`);
  if (choices?.length === 0) throw badField('body.choices', 'needs at least one choice');
  if (label !== undefined) await refuseTakenLabel(tx, rules, label, id);
  const { label: oldLabel, choices: oldChoices, position: oldPosition } = field;
  await changeOwnedField(tx, rules.owner, id, {
    label: label ?? oldLabel,
    choices: choices ?? oldChoices,
    position: position ?? oldPosition,
  });
}

/** Takes a field off the screens, or, with null, brings it back with its values. False when it was so already. */
export async function archiveField<T extends FieldType>(
  tx: Tx,
  rules: FieldRules<T>,
  id: string,
  archivedAt: Date | null,
): Promise<boolean> {
  const field = await accessField(tx, rules, id);
  if ((field.archived_at !== null) === (archivedAt !== null)) return false;
  if (archivedAt === null) await refuseTakenLabel(tx, rules, field.label, id);
  await changeOwnedField(tx, rules.owner, id, { archivedAt });
  return true;
}

/** A field of the owner. Throws "not found". */
export async function accessField<T extends FieldType>(
  tx: Tx,
  { owner, words }: FieldRules<T>,
  id: string,
): Promise<OwnedField<T>> {
  const field = await findOwnedField(tx, owner, id);
  if (!field) throw notFound(words.missing);
  return field;
}

/** Refuses a label that another field in use has; answers how many are in use. */
async function refuseTakenLabel(tx: Tx, { owner, words }: FieldRules, label: string, exceptId: string | null): Promise<number> {
  const used = (await listOwnedFields(tx, owner)).filter((one) => one.archived_at === null);
  if (!used.some((one) => one.id !== exceptId && one.label.toLowerCase() === label.toLowerCase())) return used.length;
  throw new Refusal('already_exists', words.taken(label), {
    fields: [{ field: 'body.label', message: `is the label of another ${words.one}` }],
  });
}
