import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { erasedAmong } from '../contacts/erased.ts';
import { anyErased } from '../contacts/erased-store.ts';
import type { People } from '../messages/decide-recipients-store.ts';
import { phonesOf } from './facts-store.ts';

/** So many numbers are hashed at a time: a hundred thousand at once would keep other requests waiting. */
const portion = 2_000;

/**
 * Of an audience's numbers, those of people who were deleted for privacy and that came back by a way that did not look: the lease counts them as
 * opted out, so a forecast must. Reads nothing of the audience where nobody was deleted.
 */
export async function erasedPhones(ctx: Context, tx: Tx, workspaceId: string, people: People): Promise<string[]> {
  if (!(await anyErased(tx, workspaceId))) return [];
  const phones = await phonesOf(tx, workspaceId, people);
  const found: string[] = [];
  for (let at = 0; at < phones.length; at += portion)
    found.push(...(await erasedAmong(ctx, tx, workspaceId, phones.slice(at, at + portion))));
  return found;
}
