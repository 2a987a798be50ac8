import { broadcastsApi } from '@tidings/core/contract/broadcasts';
import { sendMessagesApi } from '@tidings/core/contract/send-messages';
import { decodeCursor, toPage } from '../../db/page.ts';
import { implement } from '../../http/route.ts';
import { listChosen } from '../audiences/pools-store.ts';
import { accessBroadcast } from './access.ts';
import { knownTags } from './check.ts';
import { cancelBroadcast, pauseBroadcast, releaseBroadcast, resumeBroadcast } from './control.ts';
import { sendDirect } from './direct.ts';
import { changeBroadcast, createDraft, deleteDraft, duplicateBroadcast } from './drafts.ts';
import { asTagLists } from './entries.ts';
import { estimateBroadcast } from './estimate.ts';
import { explainRecipient } from './explain.ts';
import { countFollowUps, followUpBroadcast } from './follow-up.ts';
import { presentBroadcast, presentRows } from './present.ts';
import { previewBroadcast } from './preview.ts';
import { exportRecipients, getProgress, listRecipients } from './progress.ts';
import { listReplies } from './replies.ts';
import { scheduleBroadcast, sendBroadcast, unscheduleBroadcast } from './send.ts';
import { settleSourceHold } from './source-hold.ts';
import { listBroadcastRows } from './store.ts';
import { sendTest } from './test-send.ts';

export const broadcastRoutes = implement(broadcastsApi, {
  listBroadcasts: ({ ctx, actor, query }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => {
      const before = decodeCursor(query.cursor, 1)?.[0];
      const rows = await listBroadcastRows(tx, actor.workspaceId, {
        kind: query.kind,
        states: query.state,
        search: query.search,
        before: before === undefined ? undefined : String(before),
        limit: query.limit,
      });
      const page = toPage(rows, query.limit, (row) => [row.id]);
      return { items: await presentRows(tx, actor.workspaceId, page.items), next_cursor: page.next_cursor };
    }),
  createBroadcast: ({ ctx, actor, body }) => ctx.db.workspace(actor.workspaceId, (tx) => createDraft(tx, actor, body)),
  listMergeTags: ({ ctx, actor, query }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => {
      const lists = await listChosen(tx, actor.workspaceId, query.list_id ?? []);
      return { items: [...(await knownTags(tx, actor.workspaceId, asTagLists(lists)))] };
    }),
  previewBroadcast: ({ ctx, actor, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => previewBroadcast(tx, actor.workspaceId, body)),
  getBroadcast: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) =>
      presentBroadcast(tx, await accessBroadcast(tx, actor.workspaceId, params.broadcast_id)),
    ),
  updateBroadcast: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => changeBroadcast(tx, actor, params.broadcast_id, body, ctx.clock.now())),
  deleteBroadcast: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => deleteDraft(tx, actor, params.broadcast_id)),
  duplicateBroadcast: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => duplicateBroadcast(tx, actor, params.broadcast_id)),
  countFollowUps: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => countFollowUps(tx, actor.workspaceId, params.broadcast_id)),
  followUpBroadcast: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => followUpBroadcast(tx, actor, params.broadcast_id, body)),
  estimateBroadcast: ({ ctx, actor, params, query }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) =>
      estimateBroadcast(
        ctx,
        tx,
        await accessBroadcast(tx, actor.workspaceId, params.broadcast_id),
        ctx.clock.now(),
        query.at === undefined ? undefined : new Date(query.at),
      ),
    ),
  testBroadcast: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => sendTest(tx, actor, params.broadcast_id, body, ctx.clock.now())),
  sendBroadcast: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => sendBroadcast(tx, actor, params.broadcast_id, body, ctx.clock.now())),
  scheduleBroadcast: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => scheduleBroadcast(tx, actor, params.broadcast_id, body, ctx.clock.now())),
  unscheduleBroadcast: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => unscheduleBroadcast(tx, actor, params.broadcast_id)),
  pauseBroadcast: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => pauseBroadcast(tx, actor, params.broadcast_id)),
  resumeBroadcast: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => resumeBroadcast(tx, actor, params.broadcast_id)),
  releaseBroadcast: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => releaseBroadcast(tx, actor, params.broadcast_id, body, ctx.clock.now())),
  settleSourceHold: ({ ctx, actor, params, body }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => settleSourceHold(tx, actor, params.broadcast_id, body.answer)),
  listReplies: ({ ctx, actor, params, query }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => listReplies(tx, actor.workspaceId, params.broadcast_id, query)),
  cancelBroadcast: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => cancelBroadcast(tx, actor, params.broadcast_id)),
  getBroadcastProgress: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => getProgress(tx, actor.workspaceId, params.broadcast_id, ctx.clock.now())),
  listRecipients: ({ ctx, actor, params, query }) =>
    ctx.db.workspace(actor.workspaceId, (tx) =>
      listRecipients(tx, actor.workspaceId, params.broadcast_id, query, ctx.clock.now()),
    ),
  explainRecipient: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => explainRecipient(tx, actor.workspaceId, params.broadcast_id, params.contact_id)),
  exportRecipients: ({ ctx, actor, params, query }) => exportRecipients(ctx, actor.workspaceId, params.broadcast_id, query),
});

export const sendMessagesRoutes = implement(sendMessagesApi, {
  sendMessages: ({ ctx, actor, body }) => sendDirect(ctx, actor, body),
});
