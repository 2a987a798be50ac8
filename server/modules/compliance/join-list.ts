import type { ConsentPurpose } from '@tidings/core/compliance/purposes';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import { personAt, recordConsent, requestConsentAt } from '../contacts/consent-store.ts';
import { readDoubleOptIn } from '../contacts/double-opt-in-store.ts';
import { setDetails } from '../contacts/entries-store.ts';
import { anyRefused } from '../contacts/refusals-store.ts';
import { findContact } from '../contacts/store.ts';
import { theseIds } from '../contacts/target-store.ts';
import { answersAsDetails } from '../lists/fields.ts';
import { addEntries } from '../lists/store.ts';

/** Somebody who puts themselves on a list, with what they agreed to. */
export interface Joining {
  readonly workspaceId: string;
  readonly contactId: string;
  /** The number that they wrote from or typed in, E.164: their yes is for it. */
  readonly address: string;
  readonly listId: string;
  readonly source: 'keyword' | 'form';
  readonly purpose: ConsentPurpose;
  /** As they saw it. */
  readonly wording: string;
  readonly method: string;
  readonly evidence: Readonly<Record<string, unknown>>;
  /** It counts only once they said YES from their phone. */
  readonly asksYes: boolean;
  /** False: they did not agree to texts, and are only put on the list. Default: true. */
  readonly agrees?: boolean;
  /** What they answered, by question: details of the list entry, where they were not on the list before. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Played on a sandbox phone: nobody's consent changes. */
  readonly sandbox: boolean;
}

/**
 * Puts somebody on a list with their consent, or with a request for their YES. Who agreed to as much, or to more, loses nothing. Suppressions
 * are left as they are.
 */
export async function joinList(tx: Tx, joining: Joining): Promise<'agreed' | 'asked' | 'listed'> {
  const { workspaceId, contactId, asksYes } = joining;
  const added = await addEntries(tx, workspaceId, joining.listId, [contactId]);
  if (added > 0 && joining.answers) {
    const details = await answersAsDetails(tx, workspaceId, joining.listId, joining.answers);
    const by = { origin: 'form', byName: joining.method ?? joining.source } as const;
    await setDetails(tx, { workspaceId, listId: joining.listId, by }, details, theseIds([contactId]));
  }
  const outcome = joining.sandbox || joining.agrees === false ? 'listed' : await agree(tx, joining, asksYes);
  await announce(tx, workspaceId, { topic: 'lists' });
  await announce(tx, workspaceId, { topic: 'contacts', id: contactId });
  return outcome;
}

async function agree(tx: Tx, joining: Joining, asksYes: boolean): Promise<'agreed' | 'asked'> {
  const { workspaceId, contactId, address } = joining;
  const person = await findContact(tx, workspaceId, contactId, { forUpdate: true });
  const standing = person?.sms_agreed[address];
  const covered = standing === 'all' || (standing !== undefined && joining.purpose === 'informational');
  const purpose = covered && standing !== undefined ? standing : joining.purpose;
  const { source, wording, method, evidence } = joining;
  const record = { purpose, source, wording, method, evidence, actorName: null };
  // Anybody may type a number into a form: a no that is known of it is ended from its own phone only.
  const refused = !asksYes && !covered && joining.source === 'form' && (await anyRefused(tx, workspaceId, contactId, address));
  if (!asksYes && !refused) {
    await recordConsent(tx, workspaceId, contactId, { ...record, consent: 'yes', address });
    return 'agreed';
  }
  if (covered) return 'agreed';
  const { lapse_days: days } = await readDoubleOptIn(tx, workspaceId);
  await requestConsentAt(tx, workspaceId, personAt(contactId, address), record, days);
  return 'asked';
}
