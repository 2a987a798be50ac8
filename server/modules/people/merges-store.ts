import type { ConsentWord } from '@tidings/core/compliance/agreed-numbers';
import type { MergeRecord } from '@tidings/core/contacts/undo-merge';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { displayName } from '../contacts/addresses-store.ts';

export interface MergeRow {
  readonly id: string;
  readonly kept_id: string;
  readonly merged_id: string;
  readonly record: MergeRecord;
  readonly message_ids: readonly string[];
  readonly merged_by_name: string;
  readonly at: Date;
  readonly undone_at: Date | null;
}

export async function insertMerge(
  tx: Tx,
  workspaceId: string,
  merge: {
    readonly keptId: string;
    readonly mergedId: string;
    /** External ids of each that the merge took out of use. */
    readonly keptExternalId: string | null;
    readonly mergedExternalId: string | null;
    readonly record: MergeRecord;
    readonly messageIds: string[];
    readonly by: string;
  },
): Promise<string> {
  const { id } = await tx
    .insertInto('contact_merges')
    .values({
      workspace_id: workspaceId,
      kept_id: merge.keptId,
      merged_id: merge.mergedId,
      kept_external_id: merge.keptExternalId,
      merged_external_id: merge.mergedExternalId,
      record: JSON.stringify(merge.record),
      message_ids: merge.messageIds,
      merged_by_name: merge.by,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function findMerge(tx: Tx, workspaceId: string, id: string): Promise<MergeRow | undefined> {
  const row = await tx
    .selectFrom('contact_merges')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row as MergeRow | undefined;
}

/** Merges into a contact that stand, the earliest first. */
export async function listStanding(tx: Tx, workspaceId: string, keptId: string): Promise<MergeRow[]> {
  const rows = await tx
    .selectFrom('contact_merges')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('kept_id', '=', keptId)
    .where('undone_at', 'is', null)
    .orderBy('id')
    .execute();
  return rows as MergeRow[];
}

export async function saveRecord(tx: Tx, workspaceId: string, id: string, record: MergeRecord): Promise<void> {
  await tx
    .updateTable('contact_merges')
    .set({ record: JSON.stringify(record) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Ends a merge. What it remembered is not needed any more, and forgotten. */
export async function endMerge(tx: Tx, workspaceId: string, id: string, by: string): Promise<void> {
  await sql`update contact_merges set undone_at = now(), undone_by_name = ${by}, record = '{}', message_ids = '{}'
    where workspace_id = ${workspaceId} and id = ${id}`.execute(tx);
}

/** Who was merged into a contact, the latest first, undone or not. */
export async function listMerges(tx: Tx, workspaceId: string, keptId: string) {
  const { rows } = await sql<{
    id: string;
    kept_id: string;
    merged_id: string;
    merged_name: string;
    by: string;
    at: Date;
    undone_at: Date | null;
    undone_by: string | null;
  }>`
    select m.id, m.kept_id, m.merged_id, ${displayName('c')} as merged_name, m.merged_by_name as by, m.at, m.undone_at, m.undone_by_name as undone_by
    from contact_merges m join contacts c on c.id = m.merged_id
    where m.workspace_id = ${workspaceId} and m.kept_id = ${keptId} order by m.id desc limit 100`.execute(tx);
  return rows;
}

/** What was said of somebody's consent since a moment, the earliest first; what merges and their ends wrote is not among it. */
export async function consentsSince(tx: Tx, workspaceId: string, contactId: string, since: Date): Promise<ConsentWord[]> {
  return tx
    .selectFrom('consent_events')
    .select(['consent', 'purpose', 'address'])
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('channel', '=', 'sms')
    .where('at', '>', since)
    .where('source', 'not in', ['merge', 'unmerge'])
    .orderBy('id')
    .execute();
}
