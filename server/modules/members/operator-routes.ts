import { type Installation, operatorApi } from '@tidings/core/contract/operator';
import type { Context } from '../../context.ts';
import { implement } from '../../http/route.ts';
import { version } from '../../lib/version.ts';
import { countInstallation, getInstallation, setOpenSignup } from '../accounts/store.ts';

function present(ctx: Context): Promise<Installation> {
  return ctx.db.system(async (tx) => ({
    open_signup: (await getInstallation(tx)).open_signup,
    live_allowed: ctx.config.production,
    public_url: ctx.publicUrl,
    version,
    ...(await countInstallation(tx)),
  }));
}

export const operatorRoutes = implement(operatorApi, {
  getInstallation: ({ ctx }) => present(ctx),
  updateInstallation: async ({ ctx, actor, body }) => {
    await ctx.db.system((tx) => setOpenSignup(tx, body.open_signup));
    // An installation has no audit trail of its own yet; its log says who opened the door.
    ctx.log.info({ operator_id: actor.id, open_signup: body.open_signup }, 'the operator changed who may sign up');
    return present(ctx);
  },
});
