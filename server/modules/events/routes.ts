import { eventsApi } from '@tidings/core/contract/events';
import { statusKey } from '@tidings/core/contract/list-fields';
import { implement } from '../../http/route.ts';
import { presentList } from '../lists/present.ts';
import { listLists } from '../lists/store.ts';
import { accessEvent, createEvent, setEventArchived, updateEvent } from './service.ts';
import { countByDetail, type EventRow, listBroadcastsTo, listEvents } from './store.ts';

const present = (row: EventRow) => ({
  ...row,
  starts_at: row.starts_at.toISOString(),
  ends_at: row.ends_at?.toISOString() ?? null,
  created_at: row.created_at.toISOString(),
  archived_at: row.archived_at?.toISOString() ?? null,
});

/** As many lists as an event page shows. */
const mostLists = 200;

export const eventRoutes = implement(eventsApi, {
  listEvents: async ({ ctx, actor, query }) => {
    const page = await ctx.db.workspace(actor.workspaceId, (tx) => listEvents(tx, actor.workspaceId, query));
    return { ...page, items: page.items.map(present) };
  },
  createEvent: async ({ ctx, actor, body }) => present(await createEvent(ctx, actor, body)),
  getEvent: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => {
      const { workspaceId } = actor;
      const event = await accessEvent(tx, workspaceId, params.event_id);
      const { items } = await listLists(tx, workspaceId, { archived: false, eventId: event.id, limit: mostLists });
      const broadcasts = await listBroadcastsTo(
        tx,
        workspaceId,
        items.map(({ id }) => id),
      );
      return {
        ...present(event),
        lists: items.map(presentList),
        statuses: await countByDetail(tx, workspaceId, event.id, statusKey),
        broadcasts: broadcasts.map((one) => ({ ...one, at: one.at?.toISOString() ?? null })),
      };
    }),
  updateEvent: async ({ ctx, actor, params, body }) => present(await updateEvent(ctx, actor, params.event_id, body)),
  archiveEvent: async ({ ctx, actor, params }) => void (await setEventArchived(ctx, actor, params.event_id, true)),
  restoreEvent: async ({ ctx, actor, params }) => present(await setEventArchived(ctx, actor, params.event_id, false)),
});
