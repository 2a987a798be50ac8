import { z } from 'zod';
import { Id, Instant, PageQuery, pageOf } from './common.ts';
import { defineApi } from './endpoint.ts';
import { roles } from './permissions.ts';
import { Password, Session } from './session.ts';

/** A person in the workspace. */
export const Member = z
  .object({
    user_id: Id,
    name: z.string(),
    email: z.string(),
    role: z.enum(roles),
    joined_at: Instant,
    last_seen_at: Instant.nullable(),
    /** Has not yet replaced the password that somebody else chose. */
    password_change_required: z.boolean(),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

/** A link that makes whoever opens it a member. */
export const Invitation = z
  .object({
    id: Id,
    email: z.string(),
    role: z.enum(roles),
    invited_by: z.string(),
    created_at: Instant,
    expires_at: Instant,
    expired: z.boolean(),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;

/** An invitation with its link, which is shown once: only its hash is kept. */
export const InvitationWithLink = z.object({ invitation: Invitation, url: z.string() });

/** What the holder of an invitation's link sees before accepting. */
export const OpenInvitation = z.object({
  workspace_name: z.string(),
  invited_by: z.string(),
  email: z.string(),
  role: z.enum(roles),
  expires_at: Instant,
  /** The invited address has an account already: sign in to accept. */
  has_account: z.boolean(),
});
export type OpenInvitation = z.infer<typeof OpenInvitation>;

const Email = z.email('must be an e-mail address').max(320);
const RoleChoice = z.enum(roles, { error: `must be one of ${roles.join(', ')}` });
const MemberParams = z.object({ user_id: Id });
const InvitationParams = z.object({ invitation_id: Id });
const LinkParams = z.object({ token: z.string().min(20).max(100) });

export const NewMember = z.object({
  name: z.string().trim().min(1, 'is needed').max(100),
  email: Email,
  role: RoleChoice,
  password: Password,
});
export const NewInvitation = z.object({ email: Email, role: RoleChoice });
export const AcceptInvitation = z.object({ name: z.string().trim().min(1, 'is needed').max(100), password: Password });

export const membersApi = defineApi({
  listMembers: {
    method: 'GET',
    path: '/members',
    access: 'members:read',
    summary: 'Who is in the workspace, by name.',
    query: PageQuery,
    response: pageOf(Member),
  },
  createMember: {
    method: 'POST',
    path: '/members',
    access: 'members:manage',
    summary: 'Creates an account with an initial password, which the person must change at the first sign-in.',
    body: NewMember,
    response: Member,
    status: 201,
  },
  changeMemberRole: {
    method: 'PATCH',
    path: '/members/{user_id}',
    access: 'members:manage',
    summary: 'Changes a role. Nobody can give more than they have, and the last owner stays owner.',
    params: MemberParams,
    body: z.object({ role: RoleChoice }),
    response: Member,
  },
  resetMemberPassword: {
    method: 'POST',
    path: '/members/{user_id}/password',
    access: 'members:manage',
    summary: 'Sets a new initial password and signs the person out. Only for people of no other workspace.',
    params: MemberParams,
    body: z.object({ password: Password }),
    response: 'none',
  },
  removeMember: {
    method: 'DELETE',
    path: '/members/{user_id}',
    access: 'members:manage',
    summary: 'Takes a person out of the workspace. The last owner stays.',
    params: MemberParams,
    response: 'none',
  },
  listInvitations: {
    method: 'GET',
    path: '/invitations',
    access: 'members:manage',
    summary: 'Invitations that were not accepted yet.',
    query: PageQuery,
    response: pageOf(Invitation),
  },
  createInvitation: {
    method: 'POST',
    path: '/invitations',
    access: 'members:manage',
    summary:
      'Makes an invitation; its link is valid for 7 days and shown once. Inviting the same address again replaces the link.',
    body: NewInvitation,
    response: InvitationWithLink,
    status: 201,
  },
  revokeInvitation: {
    method: 'DELETE',
    path: '/invitations/{invitation_id}',
    access: 'members:manage',
    summary: 'Makes an invitation’s link useless.',
    params: InvitationParams,
    response: 'none',
  },
  getOpenInvitation: {
    method: 'GET',
    path: '/invitation-links/{token}',
    access: 'public',
    summary: 'What an invitation’s link offers.',
    params: LinkParams,
    response: OpenInvitation,
  },
  acceptInvitation: {
    method: 'POST',
    path: '/invitation-links/{token}/accept',
    access: 'signed_in',
    summary: 'Makes the signed-in person a member.',
    params: LinkParams,
    response: Session,
  },
  joinByInvitation: {
    method: 'POST',
    path: '/invitation-links/{token}/join',
    access: 'public',
    summary: 'Creates an account for the invited address and makes it a member.',
    params: LinkParams,
    body: AcceptInvitation,
    response: Session,
    status: 201,
  },
});
