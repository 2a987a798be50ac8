import type { Tx } from '../../db/database.ts';

/** Notes about one person, the latest first. */
export async function listNotes(
  tx: Tx,
  workspaceId: string,
  contactId: string,
  page: { readonly before: string | null; readonly limit: number },
) {
  return tx
    .selectFrom('contact_notes')
    .select(['id', 'body', 'author_name', 'created_at'])
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .$if(page.before !== null, (query) => query.where('id', '<', page.before ?? ''))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute();
}

export async function insertNote(
  tx: Tx,
  workspaceId: string,
  note: { readonly contactId: string; readonly body: string; readonly authorName: string },
) {
  return tx
    .insertInto('contact_notes')
    .values({ workspace_id: workspaceId, contact_id: note.contactId, body: note.body, author_name: note.authorName })
    .returning(['id', 'body', 'author_name', 'created_at'])
    .executeTakeFirstOrThrow();
}

/** True when it was there. */
export async function deleteNote(tx: Tx, workspaceId: string, contactId: string, id: string): Promise<boolean> {
  const result = await tx
    .deleteFrom('contact_notes')
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
