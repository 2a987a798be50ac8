import type { Audience } from '@tidings/core/contract/audience';
import { type EntryList, entryListsOf, entryScope, type TagList } from '@tidings/core/messaging/entry-tags';
import type { Tx } from '../../db/database.ts';
import { chosenLists } from '../audiences/pools.ts';
import type { ChosenList } from '../audiences/pools-store.ts';
import { listEntryDetails } from '../contacts/entries-store.ts';
import type { RenderContact } from './facts-store.ts';

/** The lists of an audience whose details its text may use, in the order in which they were chosen. */
export async function tagListsOf(tx: Tx, workspaceId: string, audience: Partial<Audience>): Promise<TagList[]> {
  return asTagLists(await chosenLists(tx, workspaceId, audience));
}

export const asTagLists = (lists: readonly ChosenList[]): TagList[] =>
  lists.map(({ list_id: id, name, fields }) => ({ id, name, fields }));

/** Contacts with the details of their entries that a text uses: filled in as at the lease. */
export async function withEntries<C extends RenderContact>(
  tx: Tx,
  workspaceId: string,
  contacts: readonly C[],
  tags: readonly { readonly name: string }[],
  lists: readonly TagList[],
): Promise<readonly C[]> {
  const used: readonly EntryList[] | null = entryListsOf(tags, lists);
  if (used === null || used.length === 0 || contacts.length === 0) return contacts;
  const found = await listEntryDetails(
    tx,
    workspaceId,
    used.map((one) => one.list_id),
    contacts.map((one) => one.id),
  );
  return contacts.map((one) => ({ ...one, entry: entryScope(used, found.get(one.id) ?? new Map()) }));
}
