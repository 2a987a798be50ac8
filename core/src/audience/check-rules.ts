import type { AudienceRule, AudienceRules, RuleCondition } from '../contract/audience-rules.ts';
import { isPlainDate } from '../contract/contact-input.ts';
import { comparisonsOf, needsOf, type RuleField } from './rule-fields.ts';

/** Something that rules name by its id. */
export interface Referred {
  readonly name: string;
  readonly archived: boolean;
}

/** A list with the details of its entries by their key. */
export interface ReferredList extends Referred {
  readonly fields?: ReadonlyMap<string, RuleField>;
}

/** What the rules of a workspace may name, as far as they do. */
export interface RuleReferences {
  /** Standard and custom fields by their key. */
  readonly fields: ReadonlyMap<string, RuleField>;
  readonly lists: ReadonlyMap<string, ReferredList>;
  readonly tags: ReadonlyMap<string, Referred>;
  readonly broadcasts: ReadonlyMap<string, Referred>;
  readonly imports: ReadonlyMap<string, Referred>;
}

/** What is wrong with a rule, and where: `rules.0.rules.2.value`. The message completes a sentence that begins with the place. */
export interface RuleProblem {
  readonly path: string;
  readonly message: string;
}

/** Every condition of a tree with its place, in the order in which it reads. */
export function conditionsOf(rules: AudienceRules): readonly { readonly condition: RuleCondition; readonly path: string }[] {
  const inside = (all: readonly AudienceRule[], path: string): { condition: RuleCondition; path: string }[] =>
    all.flatMap((rule, at) => {
      const here = `${path}.${at}`;
      return rule.kind === 'group' ? inside(rule.rules, `${here}.rules`) : [{ condition: rule, path: here }];
    });
  return inside(rules.rules, 'rules');
}

/**
 * What is wrong with rules in a workspace: a field, list, tag or broadcast that is gone, by its name where that is still known; a comparison
 * that the field does not take; a value of another kind. Empty when they can be used.
 */
export function checkRules(rules: AudienceRules, references: RuleReferences): readonly RuleProblem[] {
  return conditionsOf(rules).flatMap(({ condition, path }) => checkCondition(condition, path, references));
}

function checkCondition(condition: RuleCondition, path: string, references: RuleReferences): readonly RuleProblem[] {
  switch (condition.kind) {
    case 'field':
      return checkField(condition, path, references.fields);
    case 'entry': {
      const list = references.lists.get(condition.id);
      const missing = gone('list', condition.id, `${path}.id`, references.lists);
      return missing.length > 0 ? missing : checkField(condition, path, list?.fields ?? new Map(), list?.name);
    }
    case 'tag':
      return gone('tag', condition.id, `${path}.id`, references.tags);
    case 'list':
      return gone('list', condition.id, `${path}.id`, references.lists);
    case 'broadcast':
      return gone('broadcast', condition.id, `${path}.id`, references.broadcasts);
    case 'import':
      return gone('import', condition.id, `${path}.id`, references.imports);
    default:
      return [];
  }
}

function gone(what: string, id: string, path: string, known: ReadonlyMap<string, Referred>): readonly RuleProblem[] {
  const one = known.get(id);
  if (one === undefined) return [{ path, message: `names a ${what} that is not there any more; choose another` }];
  if (!one.archived) return [];
  return [{ path, message: `names the ${what} “${one.name}”, which was archived; restore it or choose another` }];
}

type FieldCondition = Extract<RuleCondition, { kind: 'field' | 'entry' }>;

/** `list`: the fields are details of its entries. */
function checkField(
  condition: FieldCondition,
  path: string,
  fields: ReadonlyMap<string, RuleField>,
  list?: string,
): readonly RuleProblem[] {
  const field = fields.get(condition.field);
  const problem = (part: string, message: string) => [{ path: `${path}.${part}`, message }];
  if (field === undefined) {
    const what = list === undefined ? 'a field that is not there' : `a detail that the list “${list}” does not have`;
    return problem('field', `names ${what}: ${condition.field}`);
  }
  if (field.archived)
    return problem(
      'field',
      `names the ${list === undefined ? 'field' : 'detail'} “${field.label}”, which was archived; restore it or choose another`,
    );
  const allowed = comparisonsOf(field.type);
  if (!allowed.includes(condition.op))
    return problem('op', `${condition.op} is not for “${field.label}”, which takes ${allowed.join(', ')}`);
  const needs = needsOf(condition.op);
  for (const part of ['value', 'values', 'days'] as const) {
    if (needs === part && condition[part] === undefined) return problem(part, `is needed for ${condition.op}`);
    if (needs !== part && condition[part] !== undefined) return problem(part, `is not for ${condition.op}; leave it out`);
  }
  if (needs !== 'value' && needs !== 'values') return [];
  const values = needs === 'value' ? [condition.value] : (condition.values ?? []);
  const wrong = values.map((value) => valueProblem(field, value)).find((message) => message !== undefined);
  return wrong === undefined ? [] : problem(needs, wrong);
}

function valueProblem(field: RuleField, value: unknown): string | undefined {
  switch (field.type) {
    case 'number':
      return typeof value === 'number' ? undefined : `must be a number, as “${field.label}” is`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `must be true or false, as “${field.label}” is`;
    case 'date':
    case 'instant':
      return typeof value === 'string' && isPlainDate(value) ? undefined : 'must be a date such as 2026-05-01';
    default:
      return typeof value === 'string' && value.trim() !== '' ? undefined : 'must be text';
  }
}
