import { normalizeEmail } from '@tidings/core/contacts/email';
import { type PlainFieldKey, plainFieldKeys } from '@tidings/core/contacts/fields';
import { cleanName, joinName, splitName } from '@tidings/core/contacts/names';
import { normalizePhone } from '@tidings/core/contacts/phone';
import type { ContactInput, CustomValue } from '@tidings/core/contract/contact-input';
import type { FieldError } from '@tidings/core/contract/errors';
import { Refusal } from '../../lib/errors.ts';
import { checkCustomValue, type FieldRule } from './custom-values.ts';

/** A phone in E.164 or an e-mail address in lower case. */
export interface PreparedAddress {
  readonly value: string;
  readonly label: string | null;
  readonly preferred: boolean;
}

export type ContactColumns = Partial<Record<PlainFieldKey | 'first_name' | 'last_name' | 'full_name', string | null>>;

/** A contact as it will be written: what is undefined stays as it is. */
export interface PreparedContact {
  readonly columns: ContactColumns;
  readonly phones: readonly PreparedAddress[] | undefined;
  readonly emails: readonly PreparedAddress[] | undefined;
  readonly custom: Readonly<Record<string, CustomValue>>;
}

/** What preparing needs to know. */
export interface PrepareFacts {
  /** Country of numbers without a country code. */
  readonly country: string;
  readonly fields: readonly FieldRule[];
  /** The present day in UTC, `2026-05-01`. */
  readonly today: string;
  /** The names that the contact has now, so that the full name follows a changed part. */
  readonly names?: { readonly first_name: string | null; readonly last_name: string | null };
}

/** Normalises what was given and checks what a schema cannot: numbers, addresses, custom values, dates. Refuses with every field at fault. */
export function prepareContact(input: ContactInput, facts: PrepareFacts): PreparedContact {
  const errors: FieldError[] = [];
  const fail = (field: string, message: string) => void errors.push({ field: `body.${field}`, message });
  const columns: ContactColumns = names(input, facts);
  for (const name of plainFieldKeys) if (input[name] !== undefined) columns[name] = input[name] === '' ? null : input[name];
  if (columns.birthday && columns.birthday > dayAfter(facts.today)) fail('birthday', 'must not be in the future');
  if (columns.birthday && columns.birthday < '1850-01-01') fail('birthday', 'must be after 1850');
  const phones = addresses('phones', input.phones, fail, (text) => {
    const phone = normalizePhone(text, facts.country);
    return phone.ok ? { value: phone.e164, note: phone.extension === null ? null : `ext. ${phone.extension}` } : phone.words;
  });
  const emails = addresses('emails', input.emails, fail, (text) => {
    const email = normalizeEmail(text);
    return email.ok ? { value: email.email, note: null } : email.words;
  });
  const custom = customValues(input.custom ?? {}, facts.fields, fail);
  if (errors.length > 0) {
    throw new Refusal('invalid_request', errors.map((one) => `${one.field}: ${one.message}`).join('; '), { fields: errors });
  }
  return { columns, phones, emails, custom };
}

/** Somewhere it is already tomorrow: a child born today may be entered there. */
function dayAfter(day: string): string {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString();
}

/** First and last name make the full name, or the other way round, unless both were given. */
function names(input: ContactInput, facts: PrepareFacts): ContactColumns {
  const clean = (text: string | null | undefined) => (text ? cleanName(text) || null : text === undefined ? undefined : null);
  const first = clean(input.first_name);
  const last = clean(input.last_name);
  const full = clean(input.full_name);
  if (first === undefined && last === undefined && full === undefined) return {};
  if (full !== undefined && first === undefined && last === undefined) {
    const parts = full === null ? { firstName: '', lastName: '' } : splitName(full);
    return { first_name: parts.firstName || null, last_name: parts.lastName || null, full_name: full };
  }
  const joined = joinName(
    (first === undefined ? facts.names?.first_name : first) ?? '',
    (last === undefined ? facts.names?.last_name : last) ?? '',
  );
  return {
    ...(first === undefined ? {} : { first_name: first }),
    ...(last === undefined ? {} : { last_name: last }),
    full_name: full ?? (joined || null),
  };
}

type Fail = (field: string, message: string) => void;
type Normalise = (text: string) => { value: string; note: string | null } | string;

function addresses(
  kind: 'phones' | 'emails',
  given: ContactInput['phones'],
  fail: Fail,
  normalise: Normalise,
): PreparedAddress[] | undefined {
  if (given === undefined) return undefined;
  const found: { value: string; label: string | null; preferred: boolean }[] = [];
  for (const [at, one] of given.entries()) {
    const wish = typeof one === 'string' ? { value: one } : one;
    const normal = normalise(wish.value);
    if (typeof normal === 'string') fail(`${kind}.${at}`, normal);
    // The same number twice, in two formats, is one number.
    else if (!found.some((other) => other.value === normal.value))
      found.push({ value: normal.value, label: wish.label || normal.note, preferred: wish.preferred === true });
  }
  if (found.filter((one) => one.preferred).length > 1) fail(kind, 'may have only one that is preferred');
  const preferred = Math.max(
    0,
    found.findIndex((one) => one.preferred),
  );
  return found.map((one, at) => ({ ...one, preferred: at === preferred }));
}

function customValues(
  given: Readonly<Record<string, CustomValue>>,
  rules: readonly FieldRule[],
  fail: Fail,
): Record<string, CustomValue> {
  const values: Record<string, CustomValue> = {};
  for (const [key, value] of Object.entries(given)) {
    const rule = rules.find((one) => one.key === key);
    if (!rule) {
      fail(
        `custom.${key}`,
        `is not a custom field of this workspace; there are: ${rules.map((one) => one.key).join(', ') || 'none yet'}`,
      );
      continue;
    }
    const checked = checkCustomValue(rule, value);
    if (checked.ok) values[key] = checked.value;
    else fail(`custom.${key}`, checked.message);
  }
  return values;
}
