import type { AcceptInvitation, Invitation, OpenInvitation } from '@tidings/core/contract/members';
import type { Role } from '@tidings/core/contract/permissions';
import type { Session } from '@tidings/core/contract/session';
import type { z } from 'zod';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { decodeCursor, type Page, toPage } from '../../db/page.ts';
import { announce } from '../../events/realtime.ts';
import type { UserActor, WorkspaceActor } from '../../http/actor.ts';
import { randomToken, sha256 } from '../../lib/crypto.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { countSignUp } from '../accounts/limits.ts';
import { hashNewPassword } from '../accounts/new-password.ts';
import { startSession, type Visit } from '../accounts/sessions.ts';
import { findUserByEmail, insertUser } from '../accounts/store.ts';
import { recordActivity } from '../audit/service.ts';
import type { Joined } from './found.ts';
import {
  acceptInvitationRow,
  findOpenInvitation,
  type InvitationRow,
  listInvitationRows,
  replaceInvitation,
  revokeInvitationRow,
} from './invitations-store.ts';
import { refuseRaising } from './rank.ts';
import { presentSession } from './session.ts';
import { findMember, insertMember } from './store.ts';

const validDays = 7;

/** Makes an invitation with its link; the link is known only now. */
export async function invite(ctx: Context, actor: WorkspaceActor, wish: { email: string; role: Role }) {
  refuseRaising(actor.role, wish.role);
  const token = randomToken(24);
  const now = ctx.clock.now();
  const row = await ctx.db.workspace(actor.workspaceId, async (tx) => {
    const user = await findUserByEmail(tx, wish.email);
    if (user && (await findMember(tx, actor.workspaceId, user.id))) {
      throw new Refusal('already_exists', `${user.name} is a member of this workspace already.`, {
        fields: [{ field: 'body.email', message: 'is a member already' }],
      });
    }
    const invitation = await replaceInvitation(tx, {
      workspaceId: actor.workspaceId,
      email: wish.email,
      role: wish.role,
      tokenHash: sha256(token),
      invitedBy: { id: actor.id, name: actor.name },
      now,
      expiresAt: new Date(now.getTime() + validDays * 86_400_000),
    });
    await recordInvitation(tx, actor, 'member_invited', invitation);
    return invitation;
  });
  return { invitation: presentInvitation(row, now), url: `${ctx.publicUrl}/invitation/${token}` };
}

export async function listInvitations(
  ctx: Context,
  actor: WorkspaceActor,
  query: { limit: number; cursor?: string | undefined },
): Promise<Page<Invitation>> {
  const [before] = decodeCursor(query.cursor, 1) ?? [];
  const rows = await ctx.db.workspace(actor.workspaceId, (tx) =>
    listInvitationRows(tx, actor.workspaceId, before === undefined ? undefined : String(before), query.limit + 1),
  );
  const page = toPage(rows, query.limit, (row) => [row.id]);
  return { ...page, items: page.items.map((row) => presentInvitation(row, ctx.clock.now())) };
}

export async function revokeInvitation(ctx: Context, actor: WorkspaceActor, invitationId: string): Promise<void> {
  await ctx.db.workspace(actor.workspaceId, async (tx) => {
    const row = await revokeInvitationRow(tx, actor.workspaceId, invitationId, ctx.clock.now());
    if (!row) throw notFound('open invitation');
    await recordInvitation(tx, actor, 'invitation_revoked', row);
  });
}

/** What the holder of a link is offered. */
export async function getOpenInvitation(ctx: Context, token: string): Promise<OpenInvitation> {
  return ctx.db.system(async (tx) => {
    const invitation = await accessInvitation(ctx, tx, token);
    return {
      workspace_name: invitation.workspace_name,
      invited_by: invitation.invited_by_name,
      email: invitation.email,
      role: invitation.role,
      expires_at: invitation.expires_at.toISOString(),
      has_account: (await findUserByEmail(tx, invitation.email)) !== undefined,
    };
  });
}

/** The signed-in person becomes a member. The link is enough: people have more than one address. */
export async function acceptAs(ctx: Context, actor: UserActor, token: string): Promise<Session> {
  return ctx.db.system(async (tx) => {
    const invitation = await accessInvitation(ctx, tx, token);
    if (await findMember(tx, invitation.workspace_id, actor.id)) {
      throw new Refusal('already_exists', `You are a member of ${invitation.workspace_name} already.`);
    }
    await accept(ctx, tx, invitation, actor);
    return presentSession(ctx, tx, actor.id);
  });
}

/** Somebody without an account makes one for the invited address and becomes a member. */
export async function joinAs(
  ctx: Context,
  visit: Visit,
  token: string,
  person: z.output<typeof AcceptInvitation>,
): Promise<Joined> {
  const offered = await ctx.db.system((tx) => accessInvitation(ctx, tx, token));
  await countSignUp(ctx, visit.ip);
  const owner = { name: person.name, email: offered.email, organisations: [offered.workspace_name] };
  const hash = await hashNewPassword(person.password, owner, 'body.password');
  return ctx.db.system(async (tx) => {
    const invitation = await accessInvitation(ctx, tx, token);
    const user = await insertUser(tx, {
      name: person.name,
      email: invitation.email,
      passwordHash: hash,
      operator: false,
      passwordChangeRequired: false,
    });
    if (!user) throw new Refusal('already_exists', `There is an account for ${invitation.email} already. Sign in to accept.`);
    await accept(ctx, tx, invitation, user);
    const started = await startSession(ctx, tx, visit, user.id);
    return { session: await presentSession(ctx, tx, user.id), started };
  });
}

type OpenRow = NonNullable<Awaited<ReturnType<typeof findOpenInvitation>>>;

async function accessInvitation(ctx: Context, tx: Tx, token: string): Promise<OpenRow> {
  const invitation = await findOpenInvitation(tx, sha256(token), ctx.clock.now());
  if (!invitation) {
    throw new Refusal(
      'not_found',
      'This invitation is not valid any more: it was used, taken back or has expired. Ask for a new one.',
    );
  }
  return invitation;
}

async function accept(ctx: Context, tx: Tx, invitation: OpenRow, user: { id: string; name: string }): Promise<void> {
  const { id, workspace_id: workspaceId, role } = invitation;
  if (!(await acceptInvitationRow(tx, { id, workspaceId }, user.id, ctx.clock.now()))) {
    throw new Refusal('not_found', 'This invitation has just been used or taken back.');
  }
  await insertMember(tx, { workspaceId, userId: user.id, role });
  await recordActivity(
    tx,
    { kind: 'user', id: user.id, name: user.name, workspaceId },
    { action: 'member_joined', objectKind: 'member', objectId: user.id, objectLabel: user.name, details: { role } },
  );
  await announce(tx, workspaceId, { topic: 'members', id: user.id });
}

async function recordInvitation(tx: Tx, actor: WorkspaceActor, action: string, row: InvitationRow): Promise<void> {
  await recordActivity(tx, actor, {
    action,
    objectKind: 'invitation',
    objectId: row.id,
    objectLabel: row.email,
    details: { role: row.role },
  });
  await announce(tx, actor.workspaceId, { topic: 'members' });
}

function presentInvitation(row: InvitationRow, now: Date): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    invited_by: row.invited_by_name,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    expired: row.expires_at <= now,
  };
}
