import { consentFor, type StandingConsent, sameNumbers } from '@tidings/core/compliance/agreed-numbers';
import { type MergeRecord, undoConsent, undoFields, withoutEarlier } from '@tidings/core/contacts/undo-merge';
import type { AnswerOf } from '@tidings/core/contract/endpoint';
import type { peopleApi } from '@tidings/core/contract/people';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { recordConsent, writeAgreed } from '../contacts/consent-store.ts';
import { listEntryDetails } from '../contacts/entries-store.ts';
import { findKept } from '../contacts/merged-store.ts';
import { getContact } from '../contacts/present-contact.ts';
import { findByExternalId, syncContacts } from '../contacts/store.ts';
import { lockPeople } from './locks.ts';
import { announceMerge } from './merge.ts';
import {
  emptyDetails,
  hidePerson,
  listGroupIds,
  listPeople,
  type PersonRow,
  preferAddress,
  removeAddresses,
  removeGroups,
  snapshotOf,
  writeFields,
} from './merge-store.ts';
import { consentsSince, endMerge, findMerge, listStanding, type MergeRow, saveRecord } from './merges-store.ts';
import { rebuildConversation, returnMessages, returnRest, unreadOf } from './moved-store.ts';

/**
 * Makes two contacts of one again: the merged one as it was, the kept one without what came with it. What was changed or came in since then
 * stays with the kept contact, unless it came over a number that is the other's alone.
 */
export async function undoMerge(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
): Promise<AnswerOf<(typeof peopleApi)['undoMerge']>> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const found = await findMerge(tx, workspaceId, id);
    if (!found) throw notFound('merge');
    const people = await lockPeople(tx, workspaceId, [found.kept_id, found.merged_id]);
    // Again, as two may have pressed at once.
    const merge = await findMerge(tx, workspaceId, id);
    const kept = people.get(found.kept_id);
    const merged = people.get(found.merged_id);
    if (!merge || !kept || !merged) throw notFound('merge');
    if (merge.undone_at !== null) throw new Refusal('conflict', 'This merge was undone already.');
    await refuseGone(tx, workspaceId, kept);
    await separate(tx, actor, merge, kept, merged);
    await endMerge(tx, workspaceId, id, actor.name);
    await recordActivity(tx, actor, {
      action: 'contacts_unmerged',
      objectKind: 'contact',
      objectId: kept.id,
      objectLabel: kept.name,
      details: { merged_id: merged.id, merge_id: id },
    });
    await announceMerge(tx, workspaceId);
    return { kept: await getContact(tx, workspaceId, kept.id), merged: await getContact(tx, workspaceId, merged.id) };
  });
}

async function refuseGone(tx: Tx, workspaceId: string, kept: PersonRow): Promise<void> {
  if (kept.deleted_at === null) return;
  const into = await findKept(tx, workspaceId, kept.id);
  throw new Refusal(
    'conflict',
    into === undefined
      ? `${kept.name} is deleted. Restore them first, then undo the merge.`
      : `${kept.name} was itself merged into another contact. Undo that merge first.`,
    into === undefined
      ? {}
      : { fields: [{ field: 'params.merge_id', message: 'undo the later merge first', code: `contact:${into}` }] },
  );
}

async function separate(tx: Tx, actor: WorkspaceActor, merge: MergeRow, kept: PersonRow, merged: PersonRow): Promise<void> {
  const { workspaceId } = actor;
  const { record } = merge;
  const unread = await unreadOf(tx, workspaceId, kept.id);
  await takeBack(tx, workspaceId, merge, kept, merged);
  const external = merged.external_id;
  const taken = external === null ? undefined : await findByExternalId(tx, workspaceId, external);
  if (taken && taken.id !== merged.id) {
    throw new Refusal('already_exists', `Another contact has the external id ${external} by now. Take it off them first.`, {
      fields: [{ field: 'params.merge_id', message: 'the external id is taken', code: `contact:${taken.id}` }],
    });
  }
  await hidePerson(tx, workspaceId, merged.id, false);
  await syncContacts(tx, workspaceId, [kept.id, merged.id]);
  const left = (await listPeople(tx, workspaceId, [kept.id])).get(kept.id)?.phones ?? [];
  const own = merged.phones.filter((phone) => !left.includes(phone));
  const ways = { from: kept.id, to: merged.id };
  await returnMessages(tx, workspaceId, ways, { ids: merge.message_ids, addresses: own, since: merge.at });
  const names = { from: kept.name, to: merged.name };
  await returnRest(tx, workspaceId, ways, record.moved, { addresses: own, since: merge.at, names });
  await rebuildConversation(tx, workspaceId, kept.id, unread);
  await rebuildConversation(tx, workspaceId, merged.id, unread);
  await restoreConsent(tx, actor, merge, kept, merged, own);
}

/** Takes off the kept contact what it had from the merged one alone, and forgets it in later merges. */
async function takeBack(tx: Tx, workspaceId: string, merge: MergeRow, kept: PersonRow, merged: PersonRow): Promise<void> {
  const { record } = merge;
  const others = (await listStanding(tx, workspaceId, kept.id)).filter((one) => one.id !== merge.id);
  let { addresses, tags, lists, details = {} } = record.added;
  for (const other of others) {
    const has = (await listPeople(tx, workspaceId, [other.merged_id])).get(other.merged_id);
    const groups = await listGroupIds(tx, workspaceId, other.merged_id);
    // What the other brings, too, stays, and is the other's to take away.
    const shared = {
      addresses: addresses.filter((one) => [...(has?.phones ?? []), ...(has?.emails ?? [])].includes(one.value)),
      tags: tags.filter((one) => groups.tags.includes(one)),
      lists: lists.filter((one) => groups.lists.includes(one)),
      details: await alsoOf(tx, workspaceId, other.merged_id, details),
    };
    addresses = addresses.filter((one) => !shared.addresses.includes(one));
    tags = tags.filter((one) => !shared.tags.includes(one));
    lists = lists.filter((one) => !shared.lists.includes(one));
    details = without(details, shared.details);
    await saveRecord(
      tx,
      workspaceId,
      other.id,
      handedOver(other.id > merge.id ? withoutEarlier(other.record, record) : other.record, shared),
    );
  }
  await writeFields(tx, workspaceId, kept.id, undoFields(record, snapshotOf(kept)));
  await removeAddresses(tx, workspaceId, kept.id, addresses);
  for (const kind of ['phone', 'email'] as const) {
    const gone = addresses.some((one) => one.kind === kind && one.value === kept[kind]);
    if (gone || kept[kind] === record.after[kind])
      await preferAddress(tx, workspaceId, kept.id, kind, await stillThere(tx, workspaceId, kept.id, kind, record.before[kind]));
  }
  await emptyDetails(tx, workspaceId, kept.id, details);
  await removeGroups(tx, workspaceId, { from: kept.id, to: merged.id }, { tags, lists });
}

type Details = NonNullable<MergeRecord['added']['details']>;

/** Of these details those that another has with the same value. */
async function alsoOf(tx: Tx, workspaceId: string, id: string, details: Details): Promise<Details> {
  const theirs = (await listEntryDetails(tx, workspaceId, Object.keys(details), [id])).get(id);
  return pickDetails(details, (list, key, value) => theirs?.get(list)?.[key] === value);
}

const without = (details: Details, others: Details): Details =>
  pickDetails(details, (list, key) => !(key in (others[list] ?? {})));

function pickDetails(details: Details, wanted: (list: string, key: string, value: unknown) => boolean): Details {
  const some = Object.entries(details).map(
    ([list, values]) =>
      [list, Object.fromEntries(Object.entries(values).filter(([key, value]) => wanted(list, key, value)))] as const,
  );
  return Object.fromEntries(some.filter(([, values]) => Object.keys(values).length > 0));
}

function handedOver(record: MergeRecord, { addresses, tags, lists, details = {} }: MergeRecord['added']): MergeRecord {
  const { added } = record;
  return {
    ...record,
    added: {
      addresses: [...added.addresses, ...addresses],
      tags: [...added.tags, ...tags],
      lists: [...added.lists, ...lists],
      details: bothDetails(added.details ?? {}, details),
    },
  };
}

function bothDetails(first: Details, second: Details): Details {
  const lists = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  return Object.fromEntries(lists.map((list) => [list, { ...first[list], ...second[list] }]));
}

/** The address that was preferred, when it is there still; else whichever is. */
async function stillThere(
  tx: Tx,
  workspaceId: string,
  id: string,
  kind: 'phone' | 'email',
  value: string | null,
): Promise<string | null> {
  const now = (await listPeople(tx, workspaceId, [id])).get(id);
  const values = (kind === 'phone' ? now?.phones : now?.emails) ?? [];
  return value !== null && values.includes(value) ? value : (values[0] ?? null);
}

/** Each has the consent they had, and what was said since: see core's undoConsent. */
async function restoreConsent(
  tx: Tx,
  actor: WorkspaceActor,
  { id, record, at }: MergeRow,
  kept: PersonRow,
  merged: PersonRow,
  own: readonly string[],
): Promise<void> {
  const { workspaceId } = actor;
  const since = await consentsSince(tx, workspaceId, kept.id, at);
  const later = (await listStanding(tx, workspaceId, kept.id)).filter((one) => one.id > id).map((one) => one.record);
  const after = undoConsent(record, { merged: standingOf(merged), later, since, own });
  await giveConsent(tx, actor, kept.id, after.kept, 'As it was before the merge');
  await giveConsent(tx, actor, merged.id, after.merged, 'Said while the two were one');
}

const standingOf = (row: Pick<PersonRow, 'sms_consent' | 'sms_agreed'>): StandingConsent => {
  return { refused: row.sms_consent === 'no', agreed: row.sms_agreed };
};

/** Writes what stands where it is something else, with a line in the ledger for the number that texts go to. */
async function giveConsent(
  tx: Tx,
  { workspaceId, name }: WorkspaceActor,
  id: string,
  after: StandingConsent,
  method: string,
): Promise<void> {
  const row = (await listPeople(tx, workspaceId, [id])).get(id);
  if (!row) return;
  const before = standingOf(row);
  if (before.refused === after.refused && sameNumbers(before.agreed, after.agreed)) return;
  const consent = consentFor(after, row.phone);
  const purpose = after.agreed[row.phone ?? ''] ?? row.sms_consent_purpose;
  await recordConsent(tx, workspaceId, id, { source: 'unmerge', wording: null, actorName: name, consent, purpose, method });
  await writeAgreed(tx, workspaceId, id, after.agreed);
}
