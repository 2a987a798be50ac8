import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { consentAt } from '../contacts/consent-at-store.ts';
import type { PeopleAt } from '../contacts/consent-store.ts';
import type { People } from '../messages/decide-recipients-store.ts';

/** The first contact of each number: who is meant when a program names a number. */
export async function firstContactsAt(
  tx: Tx,
  workspaceId: string,
  phones: readonly string[],
): Promise<Map<string, { id: string; consent: string }>> {
  const { rows } = await sql<{ phone: string; id: string; consent: string }>`
    select distinct on (a.value) a.value as phone, c.id, ${consentAt('c', sql`a.value`)} as consent
    from contact_addresses a join contacts c on c.id = a.contact_id and c.deleted_at is null
    where a.workspace_id = ${workspaceId} and a.kind = 'phone' and a.value = any (${[...phones]}::text[])
    order by a.value, c.id`.execute(tx);
  return new Map(rows.map((row) => [row.phone, row]));
}

/** One new person per number; returns their ids in the order given. */
export async function insertPeople(
  tx: Tx,
  workspaceId: string,
  people: readonly {
    readonly id: string;
    readonly phone: string;
    readonly name: string | null;
    readonly firstName: string | null;
    readonly lastName: string | null;
  }[],
): Promise<void> {
  const ids = people.map((one) => one.id);
  await sql`
    insert into contacts (id, workspace_id, full_name, first_name, last_name, origin)
    select id, ${workspaceId}, full_name, first_name, last_name, 'api'
    from unnest(${ids}::uuid[], ${people.map((one) => one.name)}::text[], ${people.map((one) => one.firstName)}::text[],
      ${people.map((one) => one.lastName)}::text[]) as p(id, full_name, first_name, last_name)`.execute(tx);
  await sql`
    insert into contact_addresses (workspace_id, contact_id, kind, value, preferred)
    select ${workspaceId}, id, 'phone', phone, true
    from unnest(${ids}::uuid[], ${people.map((one) => one.phone)}::text[]) as p(id, phone)`.execute(tx);
}

/**
 * Makes everybody wait who writes about one of these numbers at the same moment, so that two requests do not make two
 * contacts of a stranger. The lock is the transaction's; numbers in one order, so that two requests cannot deadlock.
 */
export async function lockNumbers(tx: Tx, workspaceId: string, phones: readonly string[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(7063, key) from (
      select distinct hashtext(${workspaceId} || phone) as key from unnest(${[...phones]}::text[]) as p(phone) order by 1) keys`.execute(
    tx,
  );
}

/** What was planned for each number. */
export async function listPlanned(tx: Tx, workspaceId: string, sourceId: string) {
  return tx
    .selectFrom('messages')
    .select(['id', 'contact_id', 'address', 'state', 'reason'])
    .where('workspace_id', '=', workspaceId)
    .where('source_id', '=', sourceId)
    .execute();
}

/** These contacts as people. */
export function peopleWithIds(ids: readonly string[]): People {
  return sql<{ id: string }>`select unnest(${[...ids]}::uuid[]) as id`;
}

/** These contacts at the given addresses: people for planning with `addressed`. */
export function peopleAt(pairs: readonly { readonly contactId: string; readonly address: string }[]): PeopleAt {
  return sql<{
    id: string;
    address: string;
  }>`select * from unnest(${pairs.map((one) => one.contactId)}::uuid[], ${pairs.map((one) => one.address)}::text[]) as given(id, address)`;
}
