import type { EntryDetails } from '@tidings/core/contract/list-fields';
import type { Tx } from '../../db/database.ts';
import { Refusal } from '../../lib/errors.ts';
import { checkCustomValue } from './custom-values.ts';
import { listFieldsOf } from './entry-fields-store.ts';

/** Details as they are stored; null for those to be cleared. */
export type CheckedDetails = Readonly<Record<string, string | number | null>>;

/**
 * Details of list entries as given by a program or a form, each brought to its type. Refuses what the list has no detail for and what does not
 * fit, naming each below `where`.
 */
export async function checkDetails(
  tx: Tx,
  workspaceId: string,
  listId: string,
  given: EntryDetails,
  where: string,
): Promise<CheckedDetails> {
  const fields = await listFieldsOf(tx, workspaceId, [listId]);
  const checked: Record<string, string | number | null> = {};
  const problems: { field: string; message: string }[] = [];
  for (const [key, value] of Object.entries(given)) {
    const rule = fields.find((one) => one.key === key);
    if (rule === undefined) {
      const known = fields.map((one) => one.key).join(', ');
      const message = `is no detail of this list${known === '' ? ', which has none' : `; it has ${known}`}. Add it to the list first.`;
      problems.push({ field: `${where}.${key}`, message });
      continue;
    }
    const answer = checkCustomValue(rule, value);
    if (answer.ok) checked[key] = typeof answer.value === 'boolean' ? String(answer.value) : answer.value;
    else problems.push({ field: `${where}.${key}`, message: answer.message });
  }
  if (problems.length === 0) return checked;
  throw new Refusal('invalid_request', problems.map(({ field, message }) => `${field}: ${message}`).join('; '), {
    fields: problems,
  });
}
