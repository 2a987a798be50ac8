import type { Role } from '@tidings/core/contract/permissions';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';

/** The person's membership in the workspace with this id or slug. System scope. */
export async function findMembership(tx: Tx, userId: string, workspace: { id: string } | { slug: string }) {
  const query = tx
    .selectFrom('members')
    .innerJoin('workspaces', 'workspaces.id', 'members.workspace_id')
    .select(['members.workspace_id', 'members.role'])
    .where('members.user_id', '=', userId);
  const named =
    'id' in workspace ? query.where('workspaces.id', '=', workspace.id) : query.where('workspaces.slug', '=', workspace.slug);
  return named.executeTakeFirst();
}

/** Where a person is a member, by name of the workspace. System scope. */
export async function listMemberships(tx: Tx, userId: string) {
  return tx
    .selectFrom('members')
    .innerJoin('workspaces', 'workspaces.id', 'members.workspace_id')
    .select([
      'workspaces.id as workspace_id',
      'workspaces.slug',
      'workspaces.name',
      'workspaces.mode',
      'workspaces.country',
      'workspaces.time_zone',
      'members.role',
    ])
    .where('members.user_id', '=', userId)
    .orderBy((eb) => eb.fn('lower', ['workspaces.name']))
    .orderBy('workspaces.id')
    .execute();
}

/** Adds a member; false when the person is one already. */
export async function insertMember(tx: Tx, member: { workspaceId: string; userId: string; role: Role }): Promise<boolean> {
  const result = await tx
    .insertInto('members')
    .values({ workspace_id: member.workspaceId, user_id: member.userId, role: member.role })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

function memberRows(tx: Tx, workspaceId: string) {
  return tx
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select([
      'members.user_id',
      'members.role',
      'members.joined_at',
      'users.name',
      'users.email',
      'users.operator',
      'users.last_seen_at',
      'users.password_change_required',
    ])
    .where('members.workspace_id', '=', workspaceId);
}

export type MemberRow = NonNullable<Awaited<ReturnType<typeof findMember>>>;

export async function findMember(tx: Tx, workspaceId: string, userId: string) {
  return memberRows(tx, workspaceId).where('members.user_id', '=', userId).executeTakeFirst();
}

/** Members by name, after the given name and id. */
export async function listMemberRows(
  tx: Tx,
  workspaceId: string,
  after: { name: string; id: string } | undefined,
  limit: number,
) {
  let query = memberRows(tx, workspaceId);
  if (after) query = query.where(sql<boolean>`(lower(users.name), users.id) > (${after.name}, ${after.id}::uuid)`);
  return query
    .select(sql<string>`lower(users.name)`.as('sort_name'))
    .orderBy('sort_name')
    .orderBy('users.id')
    .limit(limit)
    .execute();
}

export async function updateRole(tx: Tx, workspaceId: string, userId: string, role: Role): Promise<void> {
  await tx.updateTable('members').set({ role }).where('workspace_id', '=', workspaceId).where('user_id', '=', userId).execute();
}

export async function deleteMember(tx: Tx, workspaceId: string, userId: string): Promise<void> {
  await tx.deleteFrom('members').where('workspace_id', '=', workspaceId).where('user_id', '=', userId).execute();
}

export async function countOwners(tx: Tx, workspaceId: string): Promise<number> {
  const { n } = await tx
    .selectFrom('members')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'owner')
    .executeTakeFirstOrThrow();
  return n;
}

/** Whether the person is a member anywhere else. System scope. */
export async function isMemberElsewhere(tx: Tx, workspaceId: string, userId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('members')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('workspace_id', '!=', workspaceId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
