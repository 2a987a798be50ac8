import { normalizePhone } from '@tidings/core/contacts/phone';
import type { ConsentInput, ContactInput } from '@tidings/core/contract/contact-input';
import type { Contact, contactsApi } from '@tidings/core/contract/contacts';
import type { BodyOf } from '@tidings/core/contract/endpoint';
import type { Context } from '../../context.ts';
import type { Tx } from '../../db/database.ts';
import { holdLeases } from '../../db/lease-lock.ts';
import { announce } from '../../events/realtime.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { badField, notFound, Refusal } from '../../lib/errors.ts';
import { type ActivityActor, recordActivity } from '../audit/service.ts';
import { listAddresses, listSharers } from './addresses-store.ts';
import { type ConsentRecord, personAt, recordConsent, requestConsentAt } from './consent-store.ts';
import { waitsForYes } from './double-opt-in-store.ts';
import { recallErased } from './erased.ts';
import { listFields } from './fields-store.ts';
import { replaceLists } from './memberships-store.ts';
import { type PreparedContact, prepareContact } from './prepare-contact.ts';
import { getContact } from './present-contact.ts';
import { type ContactRecord, countryOf, findByExternalId, findContact, insertContact, updateContact } from './store.ts';
import { replaceTags } from './tags-store.ts';

/** Adds a person by hand or by a program. An address that somebody has already is asked about first, unless sharing is allowed. */
export async function createContact(
  ctx: Context,
  actor: WorkspaceActor,
  { allow_shared: allowShared, ...input }: ContactInput & { allow_shared: boolean },
): Promise<Contact> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    const prepared = await prepare(ctx, tx, actor, input);
    await recallErased(ctx, tx, actor.workspaceId, valuesOf(prepared));
    if (!nameable(prepared)) throw badField('body', 'needs a name, a phone or an e-mail address');
    await refuseTakenExternalId(tx, actor.workspaceId, prepared, null);
    if (!allowShared) await refuseShared(tx, actor.workspaceId, prepared);
    if (input.sms_consent && forbidsTexts(input.sms_consent)) await holdLeases(tx, actor.workspaceId);
    const id = await insertContact(tx, actor.workspaceId, actor.kind === 'user' ? 'member' : 'api', prepared);
    await saveMemberships(tx, actor, id, input);
    const contact = await getContact(tx, actor.workspaceId, id);
    await recordActivity(tx, actor, { action: 'contact_added', objectKind: 'contact', objectId: id, objectLabel: contact.name });
    await announce(tx, actor.workspaceId, { topic: 'contacts', id });
    return contact;
  });
}

/** Changes what is given. A number shared with others is allowed, and said in the answer. */
export async function changeContact(
  ctx: Context,
  actor: WorkspaceActor,
  id: string,
  { consent_goes_along: goesAlong, ...input }: BodyOf<(typeof contactsApi)['updateContact']>,
): Promise<Contact> {
  return ctx.db.workspace(actor.workspaceId, async (tx) => {
    if (input.sms_consent && forbidsTexts(input.sms_consent)) await holdLeases(tx, actor.workspaceId);
    const before = await findContact(tx, actor.workspaceId, id, { forUpdate: true });
    if (!before) throw notFound('contact');
    const prepared = await prepare(ctx, tx, actor, input, before);
    await recallErased(ctx, tx, actor.workspaceId, valuesOf(prepared));
    await refuseTakenExternalId(tx, actor.workspaceId, prepared, id);
    await updateContact(tx, actor.workspaceId, id, prepared);
    if (goesAlong) await takeAlong(tx, actor, before, goesAlong.reason);
    await saveMemberships(tx, actor, id, input);
    const contact = await getContact(tx, actor.workspaceId, id);
    if (!contact.full_name && !contact.phone && !contact.email)
      throw badField('body', 'must leave a name, a phone or an e-mail address');
    await recordActivity(tx, actor, {
      action: 'contact_changed',
      objectKind: 'contact',
      objectId: id,
      objectLabel: contact.name,
      details: { fields: Object.keys(input), ...(goesAlong ? { consent_goes_along: goesAlong.reason } : {}) },
    });
    await announce(tx, actor.workspaceId, { topic: 'contacts', id });
    return contact;
  });
}

/** The yes for the number that was preferred before is one for the new number too: a member says so, and the ledger says who and how they know. */
async function takeAlong(tx: Tx, actor: WorkspaceActor, before: ContactRecord, reason: string): Promise<void> {
  const now = await findContact(tx, actor.workspaceId, before.id);
  const field = 'body.consent_goes_along';
  if (!now?.phone || now.phone === before.phone) throw badField(field, 'goes with another preferred number in phones');
  if (before.phone === null || before.sms_consent !== 'yes')
    throw badField(field, 'needs somebody who agreed for the number that they had; use sms_consent to record a new agreement');
  const record = consentRecord(actor, { consent: 'yes', purpose: before.sms_consent_purpose, method: reason });
  await saveConsent(tx, actor.workspaceId, before.id, { ...record, address: now.phone, evidence: { moved_from: before.phone } });
}

async function prepare(
  ctx: Context,
  tx: Tx,
  actor: WorkspaceActor,
  input: ContactInput,
  names?: { first_name: string | null; last_name: string | null },
): Promise<PreparedContact> {
  return prepareContact(input, {
    country: await countryOf(tx, actor.workspaceId),
    fields: await listFields(tx, actor.workspaceId),
    today: ctx.clock.now().toISOString().slice(0, 10),
    ...(names ? { names } : {}),
  });
}

const nameable = ({ columns, phones, emails }: PreparedContact): boolean =>
  Boolean(columns.full_name) || (phones?.length ?? 0) > 0 || (emails?.length ?? 0) > 0;

async function refuseTakenExternalId(
  tx: Tx,
  workspaceId: string,
  { columns }: PreparedContact,
  id: string | null,
): Promise<void> {
  if (!columns.external_id) return;
  const other = await findByExternalId(tx, workspaceId, columns.external_id);
  if (!other || other.id === id) return;
  throw new Refusal('already_exists', 'Another contact has this external id already.', {
    fields: [{ field: 'body.external_id', message: 'belongs to another contact', code: `contact:${other.id}` }],
  });
}

/** Every address of a person as written. */
const valuesOf = ({ phones = [], emails = [] }: PreparedContact): string[] => [...phones, ...emails].map((one) => one.value);

async function refuseShared(tx: Tx, workspaceId: string, prepared: PreparedContact): Promise<void> {
  const { phones = [], emails = [] } = prepared;
  const values = valuesOf(prepared);
  const sharers = await listSharers(tx, workspaceId, values, null);
  if (sharers.length === 0) return;
  const fields = sharers.slice(0, 20).map(({ value, id, name }) => {
    const at = phones.findIndex((one) => one.value === value);
    const field = at >= 0 ? `body.phones.${at}` : `body.emails.${emails.findIndex((one) => one.value === value)}`;
    return { field, message: `belongs to ${name} already`, code: `contact:${id}` };
  });
  const who = sharers[0]?.name ?? 'somebody';
  const more = sharers.length > 1 ? ` and ${sharers.length - 1} more` : '';
  const words = `${who}${more} has this number or e-mail address already. Change that contact, or add this one too with allow_shared, as in a household.`;
  throw new Refusal('already_exists', words, { fields });
}

async function saveMemberships(tx: Tx, actor: WorkspaceActor, id: string, input: ContactInput): Promise<void> {
  if (input.tag_ids) refuseUnknown('tag_ids', 'tag', input.tag_ids, await replaceTags(tx, actor.workspaceId, id, input.tag_ids));
  if (input.list_ids)
    refuseUnknown('list_ids', 'list', input.list_ids, await replaceLists(tx, actor.workspaceId, id, input.list_ids));
  if (input.sms_consent) {
    const address = await numberMeant(tx, actor.workspaceId, id, input.sms_consent);
    await saveConsent(tx, actor.workspaceId, id, { ...consentRecord(actor, input.sms_consent), ...(address ? { address } : {}) });
  }
}

/** The number that a yes is said to be for: one of theirs. Undefined for the preferred one. */
async function numberMeant(tx: Tx, workspaceId: string, id: string, input: ConsentInput): Promise<string | undefined> {
  if (input.phone === undefined) return undefined;
  const field = 'body.sms_consent.phone';
  if (input.consent !== 'yes') throw badField(field, 'goes with a yes only: a no holds for all their numbers');
  const phone = normalizePhone(input.phone, await countryOf(tx, workspaceId));
  if (!phone.ok) throw badField(field, phone.words);
  const theirs = await listAddresses(tx, workspaceId, id);
  if (theirs.some((one) => one.kind === 'phone' && one.value === phone.e164)) return phone.e164;
  throw badField(field, "is not one of this person's numbers; add it to phones first");
}

/** A yes counts at once, or once the person said YES from their phone: as the workspace wants it. */
async function saveConsent(
  tx: Tx,
  workspaceId: string,
  id: string,
  record: ConsentRecord & { readonly address?: string },
): Promise<void> {
  const days = record.consent === 'yes' ? await waitsForYes(tx, workspaceId, record.source) : null;
  if (days === null) return recordConsent(tx, workspaceId, id, record);
  const person = await findContact(tx, workspaceId, id);
  const address = record.address ?? person?.phone ?? null;
  if (!person || address === null) {
    throw badField('body.sms_consent', 'needs a phone number: this workspace asks people by text to confirm that they agree');
  }
  const standing = person.sms_agreed[address];
  const covered = standing === 'all' || (standing !== undefined && record.purpose === 'informational');
  // Who agreed to as much for this number, or to more, is not asked again; nor do they lose anything.
  if (covered && standing) return recordConsent(tx, workspaceId, id, { ...record, purpose: standing });
  await requestConsentAt(tx, workspaceId, personAt(id, address), record, days);
}

function refuseUnknown(field: string, what: string, given: readonly string[], unknown: readonly string[]): void {
  const [first] = unknown;
  if (first !== undefined)
    throw badField(`body.${field}.${given.indexOf(first)}`, `names a ${what} that is not there or was archived`);
}

/** What is kept as evidence of a word on consent that a member or program passed on. */
export function consentRecord(actor: Pick<ActivityActor, 'kind' | 'name'>, input: ConsentInput): ConsentRecord {
  return {
    consent: input.consent,
    purpose: input.purpose ?? 'all',
    source: actor.kind === 'user' ? 'member' : 'api',
    wording: input.wording || null,
    method: input.method || null,
    actorName: actor.name,
  };
}

/** Whether a word on consent keeps anything from being sent that could be sent before: it waits for leases under way (I2). */
export function forbidsTexts({ consent, purpose }: ConsentInput): boolean {
  return consent !== 'yes' || purpose === 'informational';
}
