import { duplicatesApi } from '@tidings/core/contract/duplicates';
import { implement } from '../../http/route.ts';
import { dismissDuplicate, listDuplicates, listDuplicatesOf } from './duplicates.ts';
import { countPairs } from './duplicates-store.ts';
import { askForLook } from './look-jobs.ts';

/** No screen tells more than "over 1,000" apart. */
const countLimit = 1_000;

export const duplicateRoutes = implement(duplicatesApi, {
  listDuplicates: ({ ctx, actor, query }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => listDuplicates(tx, actor.workspaceId, query)),
  countDuplicates: ({ ctx, actor }) => ctx.db.workspace(actor.workspaceId, (tx) => countPairs(tx, actor.workspaceId, countLimit)),
  listDuplicatesOf: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => listDuplicatesOf(tx, actor.workspaceId, params.contact_id)),
  lookForDuplicates: ({ ctx, actor, body }) => askForLook(ctx, actor.workspaceId, { everybody: !body.only_changed }),
  dismissDuplicate: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => dismissDuplicate(tx, actor, body)),
});
