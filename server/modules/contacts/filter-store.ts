import type { ContactFilter, FieldCondition } from '@tidings/core/contract/contact-filter';
import { isPlainDate } from '@tidings/core/contract/contact-input';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { badField } from '../../lib/errors.ts';
import { listChanging, peopleOfImport } from './imported-store.ts';
import { agreedTo, consentProven, consentStands, textable, yesAwaited } from './person-conditions-store.ts';
import { type ResolvedRules, resolveRules } from './rule-references-store.ts';
import { rulesHold } from './rules-store.ts';
import { searchCondition } from './search-store.ts';

/** A filter whose references were looked up: lists and tags exist, custom fields have their types. Only resolveFilter makes one. */
export interface ResolvedFilter {
  readonly workspaceId: string;
  readonly filter: ContactFilter;
  readonly fieldTypes: ReadonlyMap<string, string>;
  readonly rules: ResolvedRules | undefined;
  /** The import that is asked for, when it changed anybody. */
  readonly changing: ReadonlySet<string>;
}

/**
 * Looks up what a filter refers to. Refuses a list or tag that is gone and a custom field that is not there, naming it, because
 * leaving the condition out would quietly mean more people.
 */
export async function resolveFilter(
  tx: Tx,
  workspaceId: string,
  filter: ContactFilter,
  where = 'query',
): Promise<ResolvedFilter> {
  if (filter.list_id !== undefined && !(await findListName(tx, workspaceId, filter.list_id))) {
    throw badField(`${where}.list_id`, 'names a list that is not there or was archived');
  }
  if (filter.tag_id !== undefined && !(await findTagName(tx, workspaceId, filter.tag_id))) {
    throw badField(`${where}.tag_id`, 'names a tag that is not there');
  }
  const rules = filter.rules === undefined ? undefined : await resolveRules(tx, workspaceId, filter.rules, `${where}.rules`);
  const fieldTypes = await typesOf(tx, workspaceId, filter.fields ?? [], where);
  const changing = await listChanging(tx, filter.import_id === undefined ? [] : [filter.import_id]);
  return { workspaceId, filter, fieldTypes, rules, changing };
}

/** The name of a list that is not archived. */
export async function findListName(tx: Tx, workspaceId: string, id: string): Promise<string | undefined> {
  const list = tx.selectFrom('lists').select('name').where('workspace_id', '=', workspaceId).where('id', '=', id);
  return (await list.where('archived_at', 'is', null).executeTakeFirst())?.name;
}

/** The name of a tag that is not archived. */
export async function findTagName(tx: Tx, workspaceId: string, id: string): Promise<string | undefined> {
  const tag = tx.selectFrom('tags').select('name').where('workspace_id', '=', workspaceId).where('id', '=', id);
  return (await tag.where('archived_at', 'is', null).executeTakeFirst())?.name;
}

async function typesOf(
  tx: Tx,
  workspaceId: string,
  conditions: readonly FieldCondition[],
  where: string,
): Promise<Map<string, string>> {
  if (conditions.length === 0) return new Map();
  const rows = await tx
    .selectFrom('custom_fields')
    .select(['key', 'type'])
    .where('workspace_id', '=', workspaceId)
    .where('archived_at', 'is', null)
    .execute();
  const types = new Map(rows.map((row) => [row.key, row.type]));
  for (const [index, condition] of conditions.entries())
    checkCondition(types.get(condition.key), condition, `${where}.fields.${index}`);
  return types;
}

function checkCondition(type: string | undefined, { key, op, value = '' }: FieldCondition, where: string): void {
  if (type === undefined) throw badField(`${where}.key`, `names no custom field of this workspace: ${key}`);
  if ((op === 'before' || op === 'after') && type !== 'date') throw badField(`${where}.op`, `${op} is for date fields`);
  if ((op === 'less' || op === 'more') && type !== 'number') throw badField(`${where}.op`, `${op} is for number fields`);
  if (op === 'is_set' || op === 'is_not_set' || op === 'contains') return;
  if (type === 'number' && (value.trim() === '' || !Number.isFinite(Number(value))))
    throw badField(`${where}.value`, 'must be a number');
  if (type === 'date' && !isPlainDate(value)) throw badField(`${where}.value`, 'must be a date such as 2026-05-01');
  if (type === 'boolean' && value !== 'true' && value !== 'false') throw badField(`${where}.value`, 'must be true or false');
}

/** The ids of the contacts that match: not deleted, in the workspace, every condition held. A fragment, to be counted, read or inserted from. */
export function matchingIds(resolved: ResolvedFilter): RawBuilder<{ id: string }> {
  return sql<{ id: string }>`select c.id from contacts c where ${matches(resolved, 'c')}`;
}

/**
 * The condition itself, on contacts under the given alias. `beside`: nothing but "and" stands between it and the whole query, so that
 * the planner may begin with a part of it.
 */
export function matches(
  { workspaceId, filter, fieldTypes, rules, changing }: ResolvedFilter,
  alias: string,
  beside = true,
): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`);
  const id = column('id');
  const conditions: RawBuilder<unknown>[] = [
    sql`${column('workspace_id')} = ${workspaceId}`,
    sql`${column('deleted_at')} is null`,
  ];
  const search = searchCondition(alias, filter.search);
  if (search) conditions.push(search);
  if (filter.list_id !== undefined) {
    conditions.push(
      sql`${id} in (select contact_id from list_entries where workspace_id = ${workspaceId} and list_id = ${filter.list_id})`,
    );
  }
  if (filter.tag_id !== undefined) {
    conditions.push(
      sql`${id} in (select contact_id from contact_tags where workspace_id = ${workspaceId} and tag_id = ${filter.tag_id})`,
    );
  }
  if (filter.consent !== undefined) conditions.push(consentStands(workspaceId, alias, filter.consent));
  if (filter.consent_purpose !== undefined) conditions.push(agreedTo(alias, filter.consent_purpose));
  if (filter.consent_proven !== undefined) conditions.push(consentProven(workspaceId, alias, filter.consent_proven));
  if (filter.opt_in_pending !== undefined) conditions.push(yesAwaited(workspaceId, alias, filter.opt_in_pending));
  if (filter.has_phone !== undefined) conditions.push(presence(column('phone'), filter.has_phone));
  if (filter.has_email !== undefined) conditions.push(presence(column('email'), filter.has_email));
  if (filter.can_text !== undefined) conditions.push(textable(workspaceId, alias, filter.can_text));
  if (filter.origin !== undefined) conditions.push(sql`${column('origin')} = ${filter.origin}`);
  if (filter.import_id !== undefined)
    conditions.push(
      changing.has(filter.import_id)
        ? sql`${id} in (select contact_id from ${peopleOfImport(workspaceId, filter.import_id)} of_import)`
        : sql`${column('import_id')} = ${filter.import_id}`,
    );
  for (const one of filter.fields ?? [])
    conditions.push(fieldCondition(column('custom'), fieldTypes.get(one.key) ?? 'text', one));
  if (rules !== undefined) conditions.push(rulesHold(rules, alias, beside));
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

const presence = (value: RawBuilder<unknown>, there: boolean) => (there ? sql`${value} is not null` : sql`${value} is null`);

function fieldCondition(custom: RawBuilder<unknown>, type: string, { key, op, value = '' }: FieldCondition): RawBuilder<unknown> {
  const text = sql`(${custom} ->> ${key}::text)`;
  // Only numbers are cast: a value left from before could be anything.
  const number = sql`(case when jsonb_typeof(${custom} -> ${key}::text) = 'number' then ${text}::numeric end)`;
  const left = type === 'number' ? number : sql`search_fold(${text})`;
  const right = type === 'number' ? sql`${value}::numeric` : sql`search_fold(${value})`;
  if (op === 'is_set') return sql`${text} is not null`;
  if (op === 'is_not_set') return sql`${text} is null`;
  if (op === 'is') return sql`${left} = ${right}`;
  if (op === 'is_not') return sql`${left} is distinct from ${right}`;
  if (op === 'contains') return sql`strpos(search_fold(${text}), search_fold(${value})) > 0`;
  return op === 'before' || op === 'less' ? sql`${left} < ${right}` : sql`${left} > ${right}`;
}
