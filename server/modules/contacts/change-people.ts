import type { BulkActionProgress } from '@tidings/core/contract/bulk-actions';
import type { BulkAction, ContactTarget } from '@tidings/core/contract/contact-query';
import type { DeletedTarget } from '@tidings/core/contract/deleted-contacts';
import type { Context } from '../../context.ts';
import { holdLeases } from '../../db/lease-lock.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { newId } from '../../lib/clock.ts';
import { notFound } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { presentBulkAction } from './bulk-actions.ts';
import { insertBulkAction } from './bulk-actions-store.ts';
import { bulkActionJob } from './bulk-jobs.ts';
import * as bulk from './bulk-store.ts';
import { type BulkDone, type BulkWork, doBulkWork, kindOf, labelOf, peopleOf, recordBulkWork } from './bulk-work.ts';
import { getContact } from './present-contact.ts';
import { countPeople, theseIds } from './target-store.ts';

/** More people than these are done in the background: what is done at once takes a second or two at most. */
const mostAtOnce = 5_000;

/** Tags, lists or consent of many people at once. */
export async function changePeople(ctx: Context, actor: WorkspaceActor, target: ContactTarget, action: BulkAction) {
  const { matched, changed, bulkAction } = await begin(ctx, actor, { kind: 'change', target, action });
  return { matched, changed, bulk_action: bulkAction };
}

/** Deletes many people at once; the answer's id brings them back. */
export async function deletePeople(ctx: Context, actor: WorkspaceActor, target: ContactTarget) {
  const deletionId = newId();
  const { changed, bulkAction } = await begin(ctx, actor, { kind: 'delete', target, deletionId });
  return { deleted: changed, deletion_id: deletionId, bulk_action: bulkAction };
}

/** Brings deleted people back, with tags, lists and history. */
export async function restorePeople(ctx: Context, actor: WorkspaceActor, target: DeletedTarget) {
  const { changed, conflicting, bulkAction } = await begin(ctx, actor, { kind: 'restore', target });
  return { restored: changed, conflicting, bulk_action: bulkAction };
}

interface Begun extends BulkDone {
  readonly matched: number;
  /** Set when it goes on in the background. */
  readonly bulkAction: BulkActionProgress | null;
}

/** Does it at once, or, for many people, leaves it to a worker. */
async function begin(ctx: Context, actor: WorkspaceActor, work: BulkWork): Promise<Begun> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const label = await labelOf(tx, workspaceId, work);
    const people = await peopleOf(tx, workspaceId, work);
    const matched = await countPeople(tx, people);
    if (matched > mostAtOnce) {
      const createdBy = { kind: actor.kind, id: actor.id, name: actor.name };
      const row = await insertBulkAction(tx, { workspaceId, kind: kindOf(work), work, label, matched, createdBy });
      await ctx.jobs.enqueue(tx, bulkActionJob, { workspaceId, bulkActionId: row.id });
      await announce(tx, workspaceId, { topic: 'bulk_actions', id: row.id });
      return { matched, changed: 0, conflicting: 0, bulkAction: presentBulkAction(row) };
    }
    const done = await doBulkWork(tx, actor, work, people);
    await recordBulkWork(tx, actor, work, { matched, changed: done.changed, label });
    return { matched, ...done, bulkAction: null };
  });
}

/** Deletes one person. Throws "not found" for one who is not there. */
export async function deleteContact(ctx: Context, actor: WorkspaceActor, id: string): Promise<void> {
  await ctx.db.workspace(actor.workspaceId, async (tx) => {
    const { name } = await getContact(tx, actor.workspaceId, id);
    await holdLeases(tx, actor.workspaceId);
    if ((await bulk.deletePeople(tx, actor.workspaceId, newId(), theseIds([id]))) === 0) throw notFound('contact');
    await recordActivity(tx, actor, { action: 'contact_deleted', objectKind: 'contact', objectId: id, objectLabel: name });
    await announce(tx, actor.workspaceId, { topic: 'contacts', id });
    await announce(tx, actor.workspaceId, { topic: 'lists' });
  });
}
