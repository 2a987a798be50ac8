import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { EntryDetails } from '@tidings/core/contract/list-fields';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { entryChanger, setDetails } from '../contacts/entries-store.ts';
import { type CheckedDetails, checkDetails } from '../contacts/entry-details.ts';
import { theseIds } from '../contacts/target-store.ts';
import { accessList } from './access.ts';
import { addEventFields } from './fields.ts';
import { addEntries, changeList, findList, hasEvent, insertList, isNameTaken, type ListRow, removeEntries } from './store.ts';

/** What may be said of a list. */
interface ListWish {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly purpose?: MessagePurpose | null | undefined;
  readonly event_id?: string | null | undefined;
}

export async function createList(
  ctx: Context,
  actor: WorkspaceActor,
  wish: ListWish & { readonly name: string },
): Promise<ListRow> {
  const { name, description, purpose = null, event_id: eventId = null } = wish;
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    await requireEvent(tx, actor.workspaceId, eventId);
    const values = { name, description: description || null, purpose, event_id: eventId };
    const id = await insertList(tx, actor.workspaceId, values);
    if (id === undefined) throw nameTaken(name);
    if (eventId !== null) await addEventFields(tx, actor.workspaceId, id);
    return settle(tx, actor, id, 'list_created');
  });
}

export async function updateList(ctx: Context, actor: WorkspaceActor, id: string, change: ListWish): Promise<ListRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const list = await accessList(tx, actor.workspaceId, id);
    const former = list.event?.id ?? null;
    const { name = list.name, description = list.description, purpose = list.purpose, event_id: eventId = former } = change;
    if (await isNameTaken(tx, actor.workspaceId, name, id)) throw nameTaken(name);
    if (eventId !== former) await requireEvent(tx, actor.workspaceId, eventId);
    await changeList(tx, actor.workspaceId, id, { name, description: description || null, purpose, event_id: eventId });
    if (eventId !== null && eventId !== former) await addEventFields(tx, actor.workspaceId, id);
    return settle(tx, actor, id, 'list_changed');
  });
}

async function requireEvent(tx: Tx, workspaceId: string, id: string | null): Promise<void> {
  if (id === null || (await hasEvent(tx, workspaceId, id))) return;
  throw badField('body.event_id', 'names an event that is not there or was archived; choose another, or null for none');
}

/** Archives a list, or brings it back with the people in it. */
export async function setListArchived(ctx: Context, actor: WorkspaceActor, id: string, archived: boolean): Promise<ListRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const list = await findList(tx, actor.workspaceId, id);
    if (!list) throw notFound('list');
    if ((list.archived_at !== null) === archived) return list;
    if (!archived && (await isNameTaken(tx, actor.workspaceId, list.name, id))) throw nameTaken(list.name);
    await changeList(tx, actor.workspaceId, id, { archived_at: archived ? ctx.clock.now() : null });
    return settle(tx, actor, id, archived ? 'list_archived' : 'list_restored');
  });
}

/** Puts people into a list. Details given are set for all of them, those included who were in it. */
export async function addListEntries(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  wish: { readonly contact_ids: readonly string[]; readonly details?: EntryDetails | undefined },
): Promise<{ added: number }> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const list = await accessList(tx, actor.workspaceId, id);
    const details = await detailsOf(tx, list, actor, wish.details);
    const added = await addEntries(tx, actor.workspaceId, id, wish.contact_ids, details);
    const changed = await setDetails(tx, entriesOf(actor, id), details, theseIds(wish.contact_ids));
    await recordChange(tx, actor, list, 'contacts_added_to_list', added);
    if (added === 0) await recordChange(tx, actor, list, 'list_details_set', changed);
    return { added };
  });
}

/** Sets details of people who are in a list; whoever is not in it is left out. */
export async function setEntryDetails(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  wish: { readonly contact_ids: readonly string[]; readonly details: EntryDetails },
): Promise<{ changed: number }> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const list = await accessList(tx, actor.workspaceId, id);
    const details = await detailsOf(tx, list, actor, wish.details);
    const changed = await setDetails(tx, entriesOf(actor, id), details, theseIds(wish.contact_ids));
    await recordChange(tx, actor, list, 'list_details_set', changed);
    return { changed };
  });
}

const entriesOf = (actor: WorkspaceActor, listId: string) => ({
  workspaceId: actor.workspaceId,
  listId,
  by: entryChanger(actor),
});

async function detailsOf(
  tx: Tx,
  list: ListRow,
  { workspaceId }: WorkspaceActor,
  given: EntryDetails | undefined,
): Promise<CheckedDetails> {
  return given === undefined ? {} : checkDetails(tx, workspaceId, list.id, given, 'body.details');
}

export async function removeListEntries(ctx: Context, actor: WorkspaceActor, id: string, contactIds: readonly string[]) {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const list = await accessList(tx, actor.workspaceId, id);
    const removed = await removeEntries(tx, actor.workspaceId, id, contactIds);
    await recordChange(tx, actor, list, 'contacts_removed_from_list', removed);
    return { removed };
  });
}

async function recordChange(tx: Tx, actor: WorkspaceActor, list: ListRow, action: string, changed: number): Promise<void> {
  if (changed === 0) return;
  await recordActivity(tx, actor, {
    action,
    objectKind: 'list',
    objectId: list.id,
    objectLabel: list.name,
    details: { count: changed },
  });
  await announce(tx, actor.workspaceId, { topic: 'lists', id: list.id });
  await announce(tx, actor.workspaceId, { topic: 'contacts' });
}

function nameTaken(name: string): Refusal {
  return new Refusal('already_exists', `There is a list called ${name} already.`, {
    fields: [{ field: 'body.name', message: 'is the name of another list' }],
  });
}

async function settle(tx: Tx, actor: WorkspaceActor, id: string, action: string): Promise<ListRow> {
  const list = await findList(tx, actor.workspaceId, id);
  if (!list) throw notFound('list');
  await recordActivity(tx, actor, { action, objectKind: 'list', objectId: id, objectLabel: list.name });
  await announce(tx, actor.workspaceId, { topic: 'lists', id });
  return list;
}
