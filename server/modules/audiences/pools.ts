import { listsMeantBy, poolSentence } from '@tidings/core/audience/pools';
import type { Audience, AudiencePart, AudiencePreview } from '@tidings/core/contract/audience';
import type { Tx } from '../../db/database.ts';
import { type ChosenList, listChosen, listOthers } from './pools-store.ts';
import { findAudienceRules } from './saved-store.ts';
import { type AudienceContacts, audienceContacts, countAudience } from './store.ts';

/**
 * The lists whose people an audience means, in the order in which they were chosen: named as a part, in a filter, in rules or in a saved
 * audience. Lists that it leaves people out by are none of them. What is gone is said where the audience is used.
 */
export async function chosenLists(tx: Tx, workspaceId: string, { include = [] }: Partial<Audience>): Promise<ChosenList[]> {
  const ids: string[] = [];
  for (const part of include) ids.push(...(await listsOfPart(tx, workspaceId, part)));
  return listChosen(tx, workspaceId, [...new Set(ids)]);
}

async function listsOfPart(tx: Tx, workspaceId: string, part: AudiencePart): Promise<readonly string[]> {
  switch (part.kind) {
    case 'list':
      return [part.id];
    case 'search': {
      const { list_id: id, rules } = part.filter;
      // People of that list alone, whatever else is asked of them.
      if (id !== undefined) return [id];
      return rules === undefined ? [] : listsMeantBy(rules);
    }
    case 'audience': {
      const found = await findAudienceRules(tx, workspaceId, part);
      return found === undefined ? [] : listsMeantBy(found.rules);
    }
    default:
      return [];
  }
}

/** The lists of an audience, and who gets what is sent to it in one sentence. */
export async function presentPools(
  tx: Tx,
  workspaceId: string,
  audience: Audience,
  count: number,
): Promise<AudiencePreview['pools']> {
  const lists = await chosenLists(tx, workspaceId, audience);
  return {
    words: await describePools(tx, workspaceId, audience, { lists, count }),
    lists: lists.map(({ fields: _, ...pool }) => pool),
  };
}

/** As many other lists as a sentence bears. */
const mostOthers = 2;

/** Whom an audience means and whom not, in one sentence; empty where it names no list. */
export async function describePools(
  tx: Tx,
  workspaceId: string,
  audience: Audience,
  { lists, count }: { readonly lists: readonly ChosenList[]; readonly count?: number | undefined },
): Promise<string> {
  if (lists.length === 0) return '';
  const people: AudienceContacts = await audienceContacts(tx, workspaceId, audience);
  const ids = lists.map((one) => one.list_id);
  const others = await listOthers(tx, workspaceId, people, ids, mostOthers);
  const onlyLists = audience.include.every((part) => part.kind === 'list');
  return poolSentence(count ?? (await countAudience(tx, workspaceId, audience)), lists, onlyLists, others);
}
