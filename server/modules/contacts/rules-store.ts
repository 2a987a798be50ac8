import type { AudienceRule, RuleActivity, RuleCondition } from '@tidings/core/contract/audience-rules';
import { reachedStates } from '@tidings/core/messaging/follow-up';
import { reachedReasons } from '@tidings/core/messaging/may-have-arrived';
import { type RawBuilder, sql } from 'kysely';
import { entryRule, fieldRule } from './field-rules-store.ts';
import { peopleOfImport } from './imported-store.ts';
import { agreedTo, consentProven, consentStands, isSuppressed, textable, yesAwaited } from './person-conditions-store.ts';
import type { ResolvedRules } from './rule-references-store.ts';
import { searchCondition } from './search-store.ts';

const dayMs = 86_400_000;

/** A message may have waited this long between being planned, which its id tells, and being sent. */
const longestWaitDays = 15;

/**
 * Rules as a condition on contacts under an alias; workspace and deletion are the caller's. Conditions that all must hold stand side by
 * side where `beside` says that so does the whole, so that the planner may begin with the rarest; inside of "any" and "none" each set of people is looked up in memory.
 */
export function rulesHold(resolved: ResolvedRules, alias: string, beside: boolean): RawBuilder<unknown> {
  const { match, rules } = resolved.rules;
  return groupHolds(resolved, alias, { match, rules }, beside);
}

interface Group {
  readonly match: 'all' | 'any' | 'none';
  readonly rules: readonly AudienceRule[];
}

/** `side`: nothing but "and" stands between this condition and the whole query. */
function groupHolds(resolved: ResolvedRules, alias: string, { match, rules }: Group, side: boolean): RawBuilder<unknown> {
  const beside = side && match === 'all';
  const parts = rules.map((rule) =>
    rule.kind === 'group' ? groupHolds(resolved, alias, rule, beside) : holds(resolved, alias, rule, beside),
  );
  if (match === 'all') return sql`(${sql.join(parts, sql` and `)})`;
  const any = sql`(${sql.join(parts, sql` or `)})`;
  // What is not known does not hold, so "none" means "not true", which is more than "false".
  return match === 'any' ? any : sql`(${any} is not true)`;
}

function holds(resolved: ResolvedRules, alias: string, rule: RuleCondition, side: boolean): RawBuilder<unknown> {
  const { workspaceId } = resolved;
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  switch (rule.kind) {
    case 'field':
      return fieldRule(resolved, alias, rule);
    case 'search':
      return searchCondition(alias, rule.text) ?? sql`true`;
    case 'tag':
      return isIn(alias, tagged(workspaceId, rule.id), rule.op === 'has', side);
    case 'list':
      return isIn(alias, listed(resolved, rule), rule.op === 'on', side);
    case 'entry':
      return isIn(alias, onListWith(resolved, rule), true, side);
    case 'consent':
      return consentHolds(workspaceId, alias, rule);
    case 'suppressed':
      return suppressed(workspaceId, alias, rule);
    case 'can_text':
      return textable(workspaceId, alias, rule.is, 'all');
    case 'activity':
      return isIn(alias, active(resolved, rule.what, rule.days), rule.is, side);
    case 'broadcast':
      return isIn(alias, ofBroadcast(workspaceId, rule), rule.is === 'among' || rule.is === 'replied', side);
    case 'origin':
      return rule.op === 'is' ? sql`${column('origin')} = ${rule.value}` : sql`${column('origin')} <> ${rule.value}`;
    case 'import':
      return resolved.changing.has(rule.id)
        ? isIn(alias, sql`${peopleOfImport(workspaceId, rule.id)} one`, true, side)
        : sql`${column('import_id')} is not distinct from ${rule.id}::uuid`;
  }
}

/** A set of people: rows with a column `contact_id` under the alias `one`, never null. */
type People = RawBuilder<unknown>;

/**
 * Whether somebody is in a set. Beside other conditions it is a join, which may begin with the set; else the set is read into memory once.
 * Not `exists`: the planner would keep the choice between both open, and then not let several processes share the work.
 */
function isIn(alias: string, people: People, wanted: boolean, side: boolean): RawBuilder<unknown> {
  const found = sql`${sql.ref(`${alias}.id`)} in (select one.contact_id from ${people})`;
  if (wanted) return side ? found : sql`((${found}) is true)`;
  return sql`((${found}) is not true)`;
}

const tagged = (workspaceId: string, id: string): People =>
  sql`contact_tags one where one.workspace_id = ${workspaceId} and one.tag_id = ${id}`;

function listed({ workspaceId, now }: ResolvedRules, rule: Extract<RuleCondition, { kind: 'list' }>): People {
  const joined = rule.joined_days === undefined ? sql`` : sql`and one.added_at >= ${since(now, rule.joined_days)}`;
  return sql`list_entries one where one.workspace_id = ${workspaceId} and one.list_id = ${rule.id} ${joined}`;
}

function onListWith(resolved: ResolvedRules, rule: Extract<RuleCondition, { kind: 'entry' }>): People {
  return sql`list_entries one where one.workspace_id = ${resolved.workspaceId} and one.list_id = ${rule.id} and ${entryRule(resolved, 'one', rule)}`;
}

function consentHolds(
  workspaceId: string,
  alias: string,
  rule: Extract<RuleCondition, { kind: 'consent' }>,
): RawBuilder<unknown> {
  if (rule.is === 'awaited' || rule.is === 'not_awaited') return yesAwaited(workspaceId, alias, rule.is === 'awaited');
  const parts = [consentStands(workspaceId, alias, rule.is, 'all')];
  if (rule.purpose !== undefined) parts.push(agreedTo(alias, rule.purpose));
  if (rule.proven !== undefined) parts.push(consentProven(workspaceId, alias, rule.proven));
  return sql`(${sql.join(parts, sql` and `)})`;
}

function suppressed(
  workspaceId: string,
  alias: string,
  rule: Extract<RuleCondition, { kind: 'suppressed' }>,
): RawBuilder<unknown> {
  const address = sql.ref(`${alias}.${rule.channel === 'sms' ? 'phone' : 'email'}`);
  const found = isSuppressed(workspaceId, address, { channel: rule.channel, asked: 'all' });
  return rule.is ? sql`(${found})` : sql`(not (${found}))`;
}

/** What tells of each activity, and when it happened. */
const activities: Readonly<Record<RuleActivity, { readonly is: RawBuilder<unknown>; readonly at: RawBuilder<unknown> }>> = {
  texted: {
    is: sql`one.direction = 'out' and one.source <> 'test' and (one.state = any(${[...reachedStates]}::text[])
      or one.state = 'failed' and one.reason = any(${[...reachedReasons]}::text[]))`,
    at: sql`coalesce(one.accepted_at, one.created_at)`,
  },
  delivered: {
    is: sql`one.direction = 'out' and one.source <> 'test' and one.state = 'delivered'`,
    at: sql`coalesce(one.delivered_at, one.created_at)`,
  },
  failed: {
    is: sql`one.direction = 'out' and one.source <> 'test' and one.state = 'failed'`,
    at: sql`coalesce(one.ended_at, one.created_at)`,
  },
  replied: { is: sql`one.direction = 'in'`, at: sql`one.created_at` },
};

function active({ workspaceId, now }: ResolvedRules, what: RuleActivity, days: number | undefined): People {
  const { is, at } = activities[what];
  // The id bounds what is read: a range of an index instead of everything that was ever sent.
  const lately =
    days === undefined
      ? sql``
      : sql`and one.id > ${firstIdAt(since(now, days + longestWaitDays))} and ${at} >= ${since(now, days)}`;
  return sql`messages one where one.workspace_id = ${workspaceId} and one.channel = 'sms' and one.contact_id is not null and ${is} ${lately}`;
}

function ofBroadcast(workspaceId: string, rule: Extract<RuleCondition, { kind: 'broadcast' }>): People {
  if (rule.is === 'replied' || rule.is === 'not_replied')
    return sql`replies one where one.workspace_id = ${workspaceId} and one.source_id = ${rule.id} and one.contact_id is not null`;
  const states = rule.states === undefined ? sql`` : sql`and one.state = any(${[...rule.states]}::text[])`;
  return sql`messages one where one.workspace_id = ${workspaceId} and one.source_id = ${rule.id} and one.direction = 'out'
    and one.source <> 'test' and one.contact_id is not null ${states}`;
}

const since = (now: Date, days: number): Date => new Date(now.getTime() - days * dayMs);

/** The smallest id of a moment: ids sort by time. */
function firstIdAt(at: Date): string {
  const hex = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
