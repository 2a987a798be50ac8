import { type Crossing, crossingsOf, isAccepted } from '@tidings/core/audience/pools';
import type { Audience } from '@tidings/core/contract/audience';
import type { Tx } from '../../db/database.ts';
import { Refusal } from '../../lib/errors.ts';
import { chosenLists } from '../audiences/pools.ts';
import { purposeOf } from './purpose.ts';
import type { BroadcastRecord } from './store.ts';

/** What needs an explicit yes before this goes to its lists, as they are now. */
export async function crossingsOfBroadcast(
  tx: Tx,
  broadcast: Pick<BroadcastRecord, 'workspace_id' | 'purpose'>,
  audience: Partial<Audience>,
): Promise<readonly Crossing[]> {
  const lists = await chosenLists(tx, broadcast.workspace_id, audience);
  return lists.length === 0 ? [] : crossingsOf(await purposeOf(tx, broadcast), lists);
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
  const crossings = await crossingsOfBroadcast(tx, broadcast, broadcast.audience as Audience);
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
  const crossings = await crossingsOfBroadcast(tx, broadcast, audience);
  if (isAccepted(crossings, broadcast.across_purposes ?? [])) return undefined;
  const words = crossings.map((one) => one.words).join(' ');
  return `Its lists were changed since it was confirmed. ${words} Duplicate it, and confirm it again.`;
}
