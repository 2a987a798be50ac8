import { ownCountries } from '@tidings/core/contacts/country-of';
import type { Tx } from '../../db/database.ts';
import { workspaceCountry } from './countries-store.ts';
import { readCostSettings } from './settings-store.ts';

/** Countries that messages of a workspace may go to: those that were chosen, else its own. */
export async function allowedCountries(tx: Tx, workspaceId: string): Promise<readonly string[]> {
  const { allowed_countries: chosen } = await readCostSettings(tx, workspaceId);
  return chosen ?? ownCountries(await workspaceCountry(tx, workspaceId));
}
