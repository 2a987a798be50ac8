import { membersApi } from '@tidings/core/contract/members';
import { implement } from '../../http/route.ts';
import { visitOf } from '../accounts/sessions.ts';
import { acceptAs, getOpenInvitation, invite, joinAs, listInvitations, revokeInvitation } from './invitations.ts';
import { changeRole, createMember, listMembers, removeMember, resetPassword } from './service.ts';
import { welcome } from './session-routes.ts';

export const memberRoutes = implement(membersApi, {
  listMembers: ({ ctx, actor, query }) => listMembers(ctx, actor, query),
  createMember: ({ ctx, actor, body }) => createMember(ctx, actor, body),
  changeMemberRole: ({ ctx, actor, params, body }) => changeRole(ctx, actor, params.user_id, body.role),
  resetMemberPassword: ({ ctx, actor, params, body }) => resetPassword(ctx, actor, params.user_id, body.password),
  removeMember: ({ ctx, actor, params }) => removeMember(ctx, actor, params.user_id),
  listInvitations: ({ ctx, actor, query }) => listInvitations(ctx, actor, query),
  createInvitation: ({ ctx, actor, body }) => invite(ctx, actor, body),
  revokeInvitation: ({ ctx, actor, params }) => revokeInvitation(ctx, actor, params.invitation_id),
  getOpenInvitation: ({ ctx, params }) => getOpenInvitation(ctx, params.token),
  acceptInvitation: ({ ctx, actor, params }) => acceptAs(ctx, actor, params.token),
  joinByInvitation: async ({ ctx, params, body, exchange }) =>
    welcome(ctx, exchange, await joinAs(ctx, visitOf(ctx, exchange), params.token, body)),
});
