import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { JoinKeywordsTable } from '../../db/tables/sign-ups.ts';

export interface JoinKeywordRow extends Selectable<JoinKeywordsTable> {
  readonly list_name: string;
}

function rows(tx: Tx, workspaceId: string) {
  return tx
    .selectFrom('join_keywords as k')
    .innerJoin('lists as l', 'l.id', 'k.list_id')
    .selectAll('k')
    .select('l.name as list_name')
    .where('k.workspace_id', '=', workspaceId)
    .where('k.archived_at', 'is', null)
    .where('l.archived_at', 'is', null);
}

export async function listKeywords(tx: Tx, workspaceId: string, listId?: string): Promise<JoinKeywordRow[]> {
  let query = rows(tx, workspaceId);
  if (listId !== undefined) query = query.where('k.list_id', '=', listId);
  return query.orderBy('k.folded').execute();
}

export async function findKeyword(tx: Tx, workspaceId: string, id: string): Promise<JoinKeywordRow | undefined> {
  return rows(tx, workspaceId).where('k.id', '=', id).executeTakeFirst();
}

/** The keyword that a text is, of those that are on. */
export async function findOpenKeyword(tx: Tx, workspaceId: string, folded: string): Promise<JoinKeywordRow | undefined> {
  return rows(tx, workspaceId).where('k.open', '=', true).where('k.folded', '=', folded).executeTakeFirst();
}

type NewKeyword = Pick<
  JoinKeywordRow,
  'workspace_id' | 'list_id' | 'word' | 'folded' | 'purpose' | 'wording' | 'reply' | 'asks_yes' | 'open'
>;

/** Undefined when the workspace has the word already. */
export async function insertKeyword(tx: Tx, keyword: NewKeyword): Promise<string | undefined> {
  const row = await tx
    .insertInto('join_keywords')
    .values(keyword)
    .onConflict((conflict) => conflict.columns(['workspace_id', 'folded']).where('archived_at', 'is', null).doNothing())
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** Whether another keyword has the word. */
export async function isWordTaken(tx: Tx, workspaceId: string, folded: string, exceptId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('join_keywords')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('folded', '=', folded)
    .where('archived_at', 'is', null)
    .where('id', '!=', exceptId)
    .executeTakeFirst();
  return row !== undefined;
}

export async function changeKeyword(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: Partial<Pick<NewKeyword, 'word' | 'folded' | 'purpose' | 'wording' | 'reply' | 'asks_yes' | 'open'>>,
): Promise<void> {
  if (Object.keys(change).length === 0) return;
  await tx.updateTable('join_keywords').set(change).where('workspace_id', '=', workspaceId).where('id', '=', id).execute();
}

export async function archiveKeyword(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await sql`update join_keywords set archived_at = now() where workspace_id = ${workspaceId} and id = ${id}`.execute(tx);
}

export async function countJoined(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await sql`update join_keywords set joined = joined + 1 where workspace_id = ${workspaceId} and id = ${id}`.execute(tx);
}
