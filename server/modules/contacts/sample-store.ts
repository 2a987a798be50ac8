import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** External ids of the invented people who are there. */
export async function listSampleKeys(tx: Tx, workspaceId: string): Promise<readonly string[]> {
  const { rows } = await sql<{ external_id: string }>`select external_id from contacts
    where workspace_id = ${workspaceId} and origin = 'sample' and external_id is not null and deleted_at is null`.execute(tx);
  return rows.map((row) => row.external_id);
}

/** Takes turns: pressing twice adds nobody twice. */
export async function lockSample(tx: Tx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(7063, hashtext(${workspaceId}))`.execute(tx);
}

/** The list of this name that is in use, made where it is missing. */
export async function ensureList(tx: Tx, workspaceId: string, name: string): Promise<string> {
  await sql`insert into lists (workspace_id, name, description) values (${workspaceId}, ${name}, 'Invented people, to try things out')
    on conflict (workspace_id, lower(name)) where archived_at is null do nothing`.execute(tx);
  return tx
    .selectFrom('lists')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('name', '=', name)
    .where('archived_at', 'is', null)
    .executeTakeFirstOrThrow()
    .then((row) => row.id);
}

/** The tag of this name, made where it is missing and brought back where it was archived. */
export async function ensureTag(tx: Tx, workspaceId: string, name: string, color: string): Promise<string> {
  const { rows } = await sql<{
    id: string;
  }>`insert into tags (workspace_id, name, color) values (${workspaceId}, ${name}, ${color})
    on conflict (workspace_id, lower(name)) do update set archived_at = null returning id`.execute(tx);
  const id = rows[0]?.id;
  if (id === undefined) throw new Error('An insert that returns a row returned none.');
  return id;
}

/** Suppresses a sample number as an opt-out does, unless it is suppressed already. */
export async function suppressSample(tx: Tx, workspaceId: string, phone: string): Promise<void> {
  await sql`insert into suppressions (workspace_id, channel, address, kind, reason, source, created_by)
    values (${workspaceId}, 'sms', ${phone}, 'opt_out', 'Replied STOP (invented)', 'sample', 'Sample people') on conflict do nothing`.execute(
    tx,
  );
}

/**
 * Removes the invented people, the opt-outs that came with them, and their lists and tags where nobody else is in them. Softly, as all
 * deleting is: broadcasts that reached them keep their lines. Answers how many people.
 */
export async function removeSample(
  tx: Tx,
  workspaceId: string,
  lists: readonly string[],
  tags: readonly string[],
): Promise<number> {
  const removed =
    await sql`update contacts set deleted_at = now() where workspace_id = ${workspaceId} and origin = 'sample' and deleted_at is null`.execute(
      tx,
    );
  await sql`update suppressions set removed_at = now(), removed_reason = 'Sample people removed'
    where workspace_id = ${workspaceId} and source = 'sample' and removed_at is null`.execute(tx);
  await sql`update lists l set archived_at = now() where l.workspace_id = ${workspaceId} and l.archived_at is null and l.name = any (${[...lists]}::text[])
    and not exists (select 1 from list_entries e join contacts c on c.id = e.contact_id where e.list_id = l.id and c.deleted_at is null)`.execute(
    tx,
  );
  await sql`update tags t set archived_at = now() where t.workspace_id = ${workspaceId} and t.archived_at is null and t.name = any (${[...tags]}::text[])
    and not exists (select 1 from contact_tags x join contacts c on c.id = x.contact_id where x.tag_id = t.id and c.deleted_at is null)`.execute(
    tx,
  );
  return Number(removed.numAffectedRows ?? 0n);
}
