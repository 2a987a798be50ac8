import { plainFieldKeys } from '@tidings/core/contacts/fields';
import type { ContactInput, CustomValue } from '@tidings/core/contract/contact-input';
import type { Contact } from '@tidings/core/contract/contacts';

/** One line of the phones or e-mails of a form; `key` keeps the line's place while it is edited. */
export interface AddressLine {
  readonly key: string;
  readonly value: string;
  readonly label: string;
}

export const textKeys = ['first_name', 'last_name', ...plainFieldKeys] as const;
export type TextKey = (typeof textKeys)[number];

/** A contact as a form edits it: everything is text. The first address of a kind is the preferred one. */
export interface ContactFormValues extends Record<TextKey, string> {
  phones: AddressLine[];
  emails: AddressLine[];
  custom: Record<string, string>;
  tag_ids: string[];
  list_ids: string[];
}

let lines = 0;

export function emptyLine(value = '', label = ''): AddressLine {
  lines += 1;
  return { key: `line-${lines}`, value, label };
}

export function valuesOf(contact: Contact | null): ContactFormValues {
  const texts = Object.fromEntries(textKeys.map((key) => [key, contact?.[key] ?? ''])) as Record<TextKey, string>;
  const linesOf = (kind: 'phones' | 'emails') => {
    const known = (contact?.[kind] ?? []).map((one) => emptyLine(one.value, one.label ?? ''));
    return known.length > 0 ? known : [emptyLine()];
  };
  return {
    ...texts,
    phones: linesOf('phones'),
    emails: linesOf('emails'),
    custom: Object.fromEntries(Object.entries(contact?.custom ?? {}).map(([key, value]) => [key, customText(value)])),
    tag_ids: contact?.tags.map((tag) => tag.id) ?? [],
    list_ids: contact?.lists.map((list) => list.id) ?? [],
  };
}

function customText(value: CustomValue): string {
  return value === null ? '' : String(value);
}

/** What the form says that the contact does not; for a new one everything that is filled. */
export function inputOf(values: ContactFormValues, before: ContactFormValues): ContactInput {
  const texts = Object.fromEntries(
    textKeys.flatMap((key) => (values[key] === before[key] ? [] : [[key, values[key].trim() || null]])),
  );
  const custom = Object.fromEntries(
    Object.entries(values.custom).flatMap(([key, value]) =>
      value === (before.custom[key] ?? '') ? [] : [[key, value.trim() || null]],
    ),
  );
  const changed = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  return {
    ...texts,
    ...(changed(addressesOf(values.phones), addressesOf(before.phones)) ? { phones: addressesOf(values.phones) } : {}),
    ...(changed(addressesOf(values.emails), addressesOf(before.emails)) ? { emails: addressesOf(values.emails) } : {}),
    ...(Object.keys(custom).length > 0 ? { custom } : {}),
    ...(changed(values.tag_ids, before.tag_ids) ? { tag_ids: values.tag_ids } : {}),
    ...(changed(values.list_ids, before.list_ids) ? { list_ids: values.list_ids } : {}),
  };
}

function addressesOf(all: readonly AddressLine[]) {
  return all
    .filter((line) => line.value.trim() !== '')
    .map((line, at) => ({ value: line.value.trim(), label: line.label.trim() || null, preferred: at === 0 }));
}

/** Field errors name the addresses that were sent; blank lines in between are counted back in. */
export function errorsByLine(errors: Readonly<Record<string, string>>, values: ContactFormValues): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors).map(([field, message]) => {
      const [kind, at] = field.split('.');
      if ((kind !== 'phones' && kind !== 'emails') || at === undefined) return [field, message];
      const filled = values[kind].map((line, index) => ({ line, index })).filter(({ line }) => line.value.trim() !== '');
      return [`${kind}.${filled[Number(at)]?.index ?? at}.value`, message];
    }),
  );
}
