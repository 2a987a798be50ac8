import { optOutsApi } from '@tidings/core/contract/opt-outs';
import { implement } from '../../http/route.ts';
import { countOpenDoubts } from '../compliance/doubts-store.ts';
import { decideDoubt, listDoubts, optOutContact } from './opt-outs.ts';

export const optOutRoutes = implement(optOutsApi, {
  listOptOutDoubts: ({ ctx, actor, query }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => listDoubts(tx, actor.workspaceId, query)),
  countOptOutDoubts: async ({ ctx, actor }) => ({
    open: await ctx.db.workspace(actor.workspaceId, (tx) => countOpenDoubts(tx, actor.workspaceId)),
  }),
  decideOptOutDoubt: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => decideDoubt(tx, actor, params.opt_out_doubt_id, body.asked_to_stop)),
  optOutContact: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => optOutContact(tx, actor, params.contact_id, body.reason)),
});
