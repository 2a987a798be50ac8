import { accountApi } from '@tidings/core/contract/account';
import { implement } from '../../http/route.ts';
import { endOtherSessions, endOwnSession, listOwnSessions, renameAccount } from '../accounts/service.ts';
import { presentSession } from './session.ts';

export const accountRoutes = implement(accountApi, {
  updateAccount: async ({ ctx, actor, body }) => {
    await renameAccount(ctx, actor, body.name);
    return ctx.db.system((tx) => presentSession(ctx, tx, actor.id));
  },
  listSessions: async ({ ctx, actor }) => ({ items: await listOwnSessions(ctx, actor) }),
  endOtherSessions: async ({ ctx, actor }) => ({ ended: await endOtherSessions(ctx, actor) }),
  endSession: ({ ctx, actor, params }) => endOwnSession(ctx, actor, params.session_id),
});
