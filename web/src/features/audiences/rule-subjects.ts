import { comparisonsOf, needsOf, type RuleField } from '@tidings/core/audience/rule-fields';
import type { RuleActivity, RuleComparison, RuleCondition } from '@tidings/core/contract/audience-rules';

/** What a condition is about, as one choice: `field:city`, `activity:texted`, `tag`. */
export type Subject = string;

const activitySubjects: readonly { value: Subject; label: string }[] = [
  { value: 'activity:texted', label: 'Was texted' },
  { value: 'activity:delivered', label: 'Got a text delivered' },
  { value: 'activity:failed', label: 'A text failed' },
  { value: 'activity:replied', label: 'Wrote to us' },
  { value: 'broadcast', label: 'A broadcast' },
];

/** A list with the details that its entries may have. */
export interface ListWithDetails {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly RuleField[];
}

/** Everything that a condition may be about, in groups. */
export function subjectGroups(fields: readonly RuleField[], lists: readonly ListWithDetails[] = []) {
  const named = (all: readonly RuleField[]) => all.map(({ key, label }) => ({ value: `field:${key}`, label }));
  const custom = fields.filter(({ key }) => key.startsWith('custom.'));
  return [
    {
      group: 'Groups and consent',
      items: [
        { value: 'tag', label: 'Tag' },
        { value: 'list', label: 'List' },
        ...(lists.some((one) => one.fields.length > 0) ? [{ value: 'entry', label: 'Detail on a list' }] : []),
        { value: 'consent', label: 'Consent to texts' },
        { value: 'can_text', label: 'Can be texted' },
        { value: 'suppressed', label: 'Do-not-contact list' },
      ],
    },
    { group: 'Messages', items: [...activitySubjects] },
    ...(custom.length > 0 ? [{ group: 'Your fields', items: named(custom) }] : []),
    { group: 'Every contact', items: named(fields.filter(({ key }) => !key.startsWith('custom.'))) },
    {
      group: 'More',
      items: [
        { value: 'search', label: 'Name, number or e-mail contains' },
        { value: 'origin', label: 'Came from' },
      ],
    },
  ];
}

export function subjectOf(condition: RuleCondition): Subject {
  if (condition.kind === 'field') return `field:${condition.field}`;
  return condition.kind === 'activity' ? `activity:${condition.what}` : condition.kind;
}

/** A fresh condition about a subject, still without its choice where it needs one. */
export function conditionFor(subject: Subject, fields: readonly RuleField[]): RuleCondition {
  const [kind = '', rest = ''] = subject.split(/:(.*)/);
  switch (kind) {
    case 'field': {
      const field = fields.find(({ key }) => key === rest);
      return withComparison({ kind: 'field', field: rest, op: 'is' }, field, comparisonsOf(field?.type ?? 'text')[0] ?? 'is');
    }
    case 'activity':
      return { kind: 'activity', what: rest as RuleActivity, is: true, days: 30 };
    case 'list':
      return { kind: 'list', op: 'on', id: '' };
    case 'entry':
      return { kind: 'entry', id: '', field: '', op: 'is' };
    case 'consent':
      return { kind: 'consent', channel: 'sms', is: 'yes' };
    case 'can_text':
      return { kind: 'can_text', is: true };
    case 'suppressed':
      return { kind: 'suppressed', channel: 'sms', is: false };
    case 'broadcast':
      return { kind: 'broadcast', id: '', is: 'among' };
    case 'origin':
      return { kind: 'origin', op: 'is', value: 'import' };
    case 'search':
      return { kind: 'search', text: '' };
    default:
      return { kind: 'tag', op: 'has', id: '' };
  }
}

type FieldCondition = Extract<RuleCondition, { kind: 'field' | 'entry' }>;

/** The condition with another comparison: what still fits is kept. */
export function withComparison<C extends FieldCondition>(condition: C, field: RuleField | undefined, op: RuleComparison): C {
  const { value, values, days, ...rest } = condition;
  const bare = { ...rest, op } as C;
  switch (needsOf(op)) {
    case 'nothing':
      return bare;
    case 'days':
      return { ...bare, days: days ?? 7 };
    case 'values':
      return { ...bare, values: values ?? (typeof value === 'string' && value !== '' ? [value] : []) };
    case 'value': {
      const kept = value ?? values?.[0] ?? (field?.type === 'boolean' ? true : undefined);
      return kept === undefined ? bare : { ...bare, value: kept };
    }
  }
}

/** Whether a condition says everything it needs; those that do not are not counted yet. */
export function isComplete(condition: RuleCondition): boolean {
  if ('id' in condition && condition.id === '') return false;
  if (condition.kind === 'search') return condition.text.trim() !== '';
  if (condition.kind !== 'field' && condition.kind !== 'entry') return true;
  if (condition.field === '') return false;
  const { op, value, values, days } = condition;
  switch (needsOf(op)) {
    case 'nothing':
      return true;
    case 'days':
      return days !== undefined;
    case 'values':
      return values !== undefined && values.length > 0;
    case 'value':
      return value !== undefined && value !== '';
  }
}

export const comparisonLabels: Readonly<Record<RuleComparison, string>> = {
  is: 'is',
  is_not: 'is not',
  is_any_of: 'is one of',
  is_none_of: 'is none of',
  contains: 'contains',
  contains_not: 'does not contain',
  starts_with: 'starts with',
  is_set: 'is filled in',
  is_not_set: 'is empty',
  less: 'is less than',
  more: 'is more than',
  before: 'is before',
  after: 'is after',
  in_last_days: 'is in the last … days',
  in_next_days: 'is in the next … days',
  day_is_today: 'comes round today',
  day_is_this_week: 'comes round this week',
  day_is_this_month: 'comes round this month',
  day_is_in_days: 'comes round in exactly … days',
  day_is_within_days: 'comes round in the next … days',
};
