import { type CustomField, fieldKeyFrom } from '@tidings/core/contacts/fields';
import { type ColumnMapping as CoreMapping, checkMapping } from '@tidings/core/contacts/import-mapping';
import type { FieldError } from '@tidings/core/contract/errors';
import type { ImportMapping } from '@tidings/core/contract/import-mapping';
import type { Tx } from '../../db/database.ts';
import { Refusal } from '../../lib/errors.ts';
import { listFieldsOf } from '../contacts/entry-fields-store.ts';
import { listFields } from '../contacts/fields-store.ts';
import type { FileShape } from './analysis.ts';
import { existingIds } from './store.ts';

/** Begins the keys of details of a list among the fields: a custom field has no dot in its key. */
export const entryPrefix = 'entry.';

/** The custom fields of a workspace as the reader of rows wants them, and the details of these lists. */
export async function customFields(tx: Tx, workspaceId: string, listIds: readonly string[] = []): Promise<CustomField[]> {
  const rows = await listFields(tx, workspaceId);
  const own = rows.map(({ key, label, type, choices }) => ({ key, label, type, ...(type === 'choice' ? { choices } : {}) }));
  return [...own, ...(await entryFields(tx, workspaceId, listIds))];
}

/** Details that lists have; where several have one of the same key, only if a value fits all of them. */
async function entryFields(tx: Tx, workspaceId: string, listIds: readonly string[]): Promise<CustomField[]> {
  const byKey = Map.groupBy(await listFieldsOf(tx, workspaceId, listIds), (field) => field.key);
  return [...byKey].flatMap(([key, [first, ...others]]) => {
    if (first === undefined) return [];
    const { label, type, choices } = first;
    const differs = others.some((one) => one.type !== type || JSON.stringify(one.choices) !== JSON.stringify(choices));
    return differs ? [] : [{ key: `${entryPrefix}${key}`, label, type, ...(type === 'choice' ? { choices } : {}) }];
  });
}

/** Whether a column becomes a detail of list entries. */
export const hasEntryColumns = ({ columns }: ImportMapping): boolean => columns.some(({ target }) => target.startsWith('entry:'));

export interface ReadableColumns {
  readonly columns: readonly CoreMapping[];
  readonly fields: readonly CustomField[];
}

/** The mapping's columns with every field that they go to; a field that is to be made has a key of its own until it exists. */
export function readableColumns(mapping: ImportMapping, fields: readonly CustomField[]): ReadableColumns {
  const made: CustomField[] = [];
  const columns = mapping.columns.map(({ column, target, new_field: wish }): CoreMapping => {
    if (target.startsWith('entry:')) return { column, target: `custom:${entryPrefix}${target.slice('entry:'.length)}` };
    if (target !== 'new_field') return { column, target: target as CoreMapping['target'] };
    const key = `new_${column}_${fieldKeyFrom(wish?.label ?? '') ?? 'field'}`;
    made.push({ key, label: wish?.label ?? '', type: wish?.type ?? 'text' });
    return { column, target: `custom:${key}` };
  });
  return { columns, fields: [...fields, ...made] };
}

/** Refuses a mapping that cannot run, naming every field at fault. */
export async function refuseBadMapping(
  tx: Tx,
  workspaceId: string,
  shape: FileShape,
  mapping: ImportMapping,
  listIds: readonly string[] = mapping.list_ids,
): Promise<void> {
  const fields = await customFields(tx, workspaceId, listIds);
  const errors = [...columnErrors(shape, mapping, fields), ...consentErrors(mapping)];
  const lists = await existingIds(tx, workspaceId, 'lists', mapping.list_ids);
  const tags = await existingIds(tx, workspaceId, 'tags', mapping.tag_ids);
  if (mapping.list_ids.some((id) => !lists.includes(id))) {
    errors.push({ field: 'body.list_ids', message: 'names a list that is not there or was archived' });
  }
  if (mapping.tag_ids.some((id) => !tags.includes(id)))
    errors.push({ field: 'body.tag_ids', message: 'names a tag that is not there' });
  if (errors.length === 0) return;
  throw new Refusal('invalid_request', errors.map((one) => one.message).join(' '), { fields: errors });
}

function columnErrors(shape: FileShape, mapping: ImportMapping, fields: readonly CustomField[]): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<number>();
  const ownFields = fields.filter(({ key }) => !key.startsWith(entryPrefix));
  const labels = new Set(ownFields.map((field) => field.label.toLowerCase()));
  for (const [at, one] of mapping.columns.entries()) {
    const field = `body.columns.${at}`;
    if (one.column >= shape.columns.length) {
      errors.push({ field: `${field}.column`, message: `The file has ${shape.columns.length} columns, counted from 0.` });
    }
    if (seen.has(one.column)) errors.push({ field: `${field}.column`, message: `Column ${one.column} is named twice.` });
    seen.add(one.column);
    if (one.target !== 'new_field') continue;
    if (!one.new_field) errors.push({ field: `${field}.new_field`, message: 'A new field needs a label and a type.' });
    else if (labels.has(one.new_field.label.toLowerCase())) {
      errors.push({ field: `${field}.new_field.label`, message: `There is a field called ${one.new_field.label} already.` });
    } else labels.add(one.new_field.label.toLowerCase());
  }
  const readable = readableColumns(mapping, fields);
  for (const problem of checkMapping(readable.columns, readable.fields)) {
    const at = mapping.columns.findIndex((one) => one.column === problem.columns.at(-1));
    const detail = mapping.columns[at]?.target.startsWith('entry:') === true && problem.code === 'unknown_field';
    const words = detail
      ? `No list that these people go to has the detail ${mapping.columns[at]?.target.slice('entry:'.length)}, or they hold different values in it. Choose a list that has it.`
      : problem.code === 'no_address'
        ? `${problem.words} An external id will do, too.`
        : problem.words;
    errors.push({ field: at === -1 ? 'body.columns' : `body.columns.${at}.target`, message: words, code: problem.code });
  }
  return errors;
}

function consentErrors({ consent, columns }: ImportMapping): FieldError[] {
  const mapped = columns.some(({ target }) => target === 'consent');
  if (consent.kind === 'column' && !mapped) {
    return [{ field: 'body.consent', message: 'Choose which column says who agreed, or another way of consent.' }];
  }
  // A column of noes beside a statement that all agreed would be overruled by it.
  if (consent.kind === 'statement' && mapped) {
    return [{ field: 'body.consent', message: 'A column says who agreed. Use that column, or leave it out of the import.' }];
  }
  return [];
}
