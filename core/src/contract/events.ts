import { z } from 'zod';
import { broadcastStates } from '../messaging/broadcast-states.ts';
import { Id, Instant, PageQuery, pageOf, TimeZone } from './common.ts';
import { defineApi } from './endpoint.ts';
import { List } from './lists.ts';
import { nameOf } from './tags.ts';

/** A wall time in the event's zone. */
const Local = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'must be a wall time such as 2026-05-01T19:00');

/** Something that takes place: lists of its registered people refer to it. */
export const EventSummary = z
  .object({
    id: Id,
    name: z.string(),
    /** IANA zone of its times. */
    zone: z.string(),
    starts_local: z.string(),
    starts_at: Instant,
    ends_local: z.string().nullable(),
    ends_at: Instant.nullable(),
    place: z.string().nullable(),
    /** How many it has room for; null where that was not said. */
    capacity: z.number().int().nullable(),
    note: z.string().nullable(),
    /** People on its lists, each once. */
    people: z.number().int(),
    created_by_name: z.string(),
    created_at: Instant,
    archived_at: Instant.nullable(),
  })
  .meta({ id: 'Event' });
export type EventSummary = z.infer<typeof EventSummary>;

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `must have at most ${max.toLocaleString('en')} characters`)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'has a character that is no text')
    .nullable();

const capacity = z.number().int('must be a whole number').min(1, 'must be at least 1').max(10_000_000, 'is too large').nullable();

export const NewEvent = z
  .strictObject({
    name: nameOf(120),
    /** Left out: the workspace's zone. */
    zone: TimeZone.optional(),
    starts_local: Local,
    ends_local: Local.nullable().optional(),
    place: text(200).optional(),
    capacity: capacity.optional(),
    note: text(2000).optional(),
  })
  .meta({ id: 'NewEvent' });
export type NewEvent = z.infer<typeof NewEvent>;

export const EventChange = NewEvent.partial().meta({ id: 'EventChange' });
export type EventChange = z.infer<typeof EventChange>;

/** An event with its lists, how its people stand to it, and what is about to be sent to them. */
export const EventDetails = EventSummary.extend({
  lists: z.array(List),
  /** People by what their detail `status` says, most first; null for those without one. Somebody on two of its lists counts in both. */
  statuses: z.array(z.object({ list_id: Id, status: z.string().nullable(), people: z.number().int() })),
  /** Broadcasts to its lists that are not sent yet or just went out, soonest first. */
  broadcasts: z.array(z.object({ id: Id, name: z.string(), state: z.enum(broadcastStates), at: Instant.nullable() })),
}).meta({ id: 'EventDetails' });
export type EventDetails = z.infer<typeof EventDetails>;

const eventParams = z.object({ event_id: Id });

export const eventsApi = defineApi({
  listEvents: {
    method: 'GET',
    path: '/calendar/events',
    access: 'events:read',
    summary: 'Events: those to come, the next first; those that are over, the latest first; or the archived ones.',
    query: PageQuery.extend({
      show: z.enum(['coming', 'past', 'archived']).default('coming'),
      search: z.string().trim().max(200).optional(),
    }),
    response: pageOf(EventSummary),
  },
  createEvent: {
    method: 'POST',
    path: '/calendar/events',
    access: 'events:write',
    summary: 'Adds an event.',
    body: NewEvent,
    response: EventSummary,
    status: 201,
  },
  getEvent: {
    method: 'GET',
    path: '/calendar/events/{event_id}',
    access: 'events:read',
    summary: 'One event with its lists, its people by status and its broadcasts.',
    params: eventParams,
    response: EventDetails,
  },
  updateEvent: {
    method: 'PATCH',
    path: '/calendar/events/{event_id}',
    access: 'events:write',
    summary: 'Changes an event. Times are wall times of its zone: another zone keeps them.',
    params: eventParams,
    body: EventChange,
    response: EventSummary,
  },
  archiveEvent: {
    method: 'POST',
    path: '/calendar/events/{event_id}/archive',
    access: 'events:write',
    summary: 'Archives an event; its lists and their people stay.',
    params: eventParams,
    response: 'none',
  },
  restoreEvent: {
    method: 'POST',
    path: '/calendar/events/{event_id}/restore',
    access: 'events:write',
    summary: 'Brings an archived event back.',
    params: eventParams,
    response: EventSummary,
  },
});
