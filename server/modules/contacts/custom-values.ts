import { parseFieldValue } from '@tidings/core/contacts/field-values';
import { type CustomValue, isPlainDate } from '@tidings/core/contract/contact-input';
import type { FieldType } from '@tidings/core/contract/fields';

/** What a value is checked against. */
export interface FieldRule {
  readonly key: string;
  readonly label: string;
  readonly type: FieldType;
  readonly choices: readonly string[];
}

type Checked = { readonly ok: true; readonly value: CustomValue } | { readonly ok: false; readonly message: string };

/**
 * Brings a value given by a program or a form to the field's type. An empty text clears, like null. Dates must be ISO: unlike in a file,
 * whose columns are shown before they are read, nobody would see how 03/04 was understood.
 */
export function checkCustomValue(rule: FieldRule, value: CustomValue): Checked {
  if (value === null) return { ok: true, value: null };
  const text = String(value);
  if (rule.type === 'date' && text.trim() !== '' && !isPlainDate(text.trim())) {
    return { ok: false, message: 'must be a date that exists, written as 2026-05-31' };
  }
  const parsed = parseFieldValue(rule.type, text, { dateOrder: 'ymd', choices: rule.choices });
  return parsed.ok ? parsed : { ok: false, message: parsed.words };
}
