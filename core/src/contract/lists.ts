import { z } from 'zod';
import { Id, Instant, PageQuery, pageOf, QueryFlag } from './common.ts';
import { MessagePurposeName } from './consent.ts';
import { defineApi } from './endpoint.ts';
import { EntryDetails, ListField } from './list-fields.ts';
import { nameOf } from './tags.ts';

/** A static pool of contacts. */
export const List = z
  .object({
    id: Id,
    name: z.string(),
    description: z.string().nullable(),
    /** What its people are there for; null where nobody said. A message for something else needs an explicit yes. */
    purpose: MessagePurposeName.nullable(),
    /** The event whose registered people these are; null for a list of its own. */
    event: z.object({ id: Id, name: z.string(), starts_at: Instant }).nullable(),
    /** The details that each entry may have, in their order. */
    fields: z.array(ListField.omit({ archived_at: true, position: true })),
    /** People in it who are not deleted. */
    contacts: z.number().int(),
    created_at: Instant,
    archived_at: Instant.nullable(),
  })
  .meta({ id: 'List' });
export type List = z.infer<typeof List>;

const description = z.string().trim().max(500, 'must have at most 500 characters').nullable();
const listParams = z.object({ list_id: Id });
const people = z.array(Id).min(1, 'is needed').max(5000, 'may name at most 5,000 contacts');

const purpose = MessagePurposeName.nullable();
const eventId = Id.nullable();

export const listsApi = defineApi({
  listLists: {
    method: 'GET',
    path: '/lists',
    access: 'lists:read',
    summary: 'Lists by name, with how many people are in each; those of one event when asked for.',
    query: PageQuery.extend({
      search: z.string().max(200).optional(),
      archived: QueryFlag.optional(),
      event_id: Id.optional(),
    }),
    response: pageOf(List),
  },
  createList: {
    method: 'POST',
    path: '/lists',
    access: 'lists:write',
    summary: 'Adds a list.',
    body: z.strictObject({
      name: nameOf(100),
      description: description.optional(),
      purpose: purpose.optional(),
      /** The event whose registered people it holds. It then begins with the details status, ticket and table. */
      event_id: eventId.optional(),
    }),
    response: List,
    status: 201,
  },
  getList: {
    method: 'GET',
    path: '/lists/{list_id}',
    access: 'lists:read',
    summary: 'One list.',
    params: listParams,
    response: List,
  },
  updateList: {
    method: 'PATCH',
    path: '/lists/{list_id}',
    access: 'lists:write',
    summary: 'Changes the name of a list, its description, what it is for, or the event it belongs to.',
    params: listParams,
    body: z.strictObject({
      name: nameOf(100).optional(),
      description: description.optional(),
      purpose: purpose.optional(),
      event_id: eventId.optional(),
    }),
    response: List,
  },
  archiveList: {
    method: 'POST',
    path: '/lists/{list_id}/archive',
    access: 'lists:write',
    summary: 'Archives a list; it can be restored with the people in it. Nobody is deleted.',
    params: listParams,
    response: 'none',
  },
  restoreList: {
    method: 'POST',
    path: '/lists/{list_id}/restore',
    access: 'lists:write',
    summary: 'Brings an archived list back. Refused while another list has its name.',
    params: listParams,
    response: List,
  },
  addListEntries: {
    method: 'POST',
    path: '/lists/{list_id}/entries',
    access: 'lists:write',
    summary:
      'Puts people into a list, with details of their own in it. Those who are in it keep their place; details given are set, the others stay.',
    params: listParams,
    body: z.strictObject({ contact_ids: people, details: EntryDetails.optional() }),
    response: z.object({ added: z.number().int() }),
  },
  setEntryDetails: {
    method: 'POST',
    path: '/lists/{list_id}/entries/details',
    access: 'lists:write',
    summary: 'Sets details of people who are in a list: of one, or of many at once. Details not named stay; null clears one.',
    params: listParams,
    body: z.strictObject({
      contact_ids: people,
      details: EntryDetails.refine((details) => Object.keys(details).length > 0, 'must name at least one detail'),
    }),
    response: z.object({ changed: z.number().int() }),
  },
  removeListEntries: {
    method: 'POST',
    path: '/lists/{list_id}/entries/remove',
    access: 'lists:write',
    summary: 'Takes people out of a list; they stay contacts.',
    params: listParams,
    body: z.strictObject({ contact_ids: people }),
    response: z.object({ removed: z.number().int() }),
  },
});
