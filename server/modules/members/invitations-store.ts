import type { Role } from '@tidings/core/contract/permissions';
import type { Tx } from '../../db/database.ts';

/** Adds an invitation in place of an open one to the same address. */
export async function replaceInvitation(
  tx: Tx,
  invitation: {
    workspaceId: string;
    email: string;
    role: Role;
    tokenHash: string;
    invitedBy: { id: string; name: string };
    now: Date;
    expiresAt: Date;
  },
) {
  const email = invitation.email.toLowerCase();
  await tx
    .updateTable('invitations')
    .set({ revoked_at: invitation.now })
    .where('workspace_id', '=', invitation.workspaceId)
    .where('email', '=', email)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute();
  return tx
    .insertInto('invitations')
    .values({
      workspace_id: invitation.workspaceId,
      email,
      role: invitation.role,
      token_hash: invitation.tokenHash,
      invited_by: invitation.invitedBy.id,
      invited_by_name: invitation.invitedBy.name,
      created_at: invitation.now,
      expires_at: invitation.expiresAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export type InvitationRow = Awaited<ReturnType<typeof replaceInvitation>>;

/** Invitations that were neither accepted nor revoked, the latest first, expired ones too. */
export async function listInvitationRows(tx: Tx, workspaceId: string, beforeId: string | undefined, limit: number) {
  let query = tx
    .selectFrom('invitations')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null);
  if (beforeId !== undefined) query = query.where('id', '<', beforeId);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

/** Takes an invitation back; undefined when there is no open one with this id. */
export async function revokeInvitationRow(tx: Tx, workspaceId: string, invitationId: string, now: Date) {
  return tx
    .updateTable('invitations')
    .set({ revoked_at: now })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', invitationId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

/** The invitation that this link is of, while it can be accepted. System scope: the link says which workspace. */
export async function findOpenInvitation(tx: Tx, tokenHash: string, now: Date) {
  return tx
    .selectFrom('invitations')
    .innerJoin('workspaces', 'workspaces.id', 'invitations.workspace_id')
    .selectAll('invitations')
    .select('workspaces.name as workspace_name')
    .where('token_hash', '=', tokenHash)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/** Uses an invitation up; false when somebody else was quicker. */
export async function acceptInvitationRow(tx: Tx, invitation: { id: string; workspaceId: string }, userId: string, now: Date) {
  const result = await tx
    .updateTable('invitations')
    .set({ accepted_at: now, accepted_by: userId })
    .where('workspace_id', '=', invitation.workspaceId)
    .where('id', '=', invitation.id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
