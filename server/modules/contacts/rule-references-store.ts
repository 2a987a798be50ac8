import {
  checkRules,
  conditionsOf,
  type Referred,
  type ReferredList,
  type RuleReferences,
} from '@tidings/core/audience/check-rules';
import { customRuleField, entryRuleField, type RuleField, standardRuleFields } from '@tidings/core/audience/rule-fields';
import type { AudienceRules, RuleCondition } from '@tidings/core/contract/audience-rules';
import { type LocalDays, localDays } from '@tidings/core/schedule/local-days';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { Refusal } from '../../lib/errors.ts';
import { listChanging } from './imported-store.ts';

/** Rules whose references were looked up and found, with the moment at which they are asked. Only resolveRules makes one. */
export interface ResolvedRules {
  readonly workspaceId: string;
  readonly rules: AudienceRules;
  readonly fields: ReadonlyMap<string, RuleField>;
  /** Details of list entries, by list. */
  readonly entryFields: ReadonlyMap<string, ReadonlyMap<string, RuleField>>;
  /** Of the database, when the transaction began. */
  readonly now: Date;
  /** Of the workspace. */
  readonly zone: string;
  readonly days: LocalDays;
  /** Of the imports that are named, those that changed anybody. */
  readonly changing: ReadonlySet<string>;
}

/**
 * Looks up what rules name and refuses them when something is gone or does not fit, each problem by its place below `where`: a condition
 * that was left out would quietly change who is meant. Lets the rest of the transaction look people up in larger tables in memory: a set
 * that does not fit is looked up once per person, which takes a minute instead of a fifth of a second at a million. Compiling such a query
 * takes longer than answering it.
 */
export async function resolveRules(tx: Tx, workspaceId: string, rules: AudienceRules, where: string): Promise<ResolvedRules> {
  const references = await loadRuleReferences(tx, workspaceId, [rules]);
  const problems = checkRules(rules, references);
  if (problems.length > 0) {
    const fields = problems.map(({ path, message }) => ({ field: `${where}.${path}`, message }));
    throw new Refusal('invalid_request', fields.map(({ field, message }) => `${field}: ${message}`).join('; '), { fields });
  }
  const { rows } = await sql<{ now: Date; time_zone: string }>`
    select now() as now, w.time_zone, set_config('work_mem', '64MB', true), set_config('jit', 'off', true) from workspaces w where w.id = ${workspaceId}`.execute(
    tx,
  );
  const [found] = rows;
  if (!found) throw new Error('Rules are asked in a workspace.');
  const { now, time_zone: zone } = found;
  const entryFields = new Map([...references.lists].map(([id, { fields = new Map() }]) => [id, fields]));
  const changing = await listChanging(tx, [...references.imports.keys()]);
  const days = localDays(now.toISOString(), zone);
  return { workspaceId, rules, fields: references.fields, entryFields, now, zone, days, changing };
}

/** The names of everything that rules refer to, archived things too. What is not there is left out. */
export async function loadRuleReferences(tx: Tx, workspaceId: string, all: readonly AudienceRules[]): Promise<RuleReferences> {
  const conditions = all.flatMap((rules) => conditionsOf(rules).map(({ condition }) => condition));
  const ids = (kind: RuleCondition['kind']) => [
    ...new Set(conditions.flatMap((one) => (one.kind === kind && 'id' in one ? [one.id] : []))),
  ];
  return {
    fields: await loadFields(tx, workspaceId),
    lists: await loadLists(tx, workspaceId, [...ids('list'), ...ids('entry')], ids('entry')),
    tags: await loadNames(tx, workspaceId, 'tags', ids('tag')),
    broadcasts: await loadNames(tx, workspaceId, 'broadcasts', ids('broadcast')),
    imports: await loadNames(tx, workspaceId, 'imports', ids('import')),
  };
}

async function loadFields(tx: Tx, workspaceId: string): Promise<ReadonlyMap<string, RuleField>> {
  const rows = await tx
    .selectFrom('custom_fields')
    .select(['key', 'label', 'type', 'choices', 'archived_at'])
    .where('workspace_id', '=', workspaceId)
    .execute();
  const custom = rows.map(({ archived_at, ...row }) => customRuleField({ ...row, archived: archived_at !== null }));
  return new Map([...standardRuleFields, ...custom].map((field) => [field.key, field]));
}

/** Lists by name; of those whose entries are asked about, their details too. */
async function loadLists(
  tx: Tx,
  workspaceId: string,
  ids: readonly string[],
  withFields: readonly string[],
): Promise<ReadonlyMap<string, ReferredList>> {
  const lists = await loadNames(tx, workspaceId, 'lists', [...new Set(ids)]);
  if (withFields.length === 0) return lists;
  const rows = await tx
    .selectFrom('list_fields')
    .select(['list_id', 'key', 'label', 'type', 'choices', 'archived_at'])
    .where('workspace_id', '=', workspaceId)
    .where('list_id', 'in', [...withFields])
    .execute();
  const byList = Map.groupBy(rows, (row) => row.list_id);
  return new Map(
    [...lists].map(([id, list]) => {
      const fields = (byList.get(id) ?? []).map(({ archived_at, ...row }) =>
        entryRuleField({ ...row, archived: archived_at !== null }),
      );
      return [id, { ...list, fields: new Map(fields.map((field) => [field.key, field])) }];
    }),
  );
}

/** Where the names of each kind are; broadcasts and imports are never archived. */
const sources = {
  lists: sql`select id, name, archived_at is not null as archived from lists`,
  tags: sql`select id, name, archived_at is not null as archived from tags`,
  broadcasts: sql`select id, name, false as archived from broadcasts`,
  imports: sql`select id, file_name as name, false as archived from imports`,
} as const;

async function loadNames(
  tx: Tx,
  workspaceId: string,
  kind: keyof typeof sources,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Referred>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string; archived: boolean }>`
    ${sources[kind]} where workspace_id = ${workspaceId} and id = any(${[...ids]}::uuid[])`.execute(tx);
  return new Map(rows.map(({ id, name, archived }) => [id, { name, archived }]));
}
