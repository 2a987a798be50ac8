import type { AudienceRules } from '@tidings/core/contract/audience-rules';
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import type { AudiencesTable, AudienceVersionsTable } from '../../db/tables/audiences.ts';
import { badField } from '../../lib/errors.ts';

export type AudienceRow = Selectable<AudiencesTable>;
export type AudienceVersionRow = Selectable<AudienceVersionsTable>;

/** Audiences by name. */
export async function listAudienceRows(
  tx: Tx,
  workspaceId: string,
  wish: { search?: string | undefined; archived: boolean; limit: number; cursor?: string | undefined },
): Promise<Page<AudienceRow>> {
  let query = tx
    .selectFrom('audiences')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('archived_at', wish.archived ? 'is not' : 'is', null)
    .orderBy(sql`lower(name)`)
    .orderBy('id')
    .limit(wish.limit + 1);
  const words = wish.search?.trim() ?? '';
  if (words !== '') query = query.where(sql<boolean>`strpos(search_fold(name), search_fold(${words})) > 0`);
  const [name, id] = decodeCursor(wish.cursor, 2) ?? [];
  if (name !== undefined) {
    if (typeof name !== 'string' || typeof id !== 'string' || !/^[0-9a-f-]{36}$/i.test(id))
      throw badField('query.cursor', 'is not a cursor of this list; leave it out to start at the beginning');
    query = query.where(sql<boolean>`(lower(name), id) > (lower(${name}), ${id}::uuid)`);
  }
  return toPage(await query.execute(), wish.limit, (row) => [row.name, row.id]);
}

/** An audience, archived or not. `forUpdate` keeps others from changing it until the transaction ends. */
export async function findAudience(
  tx: Tx,
  workspaceId: string,
  id: string,
  { forUpdate = false }: { forUpdate?: boolean } = {},
): Promise<AudienceRow | undefined> {
  const query = tx.selectFrom('audiences').selectAll().where('workspace_id', '=', workspaceId).where('id', '=', id);
  return (forUpdate ? query.forUpdate() : query).executeTakeFirst();
}

/** The audience of this name that is not archived, but for one. */
export async function isAudienceNameTaken(tx: Tx, workspaceId: string, name: string, exceptId: string | null): Promise<boolean> {
  let query = tx
    .selectFrom('audiences')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('archived_at', 'is', null)
    .where(sql<boolean>`lower(name) = lower(${name})`);
  if (exceptId !== null) query = query.where('id', '<>', exceptId);
  return (await query.executeTakeFirst()) !== undefined;
}

interface NewAudience {
  readonly name: string;
  readonly description: string | null;
  readonly rules: AudienceRules;
  readonly by: string;
}

/** Adds an audience with its first version; undefined when one of that name is there. */
export async function insertAudience(tx: Tx, workspaceId: string, one: NewAudience): Promise<AudienceRow | undefined> {
  const row = await tx
    .insertInto('audiences')
    .values({
      workspace_id: workspaceId,
      name: one.name,
      description: one.description,
      rules: JSON.stringify(one.rules),
      created_by_name: one.by,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row) await insertVersion(tx, row, one.by);
  return row;
}

/** Changes an audience and keeps what it is now as its next version. A count of other rules is forgotten. */
export async function changeAudience(
  tx: Tx,
  before: AudienceRow,
  change: {
    readonly name: string;
    readonly description: string | null;
    readonly rules: AudienceRules | undefined;
    readonly by: string;
  },
): Promise<AudienceRow> {
  const { name, description, rules, by } = change;
  const row = await tx
    .updateTable('audiences')
    .set({
      name,
      description,
      version: before.version + 1,
      updated_at: sql<Date>`now()`,
      ...(rules === undefined ? {} : { rules: JSON.stringify(rules), people: null, counted_at: null, people_exact: true }),
    })
    .where('workspace_id', '=', before.workspace_id)
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await insertVersion(tx, row, by);
  return row;
}

async function insertVersion(tx: Tx, { workspace_id, id, version, name, rules }: AudienceRow, by: string): Promise<void> {
  await tx
    .insertInto('audience_versions')
    .values({ workspace_id, audience_id: id, version, name, rules: JSON.stringify(rules), changed_by_name: by })
    .execute();
}

export async function setAudienceArchived(tx: Tx, workspaceId: string, id: string, at: Date | null): Promise<void> {
  await tx
    .updateTable('audiences')
    .set({ archived_at: at })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Remembers how many people an audience had, unless its rules were changed meanwhile. */
export async function keepAudienceCount(
  tx: Tx,
  { workspace_id: workspaceId, id, version }: AudienceRow,
  counted: { readonly count: number; readonly exact: boolean },
): Promise<void> {
  await tx
    .updateTable('audiences')
    .set({ people: counted.count, people_exact: counted.exact, counted_at: sql<Date>`now()` })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .where('version', '=', version)
    .execute();
}

/** Versions of an audience below one, the latest first. */
export async function listVersions(
  tx: Tx,
  workspaceId: string,
  audienceId: string,
  { below, limit }: { readonly below: number | undefined; readonly limit: number },
): Promise<AudienceVersionRow[]> {
  let query = tx
    .selectFrom('audience_versions')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('audience_id', '=', audienceId)
    .orderBy('version', 'desc')
    .limit(limit);
  if (below !== undefined) query = query.where('version', '<', below);
  return query.execute();
}

/** Name and rules of an audience: as they were at a version, else as they are. Undefined when it is not there, or archived and not asked for by version. */
export async function findAudienceRules(
  tx: Tx,
  workspaceId: string,
  { id, version }: { readonly id: string; readonly version?: number | undefined },
): Promise<{ name: string; rules: AudienceRules; version: number } | undefined> {
  if (version === undefined) {
    const row = await findAudience(tx, workspaceId, id);
    return row?.archived_at === null ? row : undefined;
  }
  return tx
    .selectFrom('audience_versions')
    .select(['name', 'rules', 'version'])
    .where('workspace_id', '=', workspaceId)
    .where('audience_id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
}
