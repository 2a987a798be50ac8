import type { BulkAction, ContactTarget } from '@tidings/core/contract/contacts';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { holdLeases } from '../../db/lease-lock.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { newId } from '../../lib/clock.ts';
import { badField, notFound } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import * as bulk from './bulk-store.ts';
import { findListName, findTagName } from './filter-store.ts';
import { getContact } from './present-contact.ts';
import { consentRecord } from './save-contact.ts';
import { countPeople, nextPeople, type People, targetIds, theseIds } from './target-store.ts';

/** People per transaction where leases must wait: each holds sending up for a moment only. */
const stepSize = 5_000;

/** Tags, lists or consent of many people at once. */
export async function changePeople(ctx: Context, actor: WorkspaceActor, target: ContactTarget, action: BulkAction) {
  if (action.kind === 'set_consent') return changeConsent(ctx, actor, target, action);
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const label = await labelOf(tx, actor.workspaceId, action);
    const people = await targetIds(tx, actor.workspaceId, target);
    const matched = await countPeople(tx, people);
    const changed = await apply(tx, actor.workspaceId, action, people);
    await recordChange(tx, actor, action, { matched, changed }, label);
    return { matched, changed };
  });
}

type Membership = Exclude<BulkAction, { kind: 'set_consent' }>;
type ConsentAction = Extract<BulkAction, { kind: 'set_consent' }>;

/** In steps by id, so that a large one neither stops sending nor is lost as a whole; done twice it changes nothing. */
async function changeConsent(ctx: Context, actor: WorkspaceActor, target: ContactTarget, action: ConsentAction) {
  const { kind: _, ...input } = action;
  const { workspaceId } = actor;
  const matched = await ctx.db.workspace(workspaceId, async (tx) => countPeople(tx, await targetIds(tx, workspaceId, target)));
  let changed = 0;
  for (let after: string | null = null; ; ) {
    const from: string | null = after;
    const step = await ctx.db.workspace(workspaceId, async (tx) => {
      const ids = await nextPeople(tx, await targetIds(tx, workspaceId, target), from, stepSize);
      // What was withdrawn must be seen by the next lease (I2).
      if (input.consent !== 'yes') await holdLeases(tx, workspaceId);
      const done = ids.length === 0 ? 0 : await bulk.setConsent(tx, workspaceId, theseIds(ids), consentRecord(actor, input));
      return { last: ids.at(-1) ?? null, isLast: ids.length < stepSize, done };
    });
    changed += step.done;
    after = step.last;
    if (step.isLast) break;
  }
  await ctx.db.workspace(workspaceId, (tx) => recordChange(tx, actor, action, { matched, changed }, {}));
  return { matched, changed };
}

async function recordChange(
  tx: Tx,
  actor: WorkspaceActor,
  action: BulkAction,
  { matched, changed }: { matched: number; changed: number },
  label: Awaited<ReturnType<typeof labelOf>> | Record<never, never>,
): Promise<void> {
  if (changed === 0) return;
  const consent = action.kind === 'set_consent' ? { consent: action.consent } : {};
  await recordActivity(tx, actor, {
    action: activities[action.kind],
    ...label,
    details: { matched, count: changed, ...consent },
  });
  await announce(tx, actor.workspaceId, { topic: 'contacts' });
  if (action.kind.endsWith('list')) await announce(tx, actor.workspaceId, { topic: 'lists' });
}

const activities: Readonly<Record<BulkAction['kind'], string>> = {
  add_tag: 'contacts_tagged',
  remove_tag: 'contacts_untagged',
  add_to_list: 'contacts_added_to_list',
  remove_from_list: 'contacts_removed_from_list',
  set_consent: 'contacts_consent_changed',
};

async function labelOf(tx: Tx, workspaceId: string, action: Membership) {
  const ofTag = 'tag_id' in action;
  const id = ofTag ? action.tag_id : action.list_id;
  const name = await (ofTag ? findTagName : findListName)(tx, workspaceId, id);
  if (name === undefined) {
    throw badField(
      `body.action.${ofTag ? 'tag_id' : 'list_id'}`,
      `names a ${ofTag ? 'tag' : 'list'} that is not there or was archived`,
    );
  }
  return { objectKind: ofTag ? 'tag' : 'list', objectId: id, objectLabel: name };
}

async function apply(tx: Tx, workspaceId: string, action: Membership, people: People): Promise<number> {
  switch (action.kind) {
    case 'add_tag':
      return bulk.addTag(tx, workspaceId, action.tag_id, people);
    case 'remove_tag':
      return bulk.removeTag(tx, workspaceId, action.tag_id, people);
    case 'add_to_list':
      return bulk.addToList(tx, workspaceId, action.list_id, people);
    case 'remove_from_list':
      return bulk.removeFromList(tx, workspaceId, action.list_id, people);
  }
}

/** Deletes one person. Throws "not found" for one who is not there. */
export async function deleteContact(ctx: Context, actor: WorkspaceActor, id: string): Promise<void> {
  await ctx.db.workspace(actor.workspaceId, async (tx) => {
    const { name } = await getContact(tx, actor.workspaceId, id);
    await holdLeases(tx, actor.workspaceId);
    const people = await targetIds(tx, actor.workspaceId, { ids: [id] });
    if ((await bulk.deletePeople(tx, actor.workspaceId, newId(), people)) === 0) throw notFound('contact');
    await recordActivity(tx, actor, { action: 'contact_deleted', objectKind: 'contact', objectId: id, objectLabel: name });
    await announceDeletion(tx, actor.workspaceId, id);
  });
}

/** Deletes many people at once; the answer's id brings them back. */
export async function deletePeople(ctx: Context, actor: WorkspaceActor, target: ContactTarget) {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const deletionId = newId();
    const people = await targetIds(tx, actor.workspaceId, target);
    await holdLeases(tx, actor.workspaceId);
    const deleted = await bulk.deletePeople(tx, actor.workspaceId, deletionId, people);
    if (deleted > 0) {
      await recordActivity(tx, actor, {
        action: 'contacts_deleted',
        objectKind: 'contact',
        details: { count: deleted, deletion_id: deletionId },
      });
      await announceDeletion(tx, actor.workspaceId);
    }
    return { deleted, deletion_id: deletionId };
  });
}

/** Brings deleted people back, with tags, lists and history. */
export async function restorePeople(ctx: Context, actor: WorkspaceActor, which: { ids: string[] } | { deletion_id: string }) {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const chosen = 'ids' in which ? which : { deletionId: which.deletion_id };
    const result = await bulk.restorePeople(tx, actor.workspaceId, chosen);
    if (result.restored > 0) {
      await recordActivity(tx, actor, {
        action: 'contacts_restored',
        objectKind: 'contact',
        details: { count: result.restored },
      });
      await announceDeletion(tx, actor.workspaceId);
    }
    return result;
  });
}

async function announceDeletion(tx: Tx, workspaceId: string, id?: string): Promise<void> {
  await announce(tx, workspaceId, id === undefined ? { topic: 'contacts' } : { topic: 'contacts', id });
  await announce(tx, workspaceId, { topic: 'lists' });
}
