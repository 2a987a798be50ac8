import { standardFields } from '../contacts/fields.ts';
import type { RuleComparison } from '../contract/audience-rules.ts';

/** How a field is compared. `code` is short text from a fixed set, such as a country; `instant` is a moment that counts as a day. */
export type RuleFieldType = 'text' | 'code' | 'number' | 'date' | 'instant' | 'boolean' | 'choice';

/** A field as conditions know it. */
export interface RuleField {
  /** As a condition names it: `city`, `created_at`, `custom.shoe_size`. */
  readonly key: string;
  readonly label: string;
  readonly type: RuleFieldType;
  readonly choices: readonly string[];
  /** Taken off the screens: conditions on it are refused by name. */
  readonly archived: boolean;
}

const present = ['is_set', 'is_not_set'] as const;
const oneOf = ['is', 'is_not', 'is_any_of', 'is_none_of'] as const;
const around = ['in_last_days', 'in_next_days'] as const;

/** Comparisons of a day that comes round every year, whatever the year. */
export const yearlyComparisons = [
  'day_is_today',
  'day_is_this_week',
  'day_is_this_month',
  'day_is_in_days',
  'day_is_within_days',
] as const satisfies readonly RuleComparison[];
export type YearlyComparison = (typeof yearlyComparisons)[number];

const comparisons: Readonly<Record<RuleFieldType, readonly RuleComparison[]>> = {
  text: [...oneOf, 'contains', 'contains_not', 'starts_with', ...present],
  code: [...oneOf, ...present],
  choice: [...oneOf, ...present],
  number: ['is', 'is_not', 'less', 'more', ...present],
  date: [...yearlyComparisons, 'is', 'before', 'after', ...around, ...present],
  instant: ['in_last_days', 'is', 'before', 'after'],
  boolean: ['is', ...present],
};

/** The comparisons that a kind of field takes, the most usual first. */
export function comparisonsOf(type: RuleFieldType): readonly RuleComparison[] {
  return comparisons[type];
}

/** What a comparison is given besides the field: one value, several, a number of days, or nothing. */
export function needsOf(op: RuleComparison): 'value' | 'values' | 'days' | 'nothing' {
  if (op === 'is_any_of' || op === 'is_none_of') return 'values';
  if (op === 'in_last_days' || op === 'in_next_days' || op === 'day_is_in_days' || op === 'day_is_within_days') return 'days';
  return ['is_set', 'is_not_set', 'day_is_today', 'day_is_this_week', 'day_is_this_month'].includes(op) ? 'nothing' : 'value';
}

const codes: ReadonlySet<string> = new Set(['country', 'language', 'time_zone']);

/** The fields that every contact has, as conditions know them. */
export const standardRuleFields: readonly RuleField[] = [
  ...standardFields.map(({ key, label, kind }): RuleField => {
    const type = kind === 'date' ? 'date' : codes.has(key) ? 'code' : 'text';
    return { key, label, type, choices: [], archived: false };
  }),
  { key: 'created_at', label: 'Added on', type: 'instant', choices: [], archived: false },
];

/** A custom field as conditions know it. */
export function customRuleField(field: {
  readonly key: string;
  readonly label: string;
  readonly type: 'text' | 'number' | 'date' | 'boolean' | 'choice';
  readonly choices: readonly string[];
  readonly archived: boolean;
}): RuleField {
  return { ...field, key: `custom.${field.key}` };
}

/** A detail of a list's entries as conditions know it. */
export function entryRuleField(field: {
  readonly key: string;
  readonly label: string;
  readonly type: 'text' | 'number' | 'date' | 'choice';
  readonly choices: readonly string[];
  readonly archived: boolean;
}): RuleField {
  return { ...field };
}
