import { z } from 'zod';
import { lineTypes } from '../contacts/line-types.ts';
import { BulkActionProgress } from './bulk-actions.ts';
import { Id, Instant, PageQuery, pageOf, QueryFlag } from './common.ts';
import { ConsentPurposeName, OptInRequest } from './consent.ts';
import { ConsentGoesAlong, ContactInput, CustomValue } from './contact-input.ts';
import { BulkAction, ContactFilterQuery, ContactTarget, contactSorts } from './contact-query.ts';
import { DeletedTarget } from './deleted-contacts.ts';
import { defineApi } from './endpoint.ts';

/** Why an address is never texted, whoever shares it. */
export const DoNotText = z.object({ kind: z.string(), reason: z.string().nullable(), since: Instant }).meta({ id: 'DoNotText' });
export type DoNotText = z.infer<typeof DoNotText>;

/** What a lookup said of a number, and when. */
export const NumberLookup = z
  .object({ line_type: z.enum(lineTypes), carrier: z.string().nullable(), looked_up_at: Instant })
  .meta({ id: 'NumberLookup' });
export type NumberLookup = z.infer<typeof NumberLookup>;

const Ref = z.object({ id: Id, name: z.string() });
const TagRef = Ref.extend({ color: z.string() });

/** One phone or e-mail address of a person. */
export const ContactAddress = z
  .object({
    value: z.string(),
    label: z.string().nullable(),
    preferred: z.boolean(),
    /** Other people with the same address: a household. */
    shared_with: z.array(Ref),
    do_not_text: DoNotText.nullable(),
    /** Null where nobody asked. */
    lookup: NumberLookup.nullable(),
  })
  .meta({ id: 'ContactAddress' });
export type ContactAddress = z.infer<typeof ContactAddress>;

/** A person as lists show them. */
export const ContactRow = z
  .object({
    id: Id,
    /** The name to show: full name, else number, else e-mail address. */
    name: z.string(),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    full_name: z.string().nullable(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    company: z.string().nullable(),
    city: z.string().nullable(),
    region: z.string().nullable(),
    country: z.string().nullable(),
    language: z.string().nullable(),
    time_zone: z.string().nullable(),
    birthday: z.string().nullable(),
    external_id: z.string().nullable(),
    custom: z.record(z.string(), CustomValue),
    sms_consent: z.enum(['yes', 'no', 'unknown']),
    /** What a yes is for. */
    sms_consent_purpose: ConsentPurposeName,
    /** Somebody says that they agreed, and their own YES is awaited. */
    opt_in_pending: z.boolean(),
    do_not_text: DoNotText.nullable(),
    tags: z.array(TagRef),
    /** Where the people of one list were asked for: their details in it. */
    entry: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    origin: z.string(),
    created_at: Instant,
    updated_at: Instant,
  })
  .meta({ id: 'ContactRow' });
export type ContactRow = z.infer<typeof ContactRow>;

/** Everything about a person. */
export const Contact = ContactRow.extend({
  phones: z.array(ContactAddress),
  emails: z.array(ContactAddress),
  address_line1: z.string().nullable(),
  address_line2: z.string().nullable(),
  postal_code: z.string().nullable(),
  notes: z.string().nullable(),
  /** When a word on consent was last said. */
  sms_consent_at: Instant.nullable(),
  /** The numbers for which they agreed, the newest word first: consent is for a number. */
  sms_agreed_for: z.array(
    z.object({
      /** E.164; null: they agreed when no number was on record, which holds for none. */
      phone: z.string().nullable(),
      purpose: ConsentPurposeName,
      /** When they said so; null where that is not known. */
      since: Instant.nullable(),
    }),
  ),
  /** The YES that is awaited. */
  opt_in: OptInRequest.nullable(),
  /** With their details in each. */
  lists: z.array(Ref.extend({ details: z.record(z.string(), z.union([z.string(), z.number()])) })),
}).meta({ id: 'Contact' });
export type Contact = z.infer<typeof Contact>;

/** One word on consent, with its evidence. */
export const ConsentEvent = z
  .object({
    id: Id,
    at: Instant,
    channel: z.string(),
    consent: z.enum(['yes', 'no', 'unknown']),
    purpose: ConsentPurposeName,
    source: z.string(),
    address: z.string().nullable(),
    wording: z.string().nullable(),
    method: z.string().nullable(),
    /** What proves it: the import and line, the message, the question and its answer. */
    evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    actor_name: z.string().nullable(),
    /** Played on the sandbox phones: shown so that the list explains what holds there, and no part of the consent ledger. */
    sandbox: z.boolean(),
  })
  .meta({ id: 'ConsentEvent' });
export type ConsentEvent = z.infer<typeof ConsentEvent>;

/** Where more people are meant than are done at once: the act that goes on in the background, to be followed by its id. Else null. */
const bulk_action = BulkActionProgress.nullable();

const contactParams = z.object({ contact_id: Id });

export const contactsApi = defineApi({
  listContacts: {
    method: 'GET',
    path: '/contacts',
    access: 'contacts:read',
    summary: 'Lists contacts: search by name, company, e-mail or number in any format; filters; sorted; in pages.',
    query: PageQuery.extend({ ...ContactFilterQuery.shape, sort: z.enum(contactSorts).default('name') }),
    response: pageOf(ContactRow),
  },
  countContacts: {
    method: 'GET',
    path: '/contacts/count',
    access: 'contacts:read',
    summary: 'Counts the contacts that match. Above 10,000 the count stops unless `exact` is asked for.',
    query: z.object({ ...ContactFilterQuery.shape, exact: QueryFlag.optional() }),
    response: z.object({
      count: z.number().int(),
      /** False: there are more than `count`. */
      exact: z.boolean(),
    }),
  },
  createContact: {
    method: 'POST',
    path: '/contacts',
    access: 'contacts:write',
    summary:
      'Adds a contact. A number or e-mail address that somebody has already answers 409 already_exists, with `contact:<id>` as code of each field, unless allow_shared is true.',
    body: ContactInput.extend({ allow_shared: z.boolean().default(false) }),
    response: Contact,
    status: 201,
  },
  getContact: {
    method: 'GET',
    path: '/contacts/{contact_id}',
    access: 'contacts:read',
    summary:
      'One contact with all addresses, tags, lists and fields. The id of a contact that was merged answers the one that is kept.',
    params: contactParams,
    response: Contact,
  },
  updateContact: {
    method: 'PATCH',
    path: '/contacts/{contact_id}',
    access: 'contacts:write',
    summary:
      'Changes what is given and leaves the rest. Numbers shared with others are said in shared_with. A yes stays with the number that it was given for, unless consent_goes_along says otherwise.',
    params: contactParams,
    body: ContactInput.extend({ consent_goes_along: ConsentGoesAlong.optional() }),
    response: Contact,
  },
  deleteContact: {
    method: 'DELETE',
    path: '/contacts/{contact_id}',
    access: 'contacts:delete',
    summary: 'Deletes a contact; it can be restored. Opt-outs and suppressions of its addresses stay.',
    params: contactParams,
    response: 'none',
  },
  restoreContacts: {
    method: 'POST',
    path: '/contacts/restore',
    access: 'contacts:delete',
    summary: 'Brings deleted contacts back: by id, all of one bulk deletion, or all that match. Many at once in the background.',
    body: DeletedTarget,
    response: z.object({
      restored: z.number().int(),
      /** Left deleted, because somebody else has their external id by now. */
      conflicting: z.number().int(),
      bulk_action,
    }),
  },
  changeContacts: {
    method: 'POST',
    path: '/contacts/bulk',
    access: 'lists:write',
    summary:
      'Tags, lists or consent of many people at once: those named, or all that match a filter. More than 5,000 in the background.',
    body: z.strictObject({ target: ContactTarget, action: BulkAction }),
    response: z.object({ matched: z.number().int(), changed: z.number().int(), bulk_action }),
  },
  deleteContacts: {
    method: 'POST',
    path: '/contacts/bulk-delete',
    access: 'contacts:delete',
    summary: 'Deletes many people at once; deletion_id brings them back. More than 5,000 in the background.',
    body: z.strictObject({ target: ContactTarget }),
    response: z.object({ deleted: z.number().int(), deletion_id: Id, bulk_action }),
  },
  listConsent: {
    method: 'GET',
    path: '/contacts/{contact_id}/consent',
    access: 'contacts:read',
    summary:
      'Every word on consent of one person, newest first, with its evidence. What was played on the sandbox phones is among them and marked.',
    params: contactParams,
    query: PageQuery,
    response: pageOf(ConsentEvent),
  },
  exportContacts: {
    method: 'GET',
    path: '/contacts/export',
    access: 'contacts:export',
    summary: 'All contacts that match, as CSV (UTF-8), safe to open in a spreadsheet.',
    query: ContactFilterQuery,
    response: 'file',
  },
  exportChosenContacts: {
    method: 'POST',
    path: '/contacts/export',
    access: 'contacts:export',
    summary: 'The same for people ticked one by one, or all that match but some.',
    body: z.strictObject({ target: ContactTarget }),
    response: 'file',
  },
  addSamplePeople: {
    method: 'POST',
    path: '/contacts/sample',
    access: 'contacts:import',
    summary: 'Adds 24 invented people with reserved numbers, two lists and some tags, to try things out. Again changes nothing.',
    response: z.object({ added: z.number().int() }),
  },
  removeSamplePeople: {
    method: 'DELETE',
    path: '/contacts/sample',
    access: 'contacts:import',
    summary: 'Removes the invented people, and the lists and tags that came with them and hold nobody else.',
    response: z.object({ removed: z.number().int() }),
  },
});
