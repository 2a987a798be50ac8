import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { changeTag, countTags, findTag, findTagByName, insertTag, type TagRow } from './tags-store.ts';

/** More would not be tags any more but a field, and every list of tags is one page. */
const mostTags = 1_000;

export async function createTag(ctx: Context, actor: WorkspaceActor, wish: { name: string; color: string }): Promise<TagRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    if ((await countTags(tx, actor.workspaceId)) >= mostTags) {
      throw new Refusal('unprocessable', 'A workspace may have at most 1,000 tags. For many values use a custom field.');
    }
    const id = await insertTag(tx, actor.workspaceId, wish.name, wish.color);
    if (id === undefined) throw nameTaken(wish.name);
    return settle(tx, actor, id, 'tag_created');
  });
}

export async function updateTag(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  change: { name?: string | undefined; color?: string | undefined },
): Promise<TagRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const tag = await findTag(tx, actor.workspaceId, id);
    if (!tag || tag.archived_at) throw notFound('tag');
    const other = change.name === undefined ? undefined : await findTagByName(tx, actor.workspaceId, change.name);
    if (change.name !== undefined && other && other.id !== id) throw nameTaken(change.name);
    const { name = tag.name, color = tag.color } = change;
    await changeTag(tx, actor.workspaceId, id, { name, color });
    return settle(tx, actor, id, 'tag_changed');
  });
}

/** Archives a tag, or brings it back. */
export async function setTagArchived(ctx: Context, actor: WorkspaceActor, id: string, archived: boolean): Promise<TagRow> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const tag = await findTag(tx, actor.workspaceId, id);
    if (!tag) throw notFound('tag');
    if ((tag.archived_at !== null) === archived) return tag;
    await changeTag(tx, actor.workspaceId, id, { archived_at: archived ? ctx.clock.now() : null });
    return settle(tx, actor, id, archived ? 'tag_archived' : 'tag_restored');
  });
}

function nameTaken(name: string): Refusal {
  return new Refusal('already_exists', `There is a tag called ${name} already.`, {
    fields: [{ field: 'body.name', message: 'is the name of another tag' }],
  });
}

async function settle(tx: Tx, actor: WorkspaceActor, id: string, action: string): Promise<TagRow> {
  const tag = await findTag(tx, actor.workspaceId, id);
  if (!tag) throw notFound('tag');
  await recordActivity(tx, actor, { action, objectKind: 'tag', objectId: id, objectLabel: tag.name });
  await announce(tx, actor.workspaceId, { topic: 'fields', id });
  return tag;
}
