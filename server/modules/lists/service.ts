import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { addEntries, changeList, findList, insertList, isNameTaken, type ListRow, removeEntries } from './store.ts';

export async function createList(
  ctx: Context,
  actor: WorkspaceActor,
  wish: { name: string; description?: string | null | undefined },
): Promise<ListRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const id = await insertList(tx, actor.workspaceId, wish.name, wish.description || null);
    if (id === undefined) throw nameTaken(wish.name);
    return settle(tx, actor, id, 'list_created');
  });
}

export async function updateList(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  change: { name?: string | undefined; description?: string | null | undefined },
): Promise<ListRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const list = await accessList(tx, actor.workspaceId, id);
    const { name = list.name, description = list.description } = change;
    if (await isNameTaken(tx, actor.workspaceId, name, id)) throw nameTaken(name);
    await changeList(tx, actor.workspaceId, id, { name, description: description || null });
    return settle(tx, actor, id, 'list_changed');
  });
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

export async function addListEntries(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  wish: { contact_ids: readonly string[]; details?: Readonly<Record<string, string>> | undefined },
): Promise<{ added: number }> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const list = await accessList(tx, actor.workspaceId, id);
    const added = await addEntries(tx, actor.workspaceId, id, wish.contact_ids, wish.details);
    await recordChange(tx, actor, list, 'contacts_added_to_list', added);
    return { added };
  });
}

export async function removeListEntries(ctx: Context, actor: WorkspaceActor, id: string, contactIds: readonly string[]) {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const list = await accessList(tx, actor.workspaceId, id);
    const removed = await removeEntries(tx, actor.workspaceId, id, contactIds);
    await recordChange(tx, actor, list, 'contacts_removed_from_list', removed);
    return { removed };
  });
}

/** A list in use. Throws "not found" otherwise. */
async function accessList(tx: Tx, workspaceId: string, id: string): Promise<ListRow> {
  const list = await findList(tx, workspaceId, id);
  if (!list || list.archived_at) throw notFound('list');
  return list;
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
