import { describe, expect, test } from 'vitest';
import { type AudienceRule, AudienceRules, mostConditions, RulesQuery, ruleComparisons } from '../contract/audience-rules.ts';
import { checkRules, type RuleReferences } from './check-rules.ts';
import { describeRules } from './describe-rules.ts';
import { comparisonsOf, customRuleField, needsOf, standardRuleFields } from './rule-fields.ts';
import { rulesOfFilter } from './rules-of-filter.ts';

const members = '018f0000-0000-7000-8000-000000000001';
const youth = '018f0000-0000-7000-8000-000000000002';
const letter = '018f0000-0000-7000-8000-000000000003';
const old = '018f0000-0000-7000-8000-000000000004';

const custom = (key: string, label: string, type: 'text' | 'number' | 'date' | 'boolean' | 'choice', archived = false) =>
  customRuleField({ key, label, type, choices: [], archived });

const references: RuleReferences = {
  fields: new Map(
    [
      ...standardRuleFields,
      custom('size', 'Shoe size', 'number'),
      custom('baptised_on', 'Baptised on', 'date'),
      custom('helper', 'Helper', 'boolean'),
      custom('gone', 'Favourite hymn', 'text', true),
    ].map((field) => [field.key, field]),
  ),
  lists: new Map([
    [members, { name: 'Members', archived: false }],
    [old, { name: 'Old choir', archived: true }],
  ]),
  tags: new Map([[youth, { name: 'Youth', archived: false }]]),
  broadcasts: new Map([[letter, { name: 'Spring letter', archived: false }]]),
  imports: new Map(),
};

const all = (...rules: AudienceRule[]) => AudienceRules.parse({ version: 1, match: 'all', rules });
const words = (...rules: AudienceRule[]) => describeRules(all(...rules), references);
const problems = (...rules: AudienceRule[]) => checkRules(all(...rules), references);
const nested = (depth: number): unknown =>
  depth === 1
    ? { kind: 'group', match: 'all', rules: [{ kind: 'can_text', is: true }] }
    : { kind: 'group', match: 'any', rules: [nested(depth - 1)] };
const shapeProblem = (value: unknown) => AudienceRules.safeParse(value).error?.issues[0]?.message;

describe('the shape', () => {
  test('takes groups eight deep and refuses nine and fifty, in words', () => {
    expect(shapeProblem({ version: 1, match: 'all', rules: [nested(7)] })).toBeUndefined();
    for (const depth of [8, 50])
      expect(shapeProblem({ version: 1, match: 'all', rules: [nested(depth)] })).toContain('more than 8 deep');
  });

  test('is not brought down by a nesting of fifty thousand', () => {
    let value: unknown = { kind: 'can_text', is: true };
    for (let n = 0; n < 50_000; n += 1) value = { kind: 'group', match: 'all', rules: [value] };
    expect(shapeProblem({ version: 1, match: 'all', rules: [value] })).toContain('more than 8 deep');
  });

  test('counts the conditions of all groups together', () => {
    const many = (n: number) => Array.from({ length: n }, () => ({ kind: 'can_text', is: true }));
    const two = (n: number) => ({
      version: 1,
      match: 'any',
      rules: [
        { kind: 'group', match: 'all', rules: many(50) },
        { kind: 'group', match: 'all', rules: many(n) },
      ],
    });
    expect(shapeProblem(two(mostConditions - 50))).toBeUndefined();
    expect(shapeProblem(two(mostConditions - 49))).toContain('more than 100 conditions');
  });

  test.each([
    [{ match: 'all', rules: [] }, 'must be 1, the version of this filter language'],
    [{ version: 2, match: 'all', rules: [{ kind: 'can_text', is: true }] }, 'must be 1, the version of this filter language'],
    [{ version: 1, match: 'all', rules: [] }, 'needs at least one rule'],
    [
      { version: 1, match: 'all', rules: [{ kind: 'list', op: 'not_on', id: members, joined_days: 3 }] },
      'is only for those on the list',
    ],
    [{ version: 1, match: 'all', rules: [{ kind: 'activity', what: 'texted', is: true, days: 0 }] }, 'must be at least 1 day'],
  ])('refuses %j', (value, message) => {
    expect(shapeProblem(value)).toBe(message);
  });

  test('comes as JSON in a query string, and says what is not', () => {
    const rules = all({ kind: 'can_text', is: true });
    expect(RulesQuery.parse(JSON.stringify(rules))).toEqual(rules);
    expect(RulesQuery.safeParse('{').error?.issues[0]?.message).toBe('must be rules written as JSON');
  });
});

describe('what rules name', () => {
  test('is refused by its name when it was archived, and by its place when it is gone', () => {
    expect(problems({ kind: 'field', field: 'custom.gone', op: 'is_set' })).toEqual([
      { path: 'rules.0.field', message: 'names the field “Favourite hymn”, which was archived; restore it or choose another' },
    ]);
    expect(problems({ kind: 'field', field: 'custom.nothing', op: 'is_set' })[0]?.message).toContain('custom.nothing');
    const inside: AudienceRule = {
      kind: 'group',
      match: 'any',
      rules: [
        { kind: 'tag', op: 'has', id: youth },
        { kind: 'list', op: 'on', id: old },
        { kind: 'list', op: 'on', id: letter },
      ],
    };
    expect(problems({ kind: 'can_text', is: true }, inside)).toEqual([
      { path: 'rules.1.rules.1.id', message: 'names the list “Old choir”, which was archived; restore it or choose another' },
      { path: 'rules.1.rules.2.id', message: 'names a list that is not there any more; choose another' },
    ]);
  });

  test.each([
    [{ field: 'city', op: 'less', value: 'x' }, 'op', 'less is not for “City”'],
    [{ field: 'custom.size', op: 'is', value: '40' }, 'value', 'must be a number'],
    [{ field: 'custom.helper', op: 'is', value: 'yes' }, 'value', 'must be true or false'],
    [{ field: 'birthday', op: 'before', value: '2026-02-30' }, 'value', 'must be a date'],
    [{ field: 'city', op: 'is' }, 'value', 'is needed for is'],
    [{ field: 'city', op: 'is', value: '  ' }, 'value', 'must be text'],
    [{ field: 'city', op: 'is_any_of', value: 'Salem' }, 'value', 'is not for is_any_of'],
    [{ field: 'city', op: 'is_set', value: 'Salem' }, 'value', 'is not for is_set'],
    [{ field: 'birthday', op: 'in_last_days' }, 'days', 'is needed'],
  ] as const)('is compared as its kind allows: %j', (rule, part, message) => {
    const [problem] = problems({ kind: 'field', ...rule });
    expect(problem?.path).toBe(`rules.0.${part}`);
    expect(problem?.message).toContain(message);
  });

  test('every comparison belongs to some field, and each has what it needs', () => {
    const used = new Set((['text', 'code', 'number', 'date', 'instant', 'boolean', 'choice'] as const).flatMap(comparisonsOf));
    expect([...ruleComparisons].filter((op) => !used.has(op))).toEqual([]);
    for (const op of ruleComparisons) expect(['value', 'values', 'days', 'nothing']).toContain(needsOf(op));
  });
});

describe('in words', () => {
  test.each<[AudienceRule[], string]>([
    [[{ kind: 'tag', op: 'has', id: youth }], 'People who have the tag Youth'],
    [
      [
        { kind: 'list', op: 'on', id: members, joined_days: 30 },
        { kind: 'field', field: 'city', op: 'is_any_of', values: ['Salem', 'Riverton'] },
      ],
      'People who joined the list Members in the last 30 days and whose City is “Salem” or “Riverton”',
    ],
    [
      [
        { kind: 'activity', what: 'texted', is: false, days: 7 },
        {
          kind: 'group',
          match: 'any',
          rules: [
            { kind: 'activity', what: 'replied', is: false },
            { kind: 'can_text', is: true },
          ],
        },
      ],
      'People who were not texted in the last 7 days and (who never wrote to us or who can be texted)',
    ],
    [
      [
        { kind: 'can_text', is: true },
        {
          kind: 'group',
          match: 'none',
          rules: [
            { kind: 'tag', op: 'has', id: youth },
            { kind: 'list', op: 'on', id: members },
          ],
        },
      ],
      'People who can be texted and not (who have the tag Youth or who are on the list Members)',
    ],
    [[{ kind: 'field', field: 'birthday', op: 'day_is_this_week' }], 'People whose Birthday is this week'],
    [
      [{ kind: 'field', field: 'custom.baptised_on', op: 'day_is_within_days', days: 7 }],
      'People whose anniversary of Baptised on is in the next 7 days',
    ],
    [[{ kind: 'field', field: 'custom.helper', op: 'is', value: true }], 'People whose Helper is yes'],
    [[{ kind: 'field', field: 'custom.size', op: 'more', value: 1200.5 }], 'People whose Shoe size is more than 1,200.5'],
    [[{ kind: 'field', field: 'created_at', op: 'after', value: '2026-05-01' }], 'People whose Added on is after May 1, 2026'],
    [
      [{ kind: 'broadcast', id: letter, is: 'among', states: ['delivered', 'sent'] }],
      'People whose message of “Spring letter” is delivered or sent',
    ],
    [[{ kind: 'consent', channel: 'sms', is: 'yes', purpose: 'informational' }], 'People who agreed to informational texts only'],
    [[{ kind: 'tag', op: 'has', id: letter }], 'People who have the tag (deleted)'],
  ])('%j', (rules, expected) => {
    expect(words(...rules)).toBe(expected);
  });

  test('none of the outermost is everyone but those people', () => {
    const rules = AudienceRules.parse({ version: 1, match: 'none', rules: [{ kind: 'tag', op: 'has', id: youth }] });
    expect(describeRules(rules, references)).toBe('Everyone but people who have the tag Youth');
  });
});

describe('the filters of a list', () => {
  test('become rules that can be used', () => {
    const types = new Map([
      ['size', 'number' as const],
      ['helper', 'boolean' as const],
    ]);
    const rules = rulesOfFilter(
      {
        search: ' ana ',
        list_id: members,
        consent: 'yes',
        opt_in_pending: false,
        has_email: true,
        fields: [
          { key: 'size', op: 'is', value: '40' },
          { key: 'helper', op: 'is', value: 'true' },
        ],
        rules: AudienceRules.parse({ version: 1, match: 'any', rules: [{ kind: 'can_text', is: true }] }),
      },
      types,
    );
    expect(checkRules(AudienceRules.parse(rules), references)).toEqual([]);
    expect(rules?.rules).toContainEqual({ kind: 'field', field: 'custom.size', op: 'is', value: 40 });
    expect(rules?.rules.at(-1)).toMatchObject({ kind: 'group', match: 'any' });
    expect(rulesOfFilter({}, types)).toBeNull();
  });
});
