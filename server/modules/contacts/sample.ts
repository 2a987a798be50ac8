import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { holdLeases } from '../../db/lease-lock.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { recordActivity } from '../audit/service.ts';
import { recordConsent } from './consent-store.ts';
import { replaceLists } from './memberships-store.ts';
import { type SamplePerson, sampleLists, samplePeople, sampleTags } from './sample-people.ts';
import { ensureList, ensureTag, listSampleKeys, lockSample, removeSample, suppressSample } from './sample-store.ts';
import { insertContact } from './store.ts';
import { replaceTags } from './tags-store.ts';

/** Adds the invented people who are not there. Again changes nothing. */
export async function addSamplePeople(ctx: Context, actor: WorkspaceActor): Promise<{ added: number }> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    await lockSample(tx, actor.workspaceId);
    const there = new Set(await listSampleKeys(tx, actor.workspaceId));
    const missing = samplePeople.filter((person) => !there.has(person.key));
    if (missing.length === 0) return { added: 0 };
    await holdLeases(tx, actor.workspaceId);
    const groups = new Map<string, string>();
    for (const name of sampleLists) groups.set(name, await ensureList(tx, actor.workspaceId, name));
    for (const { name, color } of sampleTags) groups.set(name, await ensureTag(tx, actor.workspaceId, name, color));
    for (const person of missing) await addSamplePerson(tx, actor.workspaceId, person, groups);
    await settle(tx, actor, 'sample_people_added', missing.length);
    return { added: missing.length };
  });
}

async function addSamplePerson(
  tx: Tx,
  workspaceId: string,
  person: SamplePerson,
  groups: ReadonlyMap<string, string>,
): Promise<void> {
  const id = await insertContact(tx, workspaceId, 'sample', {
    columns: {
      first_name: person.first,
      last_name: person.last,
      full_name: `${person.first} ${person.last}`,
      company: person.company,
      city: person.city,
      region: person.region,
      country: 'US',
      language: person.language,
      external_id: person.key,
    },
    phones: [{ value: person.phone, label: person.label, preferred: true }],
    emails: person.email === null ? [] : [{ value: person.email, label: null, preferred: true }],
  });
  const ids = (names: readonly string[]) => names.flatMap((name) => groups.get(name) ?? []);
  await replaceLists(tx, workspaceId, id, ids(person.lists));
  await replaceTags(tx, workspaceId, id, ids(person.tags));
  if (person.consent !== 'unknown') {
    const wording = person.consent === 'yes' ? 'Yes, send me texts (an invented consent of an invented person)' : 'STOP';
    await recordConsent(tx, workspaceId, id, {
      consent: person.consent,
      purpose: 'all',
      source: 'sample',
      wording,
      method: null,
      actorName: null,
    });
  }
  if (person.optedOut) await suppressSample(tx, workspaceId, person.phone);
}

/** Removes them again. */
export async function removeSamplePeople(ctx: Context, actor: WorkspaceActor): Promise<{ removed: number }> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    await lockSample(tx, actor.workspaceId);
    await holdLeases(tx, actor.workspaceId);
    const removed = await removeSample(
      tx,
      actor.workspaceId,
      sampleLists,
      sampleTags.map((tag) => tag.name),
    );
    if (removed > 0) await settle(tx, actor, 'sample_people_removed', removed);
    return { removed };
  });
}

async function settle(tx: Tx, actor: WorkspaceActor, action: string, count: number): Promise<void> {
  await recordActivity(tx, actor, { action, details: { count } });
  for (const topic of ['contacts', 'lists', 'fields', 'suppressions'] as const) await announce(tx, actor.workspaceId, { topic });
}
