import type { ErasurePreview } from '@tidings/core/contract/privacy';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { displayName } from '../contacts/addresses-store.ts';
import { withMerged } from '../contacts/merged-store.ts';

/** A contact, deleted or not. */
export interface FoundPerson {
  readonly id: string;
  readonly name: string;
}

/** Somebody of the workspace, in the trash or not. `forUpdate` keeps others from changing them until the transaction ends. */
export async function findPerson(
  tx: Tx,
  workspaceId: string,
  id: string,
  options: { forUpdate?: boolean } = {},
): Promise<FoundPerson | undefined> {
  const { rows } = await sql<FoundPerson>`
    select c.id, ${displayName('c')} as name from contacts c where c.workspace_id = ${workspaceId} and c.id = ${id}
    ${options.forUpdate === true ? sql`for update` : sql``}`.execute(tx);
  return rows[0];
}

/** The addresses of somebody and of contacts merged into them, and whether anybody else has each: in the trash counts, too, as they may be brought back. */
export async function listOwnAddresses(tx: Tx, workspaceId: string, id: string): Promise<{ value: string; shared: boolean }[]> {
  const { rows } = await sql<{ value: string; shared: boolean }>`
    with person as materialized (${withMerged(id)})
    select a.value, exists (select 1 from contact_addresses o where o.workspace_id = ${workspaceId} and o.kind = a.kind and o.value = a.value
      and o.contact_id not in (select id from person)) as shared
    from contact_addresses a where a.workspace_id = ${workspaceId} and a.contact_id in (select id from person)
    group by a.kind, a.value order by a.kind desc, min(a.id::text)`.execute(tx);
  return rows;
}

/** What there is of somebody, in numbers. */
export async function countTraces(tx: Tx, workspaceId: string, id: string): Promise<Omit<ErasurePreview, 'name' | 'addresses'>> {
  const { rows } = await sql<Omit<ErasurePreview, 'name' | 'addresses'>>`
    select
      (count(*) filter (where m.direction = 'in'))::int as messages_in,
      (count(*) filter (where m.direction = 'out'))::int as messages_out,
      (count(*) filter (where o.status = 'queued'))::int as waiting,
      (count(*) filter (where o.status in ('leased', 'unknown') or m.state = 'accepted'))::int as under_way,
      (select count(*)::int from consent_events e where e.workspace_id = ${workspaceId} and e.contact_id in (${withMerged(id)})) as consent_events,
      (select count(*)::int from list_entries l where l.workspace_id = ${workspaceId} and l.contact_id = ${id}) as lists,
      (select coalesce(notes, '') <> '' from contacts where workspace_id = ${workspaceId} and id = ${id})
        or exists (select 1 from contact_notes n where n.workspace_id = ${workspaceId} and n.contact_id = ${id}) as has_notes
    from messages m left join outbox o on o.message_id = m.id
    where m.workspace_id = ${workspaceId} and m.contact_id = ${id}`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error('A count has one row.');
  return row;
}
