/** What a merge tag can hold. Anything else in a scope (objects, lists, functions) counts as no value. */
export type TagValue = string | number | boolean | null;

/** The values for one recipient: `{ contact: { first_name: 'Maria' }, event: { … } }`, keys in snake_case. */
export interface TemplateScope {
  readonly [name: string]: unknown;
}

export interface CleanValue {
  readonly value: TagValue;
  /** A name with a link in it: somebody tries to make this sender carry their text. */
  readonly unsafe: boolean;
}

/** Names are short, and a long one is an attempt to write the message; other values may be sentences. */
const nameLimit = 40;
const valueLimit = 200;

const nameFields: ReadonlySet<string> = new Set(['first_name', 'last_name', 'full_name', 'nickname']);

/** Control characters, line breaks, invisible and direction marks (joiners stay, emoji need them), and braces. */
const dirty = /[\p{Cc}\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff{}]/u;
const breaks = /[\p{Cc}\u2028\u2029]+/gu;
const removed = /[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff{}]+/gu;
const link = /:\/\/|\bwww\.|\b[a-z0-9-]+\.(?:com|net|org|io|co|me|ly|info|biz|xyz|top|link|app|site|online|ru|cn)\b/i;

/** What programs write where they have nothing. `Null` is a family name and stays. */
const emptyWords: ReadonlySet<string> = new Set(['undefined', 'null', 'NaN', '[object Object]']);

const none: CleanValue = { value: null, unsafe: false };

/** Finds a value by its lower-case path among own properties only. */
export function lookUp(scope: TemplateScope, path: readonly string[]): unknown {
  let current: unknown = scope;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as TemplateScope)[key];
  }
  return current;
}

/** The value as it may enter a text: one line, no tags, capped, and null when there is nothing to show (numbers.md section 3). */
export function cleanValue(raw: unknown, field: string): CleanValue {
  if (typeof raw === 'number') return Number.isFinite(raw) ? { value: raw, unsafe: false } : none;
  if (typeof raw === 'boolean') return { value: raw, unsafe: false };
  if (typeof raw !== 'string') return none;
  let text = dirty.test(raw) ? raw.replace(breaks, ' ').replace(removed, '') : raw;
  text = text.trim();
  if (text === '' || emptyWords.has(text)) return none;
  const isName = nameFields.has(field);
  if (isName && link.test(text)) return { value: null, unsafe: true };
  return { value: cap(text, isName ? nameLimit : valueLimit), unsafe: false };
}

/** Cuts at whole characters, so that no half of an emoji remains. */
function cap(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return [...text].slice(0, limit).join('').trimEnd();
}

/** The text of a value; null when there is none. */
export function showValue(value: TagValue): string | null {
  if (value === null || value === '') return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
}
