import type { AudienceRule, AudienceRules, RuleComparison } from '../contract/audience-rules.ts';
import type { ContactFilter, FieldCondition } from '../contract/contact-filter.ts';

/** What a custom field holds, by its key: decides how the text of a condition is read. */
export type FieldTypes = ReadonlyMap<string, 'text' | 'number' | 'date' | 'boolean' | 'choice'>;

/**
 * The filters of a list of contacts as rules, so that what was found by them can be kept as an audience. Null where nothing is filtered.
 * Means the same people.
 */
export function rulesOfFilter(filter: ContactFilter, types: FieldTypes): AudienceRules | null {
  const rules: AudienceRule[] = [];
  const search = filter.search?.trim() ?? '';
  if (search !== '') rules.push({ kind: 'search', text: search });
  if (filter.list_id !== undefined) rules.push({ kind: 'list', op: 'on', id: filter.list_id });
  if (filter.tag_id !== undefined) rules.push({ kind: 'tag', op: 'has', id: filter.tag_id });
  rules.push(...consentRules(filter));
  if (filter.has_phone !== undefined)
    rules.push({ kind: 'field', field: 'phone', op: filter.has_phone ? 'is_set' : 'is_not_set' });
  if (filter.has_email !== undefined)
    rules.push({ kind: 'field', field: 'email', op: filter.has_email ? 'is_set' : 'is_not_set' });
  if (filter.can_text !== undefined) rules.push({ kind: 'can_text', is: filter.can_text });
  if (filter.origin !== undefined) rules.push({ kind: 'origin', op: 'is', value: filter.origin });
  if (filter.import_id !== undefined) rules.push({ kind: 'import', id: filter.import_id });
  for (const one of filter.fields ?? []) rules.push(fieldRule(one, types.get(one.key) ?? 'text'));
  const [inner] = filter.rules === undefined ? [] : [filter.rules];
  if (inner === undefined) return rules.length === 0 ? null : { version: 1, match: 'all', rules };
  if (rules.length === 0) return inner;
  const kept: AudienceRule[] = inner.match === 'all' ? inner.rules : [{ kind: 'group', match: inner.match, rules: inner.rules }];
  return { version: 1, match: 'all', rules: [...rules, ...kept] };
}

function consentRules(filter: ContactFilter): AudienceRule[] {
  const rules: AudienceRule[] = [];
  const consent = { kind: 'consent', channel: 'sms' } as const;
  if (filter.consent !== undefined) rules.push({ ...consent, is: filter.consent });
  if (filter.consent_purpose !== undefined) rules.push({ ...consent, is: 'yes', purpose: filter.consent_purpose });
  if (filter.consent_proven !== undefined) rules.push({ ...consent, is: 'yes', proven: filter.consent_proven });
  if (filter.opt_in_pending !== undefined) rules.push({ ...consent, is: filter.opt_in_pending ? 'awaited' : 'not_awaited' });
  return rules;
}

function fieldRule(
  { key, op, value = '' }: FieldCondition,
  type: 'text' | 'number' | 'date' | 'boolean' | 'choice',
): AudienceRule {
  const field = `custom.${key}`;
  const same: RuleComparison = op;
  if (op === 'is_set' || op === 'is_not_set') return { kind: 'field', field, op };
  const read = type === 'number' ? Number(value) : type === 'boolean' ? value === 'true' : value;
  return { kind: 'field', field, op: same, value: read };
}
