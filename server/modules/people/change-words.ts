import { findStandardField } from '@tidings/core/contacts/fields';

/** What was changed of a person or an entry, as its table keeps it. */
interface Changed {
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  /** What details are called, by key. */
  readonly labels?: Readonly<Record<string, string>> | null;
  /** As the log of a sync keeps it. */
  readonly changes?: readonly { readonly field: string; readonly before: string; readonly after: string }[];
}

interface Line {
  readonly name: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Longer values would hide the others. */
const longest = 60;

/** What was changed, each with what was there before: "City: Salem, now Boston". Null where that is not kept (any more). */
export function changeWords(details: Readonly<Record<string, unknown>> | null): string | null {
  const lines = details === null ? [] : linesOf(details as Changed);
  return lines.length === 0
    ? null
    : lines.map(({ name, before, after }) => `${name}: ${shown(before)}, now ${shown(after)}`).join(' · ');
}

function linesOf({ before = {}, after = {}, labels, changes }: Changed): Line[] {
  // What was changed on the list stands by itself.
  if (changes)
    return changes
      .filter(({ field }) => !field.startsWith('entry:'))
      .map((one) => ({ name: fieldName(one.field), before: one.before, after: one.after }));
  return Object.keys(after).flatMap((key) => {
    if (key === 'custom') return ownFields(before[key], after[key]);
    return key === 'search' ? [] : [{ name: labels?.[key] ?? fieldName(key), before: before[key], after: after[key] }];
  });
}

function ownFields(before: unknown, after: unknown): Line[] {
  const [was, is] = [fieldsIn(before), fieldsIn(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((key) => was[key] !== is[key])
    .map((key) => ({ name: fieldName(key), before: was[key], after: is[key] }));
}

function fieldsIn(text: unknown): Readonly<Record<string, unknown>> {
  return typeof text === 'string' && text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {};
}

function fieldName(field: string): string {
  const key = field.replace(/^(custom|entry):/, '');
  const words = key.replaceAll('_', ' ');
  return findStandardField(key)?.label ?? words.charAt(0).toUpperCase() + words.slice(1);
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'empty';
  const text = [...String(value)];
  return text.length > longest ? `${text.slice(0, longest - 1).join('')}…` : text.join('');
}
