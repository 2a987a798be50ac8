import { type Crossing, crossingsOf, isAccepted } from '@tidings/core/audience/pools';
import { type Strangers, strangersCrossing, withYes } from '@tidings/core/audience/strangers';
import type { Audience } from '@tidings/core/contract/audience';
import type { Tx } from '../../db/database.ts';
import { Refusal } from '../../lib/errors.ts';
import { chosenLists, listsSeenBy } from '../audiences/pools.ts';
import { countStrangers, strangerIds } from '../audiences/pools-store.ts';
import type { People } from '../messages/decide-recipients-store.ts';
import { peopleOf } from './check.ts';
import { whoGetIt } from './facts-store.ts';
import { judgedOf, purposeOf } from './purpose.ts';
import type { BroadcastRecord } from './store.ts';

/** What needs an explicit yes before this goes to the lists that it names, as they are now. */
async function crossingsOfNamed(
  tx: Tx,
  broadcast: Pick<BroadcastRecord, 'workspace_id' | 'purpose'>,
  audience: Partial<Audience>,
): Promise<readonly Crossing[]> {
  const lists = await chosenLists(tx, broadcast.workspace_id, audience);
  return lists.length === 0 ? [] : crossingsOf(await purposeOf(tx, broadcast), lists);
}

/** Of those who would get it, the ones who are only in pools that it is not for. `people` as peopleOf tells them. */
export async function strangersOf(tx: Tx, broadcast: BroadcastRecord, people: People): Promise<Strangers> {
  const { workspace_id: workspaceId } = broadcast;
  const judged = await judgedOf(tx, broadcast);
  const parted = await listsSeenBy(tx, workspaceId, broadcast.audience as Audience, judged.purpose);
  if (parted.strange.length === 0) return { n: 0, pools: [] };
  return countStrangers(tx, workspaceId, await whoGetIt(tx, workspaceId, people, judged), parted);
}

async function crossingsOfBroadcast(tx: Tx, broadcast: BroadcastRecord): Promise<readonly Crossing[]> {
  const audience = broadcast.audience as Audience;
  const found = await peopleOf(tx, broadcast.workspace_id, audience);
  const strangers = 'people' in found ? strangersCrossing(await strangersOf(tx, broadcast, found.people)) : undefined;
  return [...(await crossingsOfNamed(tx, broadcast, audience)), ...(strangers ? [strangers] : [])];
}

/**
 * Refuses to send across pools or purposes without a yes. Returns what is kept with the broadcast: what the yes covers, looked at again when it
 * is planned, and what stands in the activity.
 */
export async function requireYes(
  tx: Tx,
  broadcast: BroadcastRecord,
  yes: boolean | undefined,
): Promise<{ readonly kept: { readonly across_purposes: string[] | null }; readonly noted: { readonly across?: string[] } }> {
  const crossings = await crossingsOfBroadcast(tx, broadcast);
  if (crossings.length === 0) return { kept: { across_purposes: null }, noted: {} };
  if (yes !== true && !isAccepted(crossings, broadcast.across_purposes ?? [])) {
    const words = crossings.map((one) => one.words).join(' ');
    throw new Refusal('across_purposes_not_accepted', `${words} To send it all the same, say so with across_purposes: true.`, {
      fields: [
        { field: 'body.across_purposes', message: `must be true to send it: ${crossings.map((one) => one.yes).join('; ')}` },
      ],
    });
  }
  return {
    kept: { across_purposes: crossings.flatMap(({ keys }) => keys) },
    noted: { across: crossings.map((one) => one.yes) },
  };
}

/** Why a broadcast must not be planned: its lists came to be for something else, or joined, after somebody said yes. */
export async function unacceptedCrossing(tx: Tx, broadcast: BroadcastRecord, audience: Audience): Promise<string | undefined> {
  const crossings = await crossingsOfNamed(tx, broadcast, audience);
  if (isAccepted(crossings, broadcast.across_purposes ?? [])) return undefined;
  const words = crossings.map((one) => one.words).join(' ');
  return `Its lists were changed since it was confirmed. ${words} Duplicate it, and confirm it again.`;
}

/**
 * Who is left out when it is planned: people who are only in pools that nobody said yes to, as they joined one after it was confirmed. The others
 * get it all the same: somebody who registers for an event must not hold up the newsletter. Who joins a pool that was said yes to gets it.
 */
export async function peopleApart(tx: Tx, broadcast: BroadcastRecord, audience: Audience): Promise<People | undefined> {
  const { workspace_id: workspaceId } = broadcast;
  const parted = await listsSeenBy(tx, workspaceId, audience, await purposeOf(tx, broadcast));
  return strangerIds(workspaceId, withYes(parted, broadcast.across_purposes ?? []));
}
