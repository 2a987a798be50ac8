import type { OptInRequest } from '@tidings/core/contract/consent';
import type { Selectable } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { OptInRequestsTable } from '../../db/tables/opt-in.ts';

export type OptInRequestRow = Selectable<OptInRequestsTable>;

/** The request of a person that is open. */
export async function findOpenRequest(tx: Tx, workspaceId: string, contactId: string): Promise<OptInRequestRow | undefined> {
  return tx
    .selectFrom('opt_in_requests')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('contact_id', '=', contactId)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
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
