import type { Member, NewMember } from '@tidings/core/contract/members';
import type { Role } from '@tidings/core/contract/permissions';
import type { z } from 'zod';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { hashNewPassword } from '../accounts/new-password.ts';
import { deleteSessionsOf } from '../accounts/sessions-store.ts';
import { insertUser, updatePassword } from '../accounts/store.ts';
import { recordActivity } from '../audit/service.ts';
import { getWorkspaceRow, lockWorkspaceRow } from '../workspaces/store.ts';
import { refuseAbove, refuseRaising } from './rank.ts';
import {
  countOwners,
  deleteMember,
  findMember,
  insertMember,
  isMemberElsewhere,
  listMemberRows,
  type MemberRow,
  updateRole,
} from './store.ts';

export async function listMembers(
  ctx: Context,
  actor: WorkspaceActor,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<Member>> {
  const [name, id] = decodeCursor(query.cursor, 2) ?? [];
  const after = name === undefined ? undefined : { name: String(name), id: String(id) };
  const rows = await ctx.db.workspace(actor.workspaceId, (tx) => listMemberRows(tx, actor.workspaceId, after, query.limit + 1));
  const page = toPage(rows, query.limit, (row) => [row.sort_name, row.user_id]);
  return { ...page, items: page.items.map(presentMember) };
}

/** Makes an account whose password somebody else chose; its person changes it at the first sign-in. */
export async function createMember(ctx: Context, actor: WorkspaceActor, wish: z.output<typeof NewMember>): Promise<Member> {
  refuseRaising(actor.role, wish.role);
  const { name: organisation } = await ctx.db.workspace(actor.workspaceId, (tx) => getWorkspaceRow(tx, actor.workspaceId));
  const hash = await hashNewPassword(wish.password, { ...wish, organisations: [organisation] }, 'body.password');
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const { name, email, role } = wish;
    const user = await insertUser(tx, { name, email, passwordHash: hash, operator: false, passwordChangeRequired: true });
    if (!user) {
      throw new Refusal(
        'already_exists',
        'This person has an account already. Send an invitation instead: they accept it with that account.',
        {
          fields: [{ field: 'body.email', message: 'has an account already; invite this person instead' }],
        },
      );
    }
    await insertMember(tx, { workspaceId: actor.workspaceId, userId: user.id, role });
    await record(tx, actor, 'member_added', { user_id: user.id, name }, { role });
    return presentMember(await getMember(tx, actor.workspaceId, user.id));
  });
}

export async function changeRole(ctx: Context, actor: WorkspaceActor, userId: string, role: Role): Promise<Member> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const member = await accessMember(tx, actor, userId);
    refuseRaising(actor.role, role);
    if (member.role !== role) {
      await keepAnOwner(tx, actor.workspaceId, member);
      await updateRole(tx, actor.workspaceId, userId, role);
      await record(tx, actor, 'member_role_changed', member, { from: member.role, to: role });
    }
    return presentMember({ ...member, role });
  });
}

export async function removeMember(ctx: Context, actor: WorkspaceActor, userId: string): Promise<void> {
  await ctx.db.workspace(actor.workspaceId, async (tx) => {
    const member = await accessMember(tx, actor, userId);
    await keepAnOwner(tx, actor.workspaceId, member);
    await deleteMember(tx, actor.workspaceId, userId);
    await record(tx, actor, 'member_removed', member, { role: member.role });
  });
}

/** Ends the own membership. */
export async function leave(ctx: Context, actor: WorkspaceActor): Promise<void> {
  if (actor.kind !== 'user') throw new Refusal('not_allowed', 'Only a person can leave a workspace; revoke the key instead.');
  await ctx.db.workspace(actor.workspaceId, async (tx) => {
    await lockWorkspaceRow(tx, actor.workspaceId);
    const member = await getMember(tx, actor.workspaceId, actor.id);
    await keepAnOwner(tx, actor.workspaceId, member);
    await deleteMember(tx, actor.workspaceId, actor.id);
    await record(tx, actor, 'member_left', member, { role: member.role });
  });
}

/** A new initial password for somebody who forgot theirs. Not for people of other workspaces too: it would open those as well. */
export async function resetPassword(ctx: Context, actor: WorkspaceActor, userId: string, password: string): Promise<void> {
  const { member, organisation } = await ctx.db.workspace(actor.workspaceId, async (tx) => ({
    member: await accessMember(tx, actor, userId),
    organisation: (await getWorkspaceRow(tx, actor.workspaceId)).name,
  }));
  if (actor.kind === 'user' && actor.id === userId) {
    throw new Refusal('not_allowed', 'Change your own password on your account page.');
  }
  const hash = await hashNewPassword(password, { ...member, organisations: [organisation] }, 'body.password');
  await ctx.db.system(async (tx) => {
    // Looked at again: between the two, the person may have left or joined elsewhere.
    const now = await accessMember(tx, actor, userId);
    if (now.operator || (await isMemberElsewhere(tx, actor.workspaceId, userId))) {
      throw new Refusal(
        'not_allowed',
        `${member.name} is not only in this workspace, so only the operator of the installation can do this.`,
      );
    }
    await updatePassword(tx, userId, { hash, changeRequired: true, at: ctx.clock.now() });
    await deleteSessionsOf(tx, userId);
    await record(tx, actor, 'member_password_reset', now, {});
  });
}

/** The member that the actor may change, with the workspace held: changes of roles wait for one another, so that one owner stays. */
async function accessMember(tx: Tx, actor: WorkspaceActor, userId: string): Promise<MemberRow> {
  await lockWorkspaceRow(tx, actor.workspaceId);
  const member = await getMember(tx, actor.workspaceId, userId);
  refuseAbove(actor.role, member.role);
  return member;
}

async function getMember(tx: Tx, workspaceId: string, userId: string): Promise<MemberRow> {
  const member = await findMember(tx, workspaceId, userId);
  if (!member) throw notFound('member');
  return member;
}

async function keepAnOwner(tx: Tx, workspaceId: string, member: MemberRow): Promise<void> {
  if (member.role === 'owner' && (await countOwners(tx, workspaceId)) <= 1) {
    throw new Refusal('wrong_state', `${member.name} is the last owner. Make somebody else an owner first.`);
  }
}

async function record(
  tx: Tx,
  actor: WorkspaceActor,
  action: string,
  member: { user_id: string; name: string },
  details: Record<string, unknown>,
): Promise<void> {
  await recordActivity(tx, actor, { action, objectKind: 'member', objectId: member.user_id, objectLabel: member.name, details });
  await announce(tx, actor.workspaceId, { topic: 'members', id: member.user_id });
}

function presentMember(row: MemberRow): Member {
  return {
    user_id: row.user_id,
    name: row.name,
    email: row.email,
    role: row.role,
    joined_at: row.joined_at.toISOString(),
    last_seen_at: row.last_seen_at?.toISOString() ?? null,
    password_change_required: row.password_change_required,
  };
}
