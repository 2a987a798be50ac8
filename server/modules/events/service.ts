import type { EventChange, NewEvent } from '@tidings/core/contract/events';
import { wallTimeToInstant } from '@tidings/core/schedule/zones';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { changeEvent, type EventRow, type EventValues, findEvent, insertEvent, zoneOf } from './store.ts';

/** An event, archived or not. Throws "not found" otherwise. */
export async function accessEvent(tx: Tx, workspaceId: string, id: string): Promise<EventRow> {
  const event = await findEvent(tx, workspaceId, id);
  if (!event) throw notFound('event');
  return event;
}

export async function createEvent(ctx: Context, actor: WorkspaceActor, wish: NewEvent): Promise<EventRow> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const zone = wish.zone ?? (await zoneOf(tx, workspaceId));
    const { name, starts_local, ends_local = null, place, capacity = null, note } = wish;
    const values = timed({ name, zone, starts_local, ends_local, place: place || null, capacity, note: note || null });
    return settle(tx, actor, await insertEvent(tx, workspaceId, values, actor.name), 'event_added');
  });
}

export async function updateEvent(ctx: Context, actor: WorkspaceActor, id: string, change: EventChange): Promise<EventRow> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const before = await accessEvent(tx, workspaceId, id);
    if (before.archived_at) throw notFound('event');
    const { name, zone, starts_local, ends_local, place, capacity, note } = { ...before, ...given(change) };
    await changeEvent(
      tx,
      workspaceId,
      id,
      timed({ name, zone, starts_local, ends_local, place: place || null, capacity, note: note || null }),
    );
    return settle(tx, actor, id, 'event_changed');
  });
}

const given = (change: EventChange) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as Partial<
    Omit<EventValues, 'starts_at' | 'ends_at'>
  >;

/** Archives an event, or brings it back. Its lists stay as they are. */
export async function setEventArchived(ctx: Context, actor: WorkspaceActor, id: string, archived: boolean): Promise<EventRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const event = await accessEvent(tx, actor.workspaceId, id);
    if ((event.archived_at !== null) === archived) return event;
    await changeEvent(tx, actor.workspaceId, id, { archived_at: archived ? ctx.clock.now() : null });
    return settle(tx, actor, id, archived ? 'event_archived' : 'event_restored');
  });
}

/** The same with its moments as instants. Refuses times that clocks skip, and an end that is not after the start. */
function timed(values: Omit<EventValues, 'starts_at' | 'ends_at'>): EventValues {
  const starts_at = instantOf(values.starts_local, values.zone, 'starts_local');
  const ends_at = values.ends_local === null ? null : instantOf(values.ends_local, values.zone, 'ends_local');
  if (ends_at !== null && Date.parse(ends_at) <= Date.parse(starts_at))
    throw badField('body.ends_local', 'is not after the start; choose a later end, or none');
  return { ...values, starts_at, ends_at };
}

function instantOf(local: string, zone: string, field: string): string {
  const result = wallTimeToInstant(local, zone);
  if (!result.ok) throw badField(`body.${result.reason === 'bad_zone' ? 'zone' : field}`, result.words);
  return result.instant;
}

async function settle(tx: Tx, actor: WorkspaceActor, id: string, action: string): Promise<EventRow> {
  const event = await accessEvent(tx, actor.workspaceId, id);
  await recordActivity(tx, actor, { action, objectKind: 'event', objectId: id, objectLabel: event.name });
  await announce(tx, actor.workspaceId, { topic: 'lists' });
  return event;
}
