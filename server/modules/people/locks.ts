import type { Tx } from '../../db/database.ts';
import { Refusal } from '../../lib/errors.ts';
import { holdLeases } from '../compliance/lease-lock-store.ts';
import { lockPlans } from '../contacts/merged-store.ts';
import { lockNumber } from '../messages/inbound-store.ts';
import { listPeople, type PersonRow } from './merge-store.ts';

/**
 * Takes two people for a merge or its end. In this order: their numbers, so that no text comes in for either meanwhile; the plans of broadcasts,
 * so that none is written down for either; leases, so that nothing of theirs goes out that must not (I2); then the two rows.
 */
export async function lockPeople(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, PersonRow>> {
  const before = await listPeople(tx, workspaceId, ids);
  const numbers = [...before.values()].flatMap((person) => person.phones);
  for (const number of [...new Set(numbers)].toSorted()) await lockNumber(tx, workspaceId, number);
  if (!(await lockPlans(tx, workspaceId)))
    throw new Refusal(
      'conflict',
      'A broadcast is being prepared, or a file taken in, at this moment. Try again in some seconds.',
      {
        retryAfterSeconds: 5,
      },
    );
  await holdLeases(tx, workspaceId);
  return listPeople(tx, workspaceId, ids, { lock: true });
}
