import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { noStands } from '../contacts/refusals-store.ts';
import { evidence } from './evidence-store.ts';
import type { MergePlan } from './merge-plan.ts';

/**
 * Writes down a no of the file of people who had said no already, once for each source of a no (files together, each sheet for itself): whoever
 * takes theirs back does not take this one back with it. What they are being asked, they are not asked any more. After updateExisting.
 */
export async function repeatRefusals(tx: Tx, plan: MergePlan): Promise<void> {
  const sameSource =
    plan.from === 'sheet'
      ? sql`e.source = 'sheet' and exists (select 1 from list_source_syncs s join list_source_syncs mine on mine.source_id = s.source_id
          where mine.id = ${plan.importId}::uuid and s.id = case when e.source = 'sheet' then (e.evidence ->> 'sync_id')::uuid end)`
      : sql`e.source = 'import'`;
  await sql`
    with repeated as materialized (
      select m.*, coalesce(m.phones[1], c.phone) as address from import_rows m join contacts c on c.id = m.id
      where m.known is not null and m.consent = 'no' and c.sms_consent = 'no'
        and not exists (select 1 from import_updated u where u.id = m.id and u.consent_changed)
        and not exists (select 1 from consent_events e where e.workspace_id = ${plan.workspaceId} and e.contact_id = m.id
          and ${sameSource} and ${noStands('e', sql`m.id`)})
    ), settled as (
      update opt_in_requests r set closed_at = now(), ask_at = null, outcome = 'withdrawn'
      from repeated m where r.workspace_id = ${plan.workspaceId} and r.contact_id = m.id and r.closed_at is null
    )
    insert into consent_events (workspace_id, contact_id, address, channel, consent, purpose, source, wording, evidence, actor_name)
    select ${plan.workspaceId}::uuid, m.id, m.address, 'sms', 'no', 'all', ${plan.from ?? 'import'}::text, ${plan.wording}::text, ${evidence(plan)},
      ${plan.actorName}::text from repeated m`.execute(tx);
}
