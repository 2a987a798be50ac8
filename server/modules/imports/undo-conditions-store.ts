import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { UndoCounts } from '../../db/tables/imports.ts';
import type { ImportRow } from './store.ts';

export const noUndo: UndoCounts = { removed: 0, restored: 0, consents: 0, messaged: 0, changed: 0 };

/** What an undo did in one step, and where it goes on. */
export interface UndoStep {
  /** People it looked at; fewer than asked for when there are no more. */
  readonly people: number;
  readonly counts: UndoCounts;
  /** The last of the people whom the import added. */
  readonly mark: string | null;
}

/** Something was sent to the person or came from them since the import began. */
export const messaged = (id: RawBuilder<unknown>, row: ImportRow) =>
  sql`exists (select 1 from messages x where x.contact_id = ${id} and x.created_at >= ${row.started_at}::timestamptz)`;

/** Somebody, or an import that stands, changed the person c after the import had stored them: one that was undone set the time back. */
export const changedSince = (row: ImportRow) => sql`(c.updated_at > ${row.last_stored_at}::timestamptz
  or exists (select 1 from contact_notes n where n.contact_id = c.id))`;

/** Whom the import added, whichever import changed them since. */
export const ofImport = (row: ImportRow) =>
  sql`c.workspace_id = ${row.workspace_id} and c.import_id = ${row.id}::uuid and c.deleted_at is null`;

/** The consent is the one that the person came with. */
export const ownConsent = sql`((c.sms_consent = 'no' or c.sms_agreed <> '{}') and c.sms_consent_at = c.created_at)`;

/** What stands in the ledger of a consent that was taken back. */
export const ledgerLine = (row: ImportRow) =>
  sql`jsonb_build_object('import_id', ${row.id}::text, 'file', ${row.file_name}::text, 'method', 'the import was undone')`;

/** Questions for a YES that the import asks are not asked any more. */
export async function closeRequests(tx: Tx, row: ImportRow, people: RawBuilder<unknown>): Promise<void> {
  await sql`
    update opt_in_requests r set closed_at = now(), ask_at = null, outcome = 'withdrawn'
    where r.workspace_id = ${row.workspace_id} and r.closed_at is null and r.evidence ->> 'import_id' = ${row.id}::text
      and r.contact_id in (${people})`.execute(tx);
}

/**
 * Where something was said of consent since, that stands; but for a number for which only the import said yes, nobody did. `people` have a
 * column contact_id.
 */
export async function forgetGiven(tx: Tx, row: ImportRow, people: RawBuilder<unknown>): Promise<number> {
  const result = await sql`
    with given as (
      select e.contact_id, e.address, e.id from consent_events e
      where e.workspace_id = ${row.workspace_id} and e.contact_id in (${people}) and e.source = 'import' and e.consent = 'yes'
        and e.evidence ->> 'import_id' = ${row.id}::text and not exists (
          select 1 from consent_events l where l.workspace_id = e.workspace_id and l.contact_id = e.contact_id and l.id > e.id
            and l.consent = 'yes' and l.address is not distinct from e.address)
    ), taken as (
      update contacts c set sms_agreed = c.sms_agreed - g.numbers, sms_consent_at = now()
      from (select contact_id, array_agg(coalesce(address, '')) as numbers from given group by 1) g
      where c.workspace_id = ${row.workspace_id} and c.id = g.contact_id and c.sms_agreed ?| g.numbers
      returning c.id, g.numbers
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, evidence, actor_name)
    select ${row.workspace_id}::uuid, taken.id, nullif(n.number, ''), 'sms', 'unknown', 'all', 'import', ${ledgerLine(row)}, ${row.undo_by?.name ?? null}::text
    from taken cross join lateral unnest(taken.numbers) n(number)`.execute(tx);
  return Number(result.numAffectedRows ?? 0);
}
