import { formatFieldValue } from '../contacts/field-values.ts';
import type { AudienceRule, AudienceRules, GroupMatch, RuleCondition } from '../contract/audience-rules.ts';
import { stateLabel } from '../messaging/state-words.ts';
import type { Referred, RuleReferences } from './check-rules.ts';
import type { RuleField } from './rule-fields.ts';

/**
 * Rules in plain words: "People who have the tag Youth and whose City is “Salem”". What is gone is called by its kind. The workspace's own
 * names stand as they are.
 */
export function describeRules(rules: AudienceRules, references: RuleReferences): string {
  const words = groupWords(rules.match, rules.rules, references);
  return `${rules.match === 'none' ? 'Everyone but people' : 'People'} ${words}`;
}

/** The same as it follows "people", among other conditions: "who have the tag Youth", "not (who can be texted)". */
export function rulesClause({ match, rules }: AudienceRules, references: RuleReferences): string {
  const words = groupWords(match, rules, references);
  if (match === 'none') return `not (${words})`;
  return match === 'any' && rules.length > 1 ? `(${words})` : words;
}

function groupWords(match: GroupMatch, rules: readonly AudienceRule[], references: RuleReferences): string {
  const parts = rules.map((rule) => ruleWords(rule, rules.length > 1, references));
  return parts.join(match === 'all' ? ' and ' : ' or ');
}

function ruleWords(rule: AudienceRule, amongOthers: boolean, references: RuleReferences): string {
  if (rule.kind !== 'group') return conditionWords(rule, references);
  const words = groupWords(rule.match, rule.rules, references);
  if (rule.match === 'none') return `not (${words})`;
  return amongOthers && rule.rules.length > 1 ? `(${words})` : words;
}

/** One condition, as it follows "people": "who are on the list Members". */
export function conditionWords(condition: RuleCondition, references: RuleReferences): string {
  switch (condition.kind) {
    case 'field':
      return fieldWords(condition, references.fields.get(condition.field));
    case 'entry': {
      const detail = fieldWords(condition, references.lists.get(condition.id)?.fields?.get(condition.field));
      return `on the list ${nameIn(references.lists, condition.id)} ${detail}`;
    }
    case 'search':
      return `matching “${condition.text}”`;
    case 'tag':
      return `who ${condition.op === 'has' ? 'have' : 'do not have'} the tag ${nameIn(references.tags, condition.id)}`;
    case 'list':
      return listWords(condition, nameIn(references.lists, condition.id));
    case 'consent':
      return consentWords(condition);
    case 'suppressed':
      return `whose ${condition.channel === 'sms' ? 'number' : 'e-mail address'} is ${condition.is ? '' : 'not '}on the do-not-contact list`;
    case 'can_text':
      return condition.is ? 'who can be texted' : 'who cannot be texted';
    case 'activity':
      return activityWords(condition);
    case 'broadcast':
      return broadcastWords(condition, `“${nameIn(references.broadcasts, condition.id)}”`);
    case 'origin':
      return `who ${condition.op === 'is' ? 'came' : 'did not come'} from ${originWords[condition.value]}`;
    case 'import':
      return `added or changed by the import ${nameIn(references.imports, condition.id)}`;
  }
}

type Of<K extends RuleCondition['kind']> = Extract<RuleCondition, { kind: K }>;

const originWords: Readonly<Record<Of<'origin'>['value'], string>> = {
  member: 'a member who entered them',
  import: 'an import',
  inbound: 'a message of theirs',
  api: 'another program',
  sample: 'the sample people',
};

const nameIn = (known: ReadonlyMap<string, Referred>, id: string): string => known.get(id)?.name ?? '(deleted)';

const inLast = (days: number): string => (days === 1 ? 'in the last day' : `in the last ${days.toLocaleString('en')} days`);
const inNext = (days: number): string => (days === 1 ? 'tomorrow' : `in ${days.toLocaleString('en')} days`);
const withinNext = (days: number): string => (days === 1 ? 'today or tomorrow' : `in the next ${days.toLocaleString('en')} days`);

function listWords({ op, joined_days: days }: Of<'list'>, name: string): string {
  if (op === 'not_on') return `who are not on the list ${name}`;
  return days === undefined ? `who are on the list ${name}` : `who joined the list ${name} ${inLast(days)}`;
}

function consentWords({ is, purpose, proven }: Of<'consent'>): string {
  if (is === 'no') return 'who said no to texts';
  if (is === 'unknown') return 'whose consent to texts is unknown';
  if (is === 'awaited') return 'whose own YES to texts is awaited';
  if (is === 'not_awaited') return 'whose own YES to texts is not awaited';
  const what = purpose === undefined ? 'texts' : purpose === 'all' ? 'all texts, marketing too' : 'informational texts only';
  if (proven === undefined) return `who agreed to ${what}`;
  return `who agreed to ${what}, ${proven ? 'with proof' : 'without proof'}`;
}

function activityWords({ what, is, days }: Of<'activity'>): string {
  const when = days === undefined ? '' : ` ${inLast(days)}`;
  switch (what) {
    case 'texted':
      return is ? (days === undefined ? 'who were ever texted' : `who were texted${when}`) : notOrNever('were', 'texted', when);
    case 'delivered':
      return is
        ? `to whom a text was delivered${when}`
        : `to whom no text was ${days === undefined ? 'ever ' : ''}delivered${when}`;
    case 'failed':
      return is ? `to whom a text failed${when}` : `to whom no text ${days === undefined ? 'ever ' : ''}failed${when}`;
    case 'replied':
      return is
        ? days === undefined
          ? 'who ever wrote to us'
          : `who wrote to us${when}`
        : days === undefined
          ? 'who never wrote to us'
          : `who did not write to us${when}`;
  }
}

const notOrNever = (verb: string, did: string, when: string): string =>
  when === '' ? `who ${verb} never ${did}` : `who ${verb} not ${did}${when}`;

function broadcastWords({ is, states }: Of<'broadcast'>, name: string): string {
  if (is === 'not_among') return `who were not among the recipients of ${name}`;
  if (is === 'replied') return `who replied to ${name}`;
  if (is === 'not_replied') return `who did not reply to ${name}`;
  if (states === undefined) return `who were among the recipients of ${name}`;
  return `whose message of ${name} is ${either(states.map((state) => stateLabel(state).toLowerCase()))}`;
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function fieldWords(condition: Of<'field' | 'entry'>, field: RuleField | undefined): string {
  const { op, value, values = [], days = 0 } = condition;
  const name = field?.label ?? condition.field;
  const shown = valueWords(field, value);
  const said = `whose ${name}`;
  switch (op) {
    case 'is':
      return `${said} is ${shown}`;
    case 'is_not':
      return `${said} is not ${shown}`;
    case 'is_any_of':
      return `${said} is ${either(values.map((one) => `“${one}”`))}`;
    case 'is_none_of':
      return `${said} is not ${either(values.map((one) => `“${one}”`))}`;
    case 'contains':
      return `${said} contains ${shown}`;
    case 'contains_not':
      return `${said} does not contain ${shown}`;
    case 'starts_with':
      return `${said} starts with ${shown}`;
    case 'is_set':
      return `${said} is filled in`;
    case 'is_not_set':
      return `${said} is empty`;
    case 'less':
      return `${said} is less than ${shown}`;
    case 'more':
      return `${said} is more than ${shown}`;
    case 'before':
      return `${said} is before ${shown}`;
    case 'after':
      return `${said} is after ${shown}`;
    case 'in_last_days':
      return `${said} is ${inLast(days)}`;
    case 'in_next_days':
      return `${said} is ${withinNext(days)}`;
    default:
      return `${yearlyName(condition.field, name)} is ${yearlyWords(op, days)}`;
  }
}

/** A birthday says by its name that it comes round; of other dates it is the anniversary. */
const yearlyName = (key: string, name: string): string => (key === 'birthday' ? `whose ${name}` : `whose anniversary of ${name}`);

function yearlyWords(op: Of<'field'>['op'], days: number): string {
  if (op === 'day_is_today') return 'today';
  if (op === 'day_is_this_week') return 'this week';
  if (op === 'day_is_this_month') return 'this month';
  return op === 'day_is_in_days' ? inNext(days) : withinNext(days);
}

function valueWords(field: RuleField | undefined, value: string | number | boolean | undefined): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return value.toLocaleString('en', { maximumFractionDigits: 10 });
  if (field?.type === 'date' || field?.type === 'instant') return formatFieldValue('date', value ?? '');
  return `“${value ?? ''}”`;
}
