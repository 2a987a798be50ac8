import { sessionApi } from '@tidings/core/contract/session';
import type { Context } from '../../context.ts';
import { type Exchange, implement } from '../../http/route.ts';
import { clearSessionCookie, setSessionCookie } from '../../http/session-cookie.ts';
import { changePassword, signIn } from '../accounts/service.ts';
import { endVisit, visitOf } from '../accounts/sessions.ts';
import { firstRun, type Joined, signUp } from './found.ts';
import { presentSession } from './session.ts';
import { listMemberships } from './store.ts';

/** Puts the new session into the browser. */
export function welcome(ctx: Context, exchange: Exchange, { session, started }: Joined) {
  setSessionCookie(ctx, exchange, started.token, started.expiresAt);
  return session;
}

export const sessionRoutes = implement(sessionApi, {
  getSession: ({ ctx, actor }) => ctx.db.system((tx) => presentSession(ctx, tx, actor?.id)),
  firstRun: async ({ ctx, body, exchange }) => welcome(ctx, exchange, await firstRun(ctx, visitOf(ctx, exchange), body)),
  signUp: async ({ ctx, body, exchange }) => welcome(ctx, exchange, await signUp(ctx, visitOf(ctx, exchange), body)),
  signIn: async ({ ctx, body, exchange }) => {
    const { userId, session: started } = await signIn(ctx, visitOf(ctx, exchange), body);
    return welcome(ctx, exchange, { started, session: await ctx.db.system((tx) => presentSession(ctx, tx, userId)) });
  },
  signOut: async ({ ctx, exchange }) => {
    await ctx.db.system((tx) => endVisit(tx, visitOf(ctx, exchange)));
    clearSessionCookie(ctx, exchange);
  },
  changePassword: async ({ ctx, actor, body, exchange }) => {
    const organisations = (await ctx.db.system((tx) => listMemberships(tx, actor.id))).map((one) => one.name);
    const started = await changePassword(ctx, visitOf(ctx, exchange), actor, { ...body, organisations });
    return welcome(ctx, exchange, { started, session: await ctx.db.system((tx) => presentSession(ctx, tx, actor.id)) });
  },
});
