import { type Crossing, crossingsOf, isWithin, listsMeantBy, type Pool, poolSentence } from '@tidings/core/audience/pools';
import {
  type PartedLists,
  partLists,
  type Strangers,
  strangersCrossing,
  withStrangers,
  withYes,
} from '@tidings/core/audience/strangers';
import type { MessagePurpose } from '@tidings/core/compliance/purposes';
import type { Audience, AudiencePart, AudiencePreview, PoolCrossing } from '@tidings/core/contract/audience';
import { statusKey } from '@tidings/core/contract/list-fields';
import type { Tx } from '../../db/database.ts';
import {
  type ChosenList,
  countStatuses,
  countStrangers,
  findFollowed,
  listChosen,
  listOthers,
  listPools,
} from './pools-store.ts';
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

/** Follow-ups of follow-ups: nobody makes more. */
const mostFollowed = 10;

/** The lists of a workspace as a message to an audience sees them: of `parted` its strange ones hold the people whom it is not for. */
export async function listsSeenBy(
  tx: Tx,
  workspaceId: string,
  audience: Partial<Audience>,
  message: MessagePurpose,
): Promise<PartedLists> {
  const pools = await listPools(tx, workspaceId);
  if (pools.every(({ event, purpose }) => event === null && isWithin(purpose, message))) return { own: [], strange: [] };
  const { named, accepted } = await meantBy(tx, workspaceId, audience, mostFollowed);
  return withYes(partLists(message, named, pools), accepted);
}

/** The lists that an audience names, itself or through the broadcasts whose missed or reached it means, and what was said yes to for these. */
async function meantBy(
  tx: Tx,
  workspaceId: string,
  audience: Partial<Audience>,
  depth: number,
): Promise<{ readonly named: readonly ChosenList[]; readonly accepted: readonly string[] }> {
  const named: ChosenList[] = await chosenLists(tx, workspaceId, audience);
  const accepted: string[] = [];
  const earlier = new Set((audience.include ?? []).flatMap((part) => ('broadcast_id' in part ? [part.broadcast_id] : [])));
  for (const id of depth === 0 ? [] : earlier) {
    const followed = await findFollowed(tx, workspaceId, id);
    if (!followed) continue;
    const more = await meantBy(tx, workspaceId, followed.audience, depth - 1);
    named.push(...more.named);
    accepted.push(...followed.accepted, ...more.accepted);
  }
  return { named, accepted };
}

/** The lists of an audience, who gets what is sent to it in one sentence, and what a message for `purpose` needs a yes for. */
export async function presentPools(
  tx: Tx,
  workspaceId: string,
  audience: Audience,
  { count, purpose }: { readonly count: number; readonly purpose: MessagePurpose | undefined },
): Promise<AudiencePreview['pools']> {
  const lists = await chosenLists(tx, workspaceId, audience);
  const strangers =
    purpose === undefined
      ? nobody
      : await countStrangers(
          tx,
          workspaceId,
          await audienceContacts(tx, workspaceId, audience),
          await listsSeenBy(tx, workspaceId, audience, purpose),
        );
  return {
    words: withStrangers(await describePools(tx, workspaceId, audience, { lists, count }), count, strangers),
    crossings: presentCrossings(purpose === undefined ? [] : allCrossings(purpose, lists, strangers)),
    lists: lists.map(({ fields: _, ...pool }) => pool),
  };
}

const nobody: Strangers = { n: 0, pools: [] };

/** What needs a yes: of the lists that were named, and of whom it reaches besides. */
export function allCrossings(message: MessagePurpose, lists: readonly Pool[], strangers: Strangers): readonly Crossing[] {
  const crossing = strangersCrossing(strangers);
  return [...crossingsOf(message, lists), ...(crossing ? [crossing] : [])];
}

export const presentCrossings = (crossings: readonly Crossing[]): PoolCrossing[] =>
  crossings.map(({ kind, words, yes }) => ({ kind, words, yes }));

/** As many other lists as a sentence bears. */
const mostOthers = 2;
/** With more a status is no status, but a text of its own for each: none is told. */
const mostStatuses = 6;

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
  const [only] = lists;
  const tellsStatus = onlyLists && lists.length === 1 && only?.event && only.fields.some(({ key }) => key === statusKey);
  const statuses = tellsStatus ? await countStatuses(tx, workspaceId, people, only.list_id, mostStatuses + 1) : [];
  const told = statuses.length > mostStatuses ? [] : statuses;
  return poolSentence(count ?? (await countAudience(tx, workspaceId, audience)), lists, onlyLists, others, told);
}
