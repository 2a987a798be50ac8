import { cleanName, splitName } from '@tidings/core/contacts/names';
import { normalizePhone } from '@tidings/core/contacts/phone';
import type { DirectSend } from '@tidings/core/contract/send-messages';
import type { Tx } from '../../db/database.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { newId } from '../../lib/clock.ts';
import { setConsentAt } from '../contacts/consent-store.ts';
import { countryOf, syncContacts } from '../contacts/store.ts';
import { firstContactsAt, insertPeople, lockNumbers, peopleAt } from './direct-store.ts';

/** A number as given, read. */
export interface ReadNumber {
  readonly given: string;
  readonly name: string | null;
  /** In E.164; null when it cannot be one, and `words` says why. */
  readonly address: string | null;
  readonly words: string | null;
}

export async function readNumbers(tx: Tx, workspaceId: string, to: DirectSend['to']): Promise<ReadNumber[]> {
  const country = await countryOf(tx, workspaceId);
  return to.map(({ phone, name }) => {
    const number = normalizePhone(phone, country);
    const clean = name === undefined ? '' : cleanName(name);
    return { given: phone, name: clean || null, address: number.ok ? number.e164 : null, words: number.ok ? null : number.words };
  });
}

/**
 * The contact of each number; numbers that are nobody's become contacts. With a statement of consent, people of whom nothing is known
 * count as having agreed for the number named, with the statement as evidence; who said no has said no.
 */
export async function findOrAddPeople(
  tx: Tx,
  actor: WorkspaceActor,
  numbers: readonly ReadNumber[],
  consent: DirectSend['consent'] | null,
): Promise<Map<string, string>> {
  const { workspaceId } = actor;
  const named = new Map<string, string | null>();
  for (const { address, name } of numbers) if (address !== null && !named.get(address)) named.set(address, name);
  const phones = [...named.keys()];
  await lockNumbers(tx, workspaceId, phones);
  const known = await firstContactsAt(tx, workspaceId, phones);
  const added = phones.filter((phone) => !known.has(phone)).map((phone) => newPerson(phone, named.get(phone) ?? null));
  if (added.length > 0) {
    await insertPeople(tx, workspaceId, added);
    await syncContacts(
      tx,
      workspaceId,
      added.map((one) => one.id),
    );
    await announce(tx, workspaceId, { topic: 'contacts' });
  }
  if (consent) {
    const silent = [...known].flatMap(([address, one]) => (one.consent === 'unknown' ? { contactId: one.id, address } : []));
    const record = {
      consent: 'yes',
      purpose: consent.purpose ?? 'all',
      source: 'api',
      wording: consent.wording,
      method: null,
      actorName: actor.name,
    } as const;
    const fresh = added.map(({ id, phone }) => ({ contactId: id, address: phone }));
    await setConsentAt(tx, workspaceId, peopleAt([...silent, ...fresh]), record);
  }
  return new Map([
    ...[...known].map(([phone, { id }]) => [phone, id] as const),
    ...added.map((one) => [one.phone, one.id] as const),
  ]);
}

function newPerson(phone: string, name: string | null) {
  const split = name === null ? null : splitName(name);
  return { id: newId(), phone, name, firstName: split?.firstName || null, lastName: split?.lastName || null };
}
