import type { BulkActionProgress } from '@tidings/core/contract/bulk-actions';
import type { BulkAction, ContactTarget } from '@tidings/core/contract/contact-query';
import type { DeletedTarget } from '@tidings/core/contract/deleted-contacts';
import type { Tx } from '../../db/database.ts';
import { holdLeases } from '../../db/lease-lock.ts';
import { announce } from '../../events/realtime.ts';
import { badField } from '../../lib/errors.ts';
import { type ActivityActor, recordActivity } from '../audit/service.ts';
import * as bulk from './bulk-store.ts';
import { setConsent } from './consent-store.ts';
import { entryChanger, setDetails } from './entries-store.ts';
import { checkDetails } from './entry-details.ts';
import { findListName, findTagName } from './filter-store.ts';
import { consentRecord, forbidsTexts } from './save-contact.ts';
import { deletedIds, type People, targetIds } from './target-store.ts';

/** What is done to many people. Kept as JSON while it runs in the background. */
export type BulkWork =
  | { readonly kind: 'change'; readonly target: ContactTarget; readonly action: BulkAction }
  | { readonly kind: 'delete'; readonly target: ContactTarget; readonly deletionId: string }
  | { readonly kind: 'restore'; readonly target: DeletedTarget };

/** What came of it. */
export interface BulkDone {
  readonly changed: number;
  /** Left deleted, because somebody else has their external id by now. */
  readonly conflicting: number;
}

export function kindOf(work: BulkWork): BulkActionProgress['kind'] {
  return work.kind === 'change' ? work.action.kind : work.kind;
}

/** Whom it is about. Refuses a filter on what is gone, naming it. */
export async function peopleOf(tx: Tx, workspaceId: string, work: BulkWork): Promise<People> {
  return work.kind === 'restore' ? deletedIds(workspaceId, work.target) : targetIds(tx, workspaceId, work.target);
}

/** Does it to these people, in one statement. What forbids sending waits for leases under way first (I2). */
export async function doBulkWork(tx: Tx, actor: ActivityActor, work: BulkWork, people: People): Promise<BulkDone> {
  const { workspaceId } = actor;
  if (work.kind === 'restore') return bulk.restorePeople(tx, workspaceId, people);
  if (work.kind === 'delete') {
    await holdLeases(tx, workspaceId);
    return { changed: await bulk.deletePeople(tx, workspaceId, work.deletionId, people), conflicting: 0 };
  }
  return { changed: await change(tx, actor, work.action, people), conflicting: 0 };
}

async function change(tx: Tx, actor: ActivityActor, action: BulkAction, people: People): Promise<number> {
  const { workspaceId } = actor;
  switch (action.kind) {
    case 'add_tag':
      return bulk.addTag(tx, workspaceId, action.tag_id, people);
    case 'remove_tag':
      return bulk.removeTag(tx, workspaceId, action.tag_id, people);
    case 'add_to_list':
      return bulk.addToList(tx, workspaceId, action.list_id, people);
    case 'remove_from_list':
      return bulk.removeFromList(tx, workspaceId, action.list_id, people);
    case 'set_list_details': {
      const details = await checkDetails(tx, workspaceId, action.list_id, action.details, 'body.action.details');
      return setDetails(tx, { workspaceId, listId: action.list_id, by: entryChanger(actor) }, details, people);
    }
    case 'set_consent': {
      const { kind: _, ...input } = action;
      if (forbidsTexts(action)) await holdLeases(tx, workspaceId);
      return setConsent(tx, workspaceId, people, consentRecord(actor, input));
    }
  }
}

/** The tag or list as it is called, or the answer to consent. Refuses a tag or list that is not there or was archived. */
export async function labelOf(tx: Tx, workspaceId: string, work: BulkWork): Promise<string | null> {
  if (work.kind !== 'change') return null;
  const { action } = work;
  if (action.kind === 'set_consent') return action.consent;
  const [what, field, name] =
    'tag_id' in action
      ? ['tag', 'tag_id', await findTagName(tx, workspaceId, action.tag_id)]
      : ['list', 'list_id', await findListName(tx, workspaceId, action.list_id)];
  if (name === undefined) throw badField(`body.action.${field}`, `names a ${what} that is not there or was archived`);
  return name;
}

const activities: Readonly<Record<BulkActionProgress['kind'], string>> = {
  add_tag: 'contacts_tagged',
  remove_tag: 'contacts_untagged',
  add_to_list: 'contacts_added_to_list',
  remove_from_list: 'contacts_removed_from_list',
  set_list_details: 'list_details_set',
  set_consent: 'contacts_consent_changed',
  delete: 'contacts_deleted',
  restore: 'contacts_restored',
};

/** Records it in the activity, once, and tells open screens. Nothing when nothing was changed. */
export async function recordBulkWork(
  tx: Tx,
  actor: ActivityActor,
  work: BulkWork,
  { matched, changed, label }: { matched: number; changed: number; label: string | null },
): Promise<void> {
  if (changed === 0) return;
  await recordActivity(tx, actor, {
    action: activities[kindOf(work)],
    ...objectOf(work, label),
    details: details(work, matched, changed),
  });
  await announce(tx, actor.workspaceId, { topic: 'contacts' });
  if (work.kind !== 'change' || 'list_id' in work.action) await announce(tx, actor.workspaceId, { topic: 'lists' });
}

function objectOf(work: BulkWork, label: string | null) {
  if (work.kind !== 'change') return { objectKind: 'contact' };
  const named = label === null ? {} : { objectLabel: label };
  if ('tag_id' in work.action) return { objectKind: 'tag', objectId: work.action.tag_id, ...named };
  if ('list_id' in work.action) return { objectKind: 'list', objectId: work.action.list_id, ...named };
  return {};
}

function details(work: BulkWork, matched: number, changed: number): Record<string, unknown> {
  if (work.kind === 'restore') return { count: changed };
  if (work.kind === 'delete') return { count: changed, deletion_id: work.deletionId };
  return { matched, count: changed, ...(work.action.kind === 'set_consent' ? { consent: work.action.consent } : {}) };
}
