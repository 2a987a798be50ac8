import { entryScope } from '@tidings/core/messaging/entry-tags';
import type { Tx } from '../../db/database.ts';
import { listEntryDetails } from '../contacts/entries-store.ts';
import { sourceOf } from './lease.ts';
import type { Candidate, SourceRow } from './lease-store.ts';

/**
 * Candidates with the details of their list entries, for the texts that use such. Asks the database only where one does: all others cost
 * nothing.
 */
export async function withEntries(
  tx: Tx,
  workspaceId: string,
  candidates: readonly Candidate[],
  sources: ReadonlyMap<string, SourceRow>,
): Promise<readonly Candidate[]> {
  const listsOf = (one: Candidate) => (one.body === null ? sourceOf(one, sources)?.entry_lists : null);
  const asked = candidates.filter((one) => one.contactId !== null && listsOf(one)?.length);
  if (asked.length === 0) return candidates;
  const lists = new Set(asked.flatMap((one) => (listsOf(one) ?? []).map(({ list_id: id }) => id)));
  const people = asked.flatMap((one) => one.contactId ?? []);
  const found = await listEntryDetails(tx, workspaceId, [...lists], people);
  return candidates.map((one) => {
    const own = listsOf(one);
    if (!own?.length || one.contact === null || one.contactId === null) return one;
    return { ...one, contact: { ...one.contact, entry: entryScope(own, found.get(one.contactId) ?? new Map()) } };
  });
}
