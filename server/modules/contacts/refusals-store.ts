import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** The line `e` of the ledger only asks for a YES of somebody who had said no: as long as nobody answers, it takes nothing back. */
const onlyAsks = (e: string) => sql`(${sql.ref(`${e}.consent`)} = 'unknown' and ${sql.ref(`${e}.evidence`)} ? 'request_id')`;

/** The line `e` of the ledger is a no that nothing said since has ended, of this person or of whoever they were merged into (`person`). */
export function noStands(e: string, person: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(${sql.ref(`${e}.consent`)} = 'no' and ${sql.ref(`${e}.channel`)} = 'sms' and not exists (
    select 1 from consent_events l where l.workspace_id = ${sql.ref(`${e}.workspace_id`)} and l.contact_id in (${sql.ref(`${e}.contact_id`)}, ${person})
      and l.id > ${sql.ref(`${e}.id`)} and l.channel = 'sms' and l.consent <> 'no' and not ${onlyAsks('l')}))`;
}

/** Whether the contact under an alias said no and has not said yes since: also while they are asked whether they changed their mind. */
export function hasRefused(alias: string): RawBuilder<boolean> {
  return sql`(${sql.ref(`${alias}.sms_consent`)} = 'no' or (${sql.ref(`${alias}.sms_consent`)} = 'unknown' and coalesce((
    select ${onlyAsks('e')} from consent_events e where e.workspace_id = ${sql.ref(`${alias}.workspace_id`)}
      and e.contact_id = ${sql.ref(`${alias}.id`)} and e.channel = 'sms' order by e.id desc limit 1), false)))`;
}

/** Whether this person, or somebody else who has the number, said no and has not said yes since; deleted people, too. */
export async function anyRefused(tx: Tx, workspaceId: string, contactId: string, address: string): Promise<boolean> {
  const { rows } = await sql<{ refused: boolean }>`
    select coalesce(bool_or(${hasRefused('c')}), false) as refused from contacts c
    where c.workspace_id = ${workspaceId} and (c.id = ${contactId} or c.id in (
      select a.contact_id from contact_addresses a where a.workspace_id = ${workspaceId} and a.kind = 'phone' and a.value = ${address}))`.execute(
    tx,
  );
  return rows[0]?.refused ?? false;
}
