import { decideMerge, type MergeResult, unknownChoices } from '@tidings/core/contacts/merge';
import type { AddedByMerge, Snapshot } from '@tidings/core/contacts/undo-merge';
import type { DuplicatePerson } from '@tidings/core/contract/duplicates';
import type { AnswerOf, BodyOf } from '@tidings/core/contract/endpoint';
import type { peopleApi } from '@tidings/core/contract/people';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { recordActivity } from '../audit/service.ts';
import { type ConsentRecord, recordConsent, writeAgreed } from '../contacts/consent-store.ts';
import { listFields } from '../contacts/fields-store.ts';
import { findKept } from '../contacts/merged-store.ts';
import { getContact } from '../contacts/present-contact.ts';
import { syncContacts } from '../contacts/store.ts';
import { applyTransitions } from '../messages/transitions-store.ts';
import { lockPeople } from './locks.ts';
import {
  copyAddresses,
  copyGroups,
  hidePerson,
  listGroupNames,
  listPeople,
  mergePerson,
  type PersonRow,
  preferAddress,
  snapshotOf,
  writeFields,
} from './merge-store.ts';
import { insertMerge } from './merges-store.ts';
import { countMessages, listDoubles, moveConversation, moveMessages, moveRest } from './moved-store.ts';

type Input = BodyOf<(typeof peopleApi)['mergeContacts']>;

/** What a merge would come to; changes nothing. */
export async function previewMerge(
  tx: Tx,
  workspaceId: string,
  input: Input,
): Promise<AnswerOf<(typeof peopleApi)['previewMerge']>> {
  const { kept, merged } = await bothOf(
    tx,
    workspaceId,
    input,
    await listPeople(tx, workspaceId, [input.kept_id, input.merged_id]),
  );
  const result = decide(kept, merged, input.take);
  const labels = new Map((await listFields(tx, workspaceId)).map((field) => [`custom.${field.key}`, field.label]));
  return {
    kept: presentPerson(kept),
    merged: presentPerson(merged),
    choices: result.choices.map(({ key, label, kept: ours, merged: theirs, wins }) => {
      return { key, label: labels.get(key) ?? label, kept: ours ?? '', merged: theirs ?? '', wins };
    }),
    result: {
      name: nameOf(result) ?? kept.name,
      phones: [...result.phones],
      emails: [...result.emails],
      notes: result.columns.notes,
      ...(await listGroupNames(tx, workspaceId, [kept.id, merged.id])),
    },
    consent: { consent: result.consent.consent, purpose: result.consent.purpose, words: result.consent.words },
    messages: await countMessages(tx, workspaceId, merged.id),
    stopped: (await listDoubles(tx, workspaceId, kept.id, merged.id)).length,
  };
}

/**
 * Makes one contact of two. The merged one stays as it was, out of sight, so that the merge can be undone; the kept one gets what it lacks, the
 * messages and the conversation. The stricter consent holds, and the ledger says why. Suppressions are by number and stay. A broadcast that
 * still has a text for each of the two sends one (I1).
 */
export async function mergeContacts(
  ctx: Context,
  actor: WorkspaceActor,
  input: Input,
): Promise<AnswerOf<(typeof peopleApi)['mergeContacts']>> {
  const { workspaceId } = actor;
  return ctx.db.workspace(workspaceId, async (tx) => {
    const { kept, merged } = await bothOf(
      tx,
      workspaceId,
      input,
      await lockPeople(tx, workspaceId, [input.kept_id, input.merged_id]),
    );
    const result = decide(kept, merged, input.take);
    const doubles = await listDoubles(tx, workspaceId, kept.id, merged.id);
    await hidePerson(tx, workspaceId, merged.id, true);
    const added = await addTo(tx, workspaceId, kept, merged, result);
    const messageIds = await moveMessages(tx, workspaceId, merged.id, kept.id);
    await applyTransitions(
      tx,
      doubles.map((messageId) => ({ messageId, to: 'skipped', reason: 'merged_contact' })),
    );
    const moved = await moveRest(tx, workspaceId, merged.id, kept.id);
    await moveConversation(tx, workspaceId, merged.id, kept.id);
    if (result.consent.consent !== 'unknown' || kept.sms_consent !== 'unknown')
      await recordConsent(tx, workspaceId, kept.id, consentOf(result, actor.name));
    const { consent, purpose, agreed } = result.consent;
    // After the word, which is about one number.
    await writeAgreed(tx, workspaceId, kept.id, agreed);
    const after: Snapshot = { ...result, consent, purpose, agreed };
    const record = { before: snapshotOf(kept), after: pick(after), added, moved };
    const { external_id: externalId } = result.columns;
    const id = await insertMerge(tx, workspaceId, {
      keptId: kept.id,
      mergedId: merged.id,
      keptExternalId: kept.external_id === externalId ? null : kept.external_id,
      mergedExternalId: merged.external_id === externalId ? null : merged.external_id,
      record,
      messageIds,
      by: actor.name,
    });
    await recordActivity(tx, actor, {
      action: 'contacts_merged',
      objectKind: 'contact',
      objectId: kept.id,
      objectLabel: nameOf(result) ?? kept.name,
      details: { merged_id: merged.id, merge_id: id },
    });
    await announceMerge(tx, workspaceId);
    return { merge_id: id, contact: await getContact(tx, workspaceId, kept.id), stopped: doubles.length };
  });
}

/** Addresses, tags, lists and values for the kept contact. Answers what it lacked before. */
async function addTo(
  tx: Tx,
  workspaceId: string,
  kept: PersonRow,
  merged: PersonRow,
  result: MergeResult,
): Promise<AddedByMerge> {
  await writeFields(tx, workspaceId, kept.id, result);
  const addresses = await copyAddresses(tx, workspaceId, merged.id, kept.id);
  await preferAddress(tx, workspaceId, kept.id, 'phone', result.phone);
  await preferAddress(tx, workspaceId, kept.id, 'email', result.email);
  const groups = await copyGroups(tx, workspaceId, merged.id, kept.id);
  await syncContacts(tx, workspaceId, [kept.id]);
  return { addresses, ...groups };
}

const pick = ({ columns, custom, phone, email, consent, purpose, agreed = {} }: Snapshot): Snapshot => {
  return { columns, custom, phone, email, consent, purpose, agreed };
};

export async function announceMerge(tx: Tx, workspaceId: string): Promise<void> {
  for (const topic of ['contacts', 'lists', 'conversations', 'messages'] as const) await announce(tx, workspaceId, { topic });
}

function consentOf({ consent: { consent, purpose, words } }: MergeResult, actorName: string): ConsentRecord {
  return { consent, purpose, source: 'merge', wording: null, method: words, actorName };
}

function decide(kept: PersonRow, merged: PersonRow, take: readonly string[]): MergeResult {
  const [ours, theirs] = [mergePerson(kept), mergePerson(merged)];
  const [unknown] = unknownChoices(ours, theirs, take);
  if (unknown !== undefined)
    throw badField('take', `names "${unknown}", which neither of the two has; use the keys that the preview names under choices`);
  return decideMerge(ours, theirs, take);
}

function nameOf({ columns }: MergeResult): string | null {
  return columns.full_name || [columns.first_name, columns.last_name].filter(Boolean).join(' ') || null;
}

/** The two of them, both there. Throws a refusal that says who is missing, and who they were merged into. */
async function bothOf(tx: Tx, workspaceId: string, { kept_id, merged_id }: Input, people: Map<string, PersonRow>) {
  if (kept_id === merged_id) throw badField('body.merged_id', 'must be another contact than kept_id');
  const one = async (id: string): Promise<PersonRow> => {
    const person = people.get(id);
    if (person && person.deleted_at === null) return person;
    const into = person && (await findKept(tx, workspaceId, id));
    if (into === undefined) throw notFound('contact');
    throw new Refusal('conflict', `${person?.name} was merged already. Look at the contact again.`, {
      fields: [
        { field: id === kept_id ? 'body.kept_id' : 'body.merged_id', message: 'was merged already', code: `contact:${into}` },
      ],
    });
  };
  return { kept: await one(kept_id), merged: await one(merged_id) };
}

export function presentPerson(row: Omit<DuplicatePerson, 'created_at'> & { readonly created_at: Date }): DuplicatePerson {
  const { id, name, phone, email, external_id, birthday, company, sms_consent, created_at } = row;
  return { id, name, phone, email, external_id, birthday, company, sms_consent, created_at: created_at.toISOString() };
}
