import { comparedName, compareNames, mayBeOne } from '@tidings/core/contacts/person-names';
import type { Tx } from '../../db/database.ts';
import type { ContactColumns } from '../contacts/prepare-contact.ts';
import { anyMerges, listFormerNames } from '../imports/former-store.ts';
import { listOwners } from './store.ts';

/**
 * Which of those who have a number somebody is who signs up with it: the one of their name, else the first whose name may be theirs ("Ann" and
 * "Anne", or no name on one of the two sides). Undefined for somebody else of the household, and for a number that is nobody's. Names from
 * before merges count, as for imported files.
 */
export async function whoSignsUp(
  tx: Tx,
  workspaceId: string,
  phone: string,
  { first_name: first = null, full_name: full = null }: ContactColumns,
): Promise<string | undefined> {
  const owners = await listOwners(tx, workspaceId, phone);
  const name = comparedName({ first, last: null, full });
  const ids = owners.map((one) => one.id);
  const former = (await anyMerges(tx, workspaceId)) ? await listFormerNames(tx, workspaceId, ids) : new Map();
  const named = owners.map(({ id, first_name, label }) => {
    const others = (former.get(id) ?? []) as readonly { first_name: string | null; label: string }[];
    return {
      id,
      names: [{ first_name, label }, ...others].map((one) =>
        comparedName({ first: one.first_name, last: null, full: one.label }),
      ),
    };
  });
  const same = named.find(({ names }) => names.some((one) => compareNames(one, name) === 'same'));
  return (same ?? named.find(({ names }) => names.some((one) => mayBeOne(one, name))))?.id;
}
