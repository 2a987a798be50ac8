import { checkRules, type RuleReferences } from '@tidings/core/audience/check-rules';
import { comparisonsOf, customRuleField, needsOf, standardRuleFields } from '@tidings/core/audience/rule-fields';
import { AudienceRules, type RuleCondition } from '@tidings/core/contract/audience-rules';
import { expect, test } from 'vitest';
import { conditionFor, isComplete, subjectGroups, subjectOf, withComparison } from './rule-subjects.ts';

const id = '018f0000-0000-7000-8000-000000000001';
const fields = [
  ...standardRuleFields,
  ...(['text', 'number', 'date', 'boolean', 'choice'] as const).map((type) =>
    customRuleField({ key: type, label: type, type, choices: ['Red'], archived: false }),
  ),
];
const there = new Map([[id, { name: 'There', archived: false }]]);
const references: RuleReferences = {
  fields: new Map(fields.map((field) => [field.key, field])),
  lists: there,
  tags: there,
  broadcasts: there,
  imports: there,
};

function problemsOf(condition: RuleCondition): unknown {
  const read = AudienceRules.safeParse({ version: 1, match: 'all', rules: [condition] });
  return read.success ? checkRules(read.data, references) : read.error.issues;
}

test('every subject of the builder makes a condition about it, which the server takes once it is complete', () => {
  const subjects = subjectGroups(fields).flatMap(({ items }) => items.map(({ value }) => value));
  expect(new Set(subjects).size).toBe(subjects.length);
  for (const subject of subjects) {
    const condition = conditionFor(subject, fields);
    expect(subjectOf(condition)).toBe(subject);
    const chosen: RuleCondition =
      'id' in condition ? { ...condition, id } : condition.kind === 'search' ? { ...condition, text: 'ana' } : condition;
    if (isComplete(chosen)) expect(problemsOf(chosen), subject).toEqual([]);
    else expect(problemsOf(chosen), subject).not.toEqual([]);
  }
});

test('every comparison of every field can be reached from every other, and is taken with what it needs', () => {
  const values = { text: 'x', code: 'US', choice: 'Red', number: 4, date: '2026-05-01', instant: '2026-05-01', boolean: true };
  for (const field of fields)
    for (const from of comparisonsOf(field.type))
      for (const op of comparisonsOf(field.type)) {
        const before = withComparison({ kind: 'field', field: field.key, op: from, value: values[field.type] }, field, from);
        const after = withComparison(before, field, op);
        const needs = needsOf(op);
        const filled =
          needs === 'value'
            ? { ...after, value: values[field.type] }
            : needs === 'values'
              ? { ...after, values: [String(values[field.type])] }
              : after;
        expect(isComplete(filled)).toBe(true);
        expect(problemsOf(filled), `${field.key} ${from} ${op}`).toEqual([]);
      }
});

test('what lacks its choice or value is not complete', () => {
  const incomplete: RuleCondition[] = [
    { kind: 'tag', op: 'has', id: '' },
    { kind: 'search', text: '  ' },
    { kind: 'field', field: 'city', op: 'is' },
    { kind: 'field', field: 'city', op: 'is', value: '' },
    { kind: 'field', field: 'city', op: 'is_any_of', values: [] },
    { kind: 'field', field: 'birthday', op: 'in_last_days' },
  ];
  for (const one of incomplete) expect(isComplete(one)).toBe(false);
  expect(isComplete({ kind: 'field', field: 'custom.number', op: 'is', value: 0 })).toBe(true);
  expect(isComplete({ kind: 'field', field: 'custom.boolean', op: 'is', value: false })).toBe(true);
});
