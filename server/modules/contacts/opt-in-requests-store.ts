import type { OptInRequest } from '@tidings/core/contract/consent';
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { OptInRequestsTable } from '../../db/tables/opt-in.ts';

export type OptInRequestRow = Selectable<OptInRequestsTable>;

/** The request of a person that is open. Its problem says so, too, when the question is written already and waits for "Meant stop?". */
export async function findOpenRequest(tx: Tx, workspaceId: string, contactId: string): Promise<OptInRequestRow | undefined> {
  const row = await tx
    .selectFrom('opt_in_requests as r')
    .selectAll('r')
    .select(
      sql<boolean>`exists (select 1 from outbox o where o.message_id = r.message_id and o.status = 'queued' and o.due_at > now()
        and o.wait_reason = 'asked_to_stop_maybe')`.as('held'),
    )
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (!row) return undefined;
  const { held, ...request } = row;
  return held ? { ...request, problem: 'in_doubt' } : request;
}

/** Every request of a person, newest first. */
export async function listRequests(tx: Tx, workspaceId: string, contactId: string): Promise<OptInRequestRow[]> {
  return tx
    .selectFrom('opt_in_requests')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .orderBy('id', 'desc')
    .execute();
}

const problems: Readonly<Record<string, string>> = {
  suppressed: 'The number is on the do-not-contact list, so nobody is asked there.',
  asked_enough: 'This phone was asked three times and never answered. It is not asked again.',
  asked_lately: 'This phone was asked in the last 24 hours. It is asked again when they are over.',
  in_doubt:
    'It waits for “Meant stop?”: a text from this phone may have meant that. Say in the inbox what they meant, and they are asked or left alone.',
  no_sender: 'No sender is set up, so the question waits. Connect a provider in Settings.',
};

export function presentRequest(row: OptInRequestRow): OptInRequest {
  const { method } = row.evidence;
  return {
    id: row.id,
    purpose: row.purpose,
    source: row.source,
    method: typeof method === 'string' ? method : null,
    wording: row.wording,
    actor_name: row.actor_name,
    address: row.address,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    asked_at: row.asked_at?.toISOString() ?? null,
    problem: row.problem === null ? null : (problems[row.problem] ?? row.problem),
    played_at: row.played_at?.toISOString() ?? null,
  };
}
