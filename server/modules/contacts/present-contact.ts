import type { AgreedNumbers } from '@tidings/core/compliance/agreed-numbers';
import { lineTypes } from '@tidings/core/contacts/line-types';
import type { Contact, ContactAddress, NumberLookup } from '@tidings/core/contract/contacts';
import type { Tx } from '../../db/database.ts';
import { notFound } from '../../lib/errors.ts';
import { type AddressRow, listAddresses, listSharers, type Sharer } from './addresses-store.ts';
import { findListed } from './list-store.ts';
import { listAgreedAt, listMemberships } from './memberships-store.ts';
import { findOpenRequest, presentRequest } from './opt-in-requests-store.ts';
import { findContact } from './store.ts';

const instant = (date: Date | null): string | null => date?.toISOString() ?? null;

/** Everything about a person who is not deleted. Throws "not found" otherwise. */
export async function getContact(tx: Tx, workspaceId: string, id: string): Promise<Contact> {
  const record = await findContact(tx, workspaceId, id);
  const row = await findListed(tx, workspaceId, id);
  if (!record || !row) throw notFound('contact');
  const pending = await findOpenRequest(tx, workspaceId, id);
  const addresses = await listAddresses(tx, workspaceId, id);
  const sharers = await listSharers(
    tx,
    workspaceId,
    addresses.map((one) => one.value),
    id,
  );
  const of = (kind: 'phone' | 'email') => addresses.filter((one) => one.kind === kind).map((one) => presentAddress(one, sharers));
  return {
    ...row,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    phones: of('phone'),
    emails: of('email'),
    address_line1: record.address_line1,
    address_line2: record.address_line2,
    postal_code: record.postal_code,
    notes: record.notes,
    sms_consent_at: instant(record.sms_consent_at),
    sms_agreed_for: presentAgreed(record.sms_agreed, await listAgreedAt(tx, workspaceId, id)),
    opt_in: pending ? presentRequest(pending) : null,
    lists: [...(await listMemberships(tx, workspaceId, id))],
  };
}

/** The newest first. */
function presentAgreed(agreed: AgreedNumbers, times: ReadonlyMap<string, Date>): Contact['sms_agreed_for'] {
  return Object.entries(agreed)
    .map(([phone, purpose]) => ({ phone: phone === '' ? null : phone, purpose, since: instant(times.get(phone) ?? null) }))
    .toSorted((a, b) => (b.since ?? '').localeCompare(a.since ?? '') || (a.phone ?? '').localeCompare(b.phone ?? ''));
}

function presentAddress(row: AddressRow, sharers: readonly Sharer[]): ContactAddress {
  const since = instant(row.suppressed_since);
  return {
    value: row.value,
    label: row.label,
    preferred: row.preferred,
    shared_with: sharers.filter((one) => one.value === row.value).map(({ id, name }) => ({ id, name })),
    do_not_text:
      row.suppressed_kind === null || since === null ? null : { kind: row.suppressed_kind, reason: row.suppressed_reason, since },
    lookup: presentLookup(row),
  };
}

function presentLookup({ line_type: found, carrier, looked_up_at: at }: AddressRow): NumberLookup | null {
  if (found === null || at === null) return null;
  // One that an earlier version kept under another name is a line all the same.
  return { line_type: lineTypes.find((one) => one === found) ?? 'other', carrier, looked_up_at: at.toISOString() };
}
