import type { MergeTag } from './merge-tags.ts';

/** A list whose entries fill `{{ entry.… }}` tags, and the details that it has. */
export interface EntryList {
  readonly list_id: string;
  /** Keys of its details. */
  readonly keys: readonly string[];
}

/** A list that a message goes to, as far as tags need it. */
export interface TagList {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly { readonly key: string; readonly label: string; readonly choices: readonly string[] }[];
}

const prefix = 'entry.';

/** The merge tags for the details of these lists. Of a detail that several have, the first list gives the label. */
export function entryTags(lists: readonly TagList[]): readonly MergeTag[] {
  const tags = new Map<string, MergeTag>();
  for (const { name, fields } of lists)
    for (const { key, label, choices } of fields)
      if (!tags.has(key))
        tags.set(key, { name: `${prefix}${key}`, label: `${label} (${name})`, example: choices[0] ?? label, fallback: '' });
  return [...tags.values()];
}

/**
 * The lists that fill the entry tags of a text, in the order in which they were chosen, each with the details that the text uses; null where it
 * uses none, so that nobody's entries are looked up.
 */
export function entryListsOf(tags: readonly { readonly name: string }[], lists: readonly TagList[]): EntryList[] | null {
  const used = new Set(tags.flatMap(({ name }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])));
  if (used.size === 0) return null;
  return lists.flatMap(({ id, fields }) => {
    const keys = fields.flatMap(({ key }) => (used.has(key) ? [key] : []));
    return keys.length === 0 ? [] : [{ list_id: id, keys }];
  });
}

/** Details of one person by the list they stand on. */
export type EntriesOfPerson = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/**
 * What `{{ entry.… }}` holds for one person. Somebody on several chosen lists has the detail of the first of them, in the order in which they
 * were chosen, that has such a detail and that they are on: an empty one there stays empty, so that one pool never speaks for another.
 */
export function entryScope(lists: readonly EntryList[], entries: EntriesOfPerson): Readonly<Record<string, unknown>> {
  const scope: Record<string, unknown> = {};
  for (const { list_id: id, keys } of lists) {
    const details = entries.get(id);
    if (details === undefined) continue;
    for (const key of keys) if (!Object.hasOwn(scope, key)) scope[key] = details[key] ?? undefined;
  }
  return scope;
}
