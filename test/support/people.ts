import { countryOf } from '../../core/src/contacts/country-of.ts';
import type { Context } from '../../server/context.ts';
import { grantConsentAt, withdrawConsent } from '../../server/modules/compliance/consent-store.ts';
import { insertContact } from '../../server/modules/contacts/store.ts';

/** Area codes of the United States: a workspace there may text them without further ado. */
const areas = Array.from({ length: 390 }, (_, index) => 201 + index * 2).filter((area) => countryOf(`+1${area}5550100`) === 'US');

/** A fictitious number: the 555-01xx range of one of many area codes, so that there are enough of them. */
export function fictitiousNumber(index: number): string {
  const area = areas[Math.floor(index / 90)];
  return `+1${area}55501${String(index % 90).padStart(2, '0')}`;
}

/** Adds people who agreed to get texts; returns their ids. */
export async function addPeople(
  ctx: Context,
  workspaceId: string,
  people: readonly { name: string; phone: string; consent?: 'yes' | 'no' | 'unknown' }[],
): Promise<string[]> {
  return ctx.db.workspace(workspaceId, async (tx) => {
    const ids: string[] = [];
    for (const { name, phone, consent = 'yes' } of people) {
      const id = await insertContact(tx, workspaceId, 'member', {
        columns: { first_name: name, full_name: name },
        phones: [{ value: phone, label: null, preferred: true }],
      });
      if (consent === 'yes') await grantConsentAt(tx, workspaceId, [id], phone);
      if (consent === 'no') await withdrawConsent(tx, workspaceId, [id]);
      ids.push(id);
    }
    return ids;
  });
}
