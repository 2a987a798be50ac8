import { type FormFieldKey, type FormInput, formFieldLabels as labels } from '@tidings/core/contract/forms';
import type { FieldRule } from '../contacts/custom-values.ts';

/** An input of a sign-up page besides phone, questions and box. */
export interface AskedField {
  /** Of the input. */
  readonly name: string;
  /** A detail of every person, or `custom:` and the key of a field of the workspace. */
  readonly key: string;
  readonly label: string;
  /** For the keyboard of a phone; `choice` is chosen from the options. */
  readonly type: 'text' | 'tel' | 'email' | 'date' | 'decimal' | 'choice';
  /** What a browser may fill in. */
  readonly fill: string;
  readonly max: number;
  readonly required: boolean;
  readonly options: readonly string[];
}

type Words = Pick<AskedField, 'label' | 'type' | 'fill' | 'max'>;

const standard: Readonly<Record<FormFieldKey, Words>> = {
  first_name: { label: labels.first_name, type: 'text', fill: 'given-name', max: 100 },
  last_name: { label: labels.last_name, type: 'text', fill: 'family-name', max: 100 },
  email: { label: labels.email, type: 'email', fill: 'email', max: 254 },
  company: { label: labels.company, type: 'text', fill: 'organization', max: 200 },
  address_line1: { label: labels.address_line1, type: 'text', fill: 'address-line1', max: 200 },
  city: { label: labels.city, type: 'text', fill: 'address-level2', max: 100 },
  postal_code: { label: labels.postal_code, type: 'text', fill: 'postal-code', max: 20 },
  birthday: { label: labels.birthday, type: 'date', fill: 'bday', max: 10 },
};

export const phoneField: AskedField = {
  name: 'phone',
  key: 'phone',
  label: 'Mobile number',
  type: 'tel',
  fill: 'tel',
  max: 40,
  required: true,
  options: [],
};

/** What a form asks, in its order. Fields of the workspace that were archived since are left out. */
export function askedFields(form: Pick<FormInput, 'fields'>, rules: readonly FieldRule[]): readonly AskedField[] {
  return form.fields.flatMap(({ key, required }): AskedField[] => {
    const rule = rules.find((one) => `custom:${one.key}` === key);
    if (rule) return [{ name: `custom_${rule.key}`, key, label: rule.label, fill: 'off', max: 500, required, ...typed(rule) }];
    const words = standard[key as FormFieldKey];
    return words ? [{ name: key, key, required, options: [], ...words }] : [];
  });
}

function typed({ type, choices }: FieldRule): Pick<AskedField, 'type' | 'options'> {
  if (type === 'choice') return { type, options: choices };
  if (type === 'boolean') return { type: 'choice', options: ['Yes', 'No'] };
  return { type: type === 'number' ? 'decimal' : type, options: [] };
}
