import { z } from 'zod';
import { Id } from './common.ts';
import { defineApi } from './endpoint.ts';

/** What a deletion for privacy would take away, and what it would leave. */
export const ErasurePreview = z
  .object({
    name: z.string(),
    /** Their phones and e-mail addresses; `shared`: somebody else has it, too, and keeps it. */
    addresses: z.array(z.object({ value: z.string(), shared: z.boolean() })),
    messages_in: z.number().int(),
    messages_out: z.number().int(),
    /** Of those out: they wait to be sent, and will not be. */
    waiting: z.number().int(),
    /** Of those out: already at the provider or on their way there, which nothing can call back. */
    under_way: z.number().int(),
    consent_events: z.number().int(),
    lists: z.number().int(),
    has_notes: z.boolean(),
  })
  .meta({ id: 'ErasurePreview' });
export type ErasurePreview = z.infer<typeof ErasurePreview>;

/** What a deletion for privacy did. */
export const Erased = z
  .object({
    /** Messages whose text and number are gone; those still on their way lose them when they have arrived. */
    messages: z.number().int(),
    /** Of these, messages that waited and were not sent. */
    stopped: z.number().int(),
    /** Addresses that are kept as a hash, so that nobody opts them in but the person. */
    hashed_addresses: z.number().int(),
    /** Addresses that somebody else has, too, and that stay theirs. */
    shared_addresses: z.number().int(),
  })
  .meta({ id: 'Erased' });
export type Erased = z.infer<typeof Erased>;

const ContactParams = z.object({ contact_id: Id });

export const privacyApi = defineApi({
  previewErasure: {
    method: 'GET',
    path: '/contacts/{contact_id}/privacy',
    access: 'contacts:privacy',
    summary: 'What deleting this person for privacy would take away, in numbers. Also of somebody who is in the trash.',
    params: ContactParams,
    response: ErasurePreview,
  },
  exportPerson: {
    method: 'GET',
    path: '/contacts/{contact_id}/privacy/export',
    access: 'contacts:privacy',
    summary:
      'Everything that is kept about one person, as JSON: details, addresses, consent, lists, tags, messages both ways, suppressions.',
    params: ContactParams,
    response: 'file',
  },
  erasePerson: {
    method: 'POST',
    path: '/contacts/{contact_id}/privacy/erase',
    access: 'contacts:privacy',
    summary:
      'Deletes a person for good, with the texts and numbers of their messages. Counts of broadcasts stay; a hash keeps their number from being texted again.',
    params: ContactParams,
    body: z.strictObject({
      /** Says that you know that nothing brings them back. */
      irreversible: z.literal(true, { error: 'must be true: nothing brings the person back' }),
    }),
    response: Erased,
  },
});
