import { z } from 'zod';
import { AudienceRules } from './audience-rules.ts';
import { Id } from './common.ts';
import { ConsentPurposeName } from './consent.ts';
import { contactOrigins } from './contact-origins.ts';

/** How a custom field may be compared. `before`/`after` are for dates, `less`/`more` for numbers, `contains` for text. */
export const fieldComparisons = ['is', 'is_not', 'contains', 'is_set', 'is_not_set', 'before', 'after', 'less', 'more'] as const;

/** One condition on a custom field. `is_set` and `is_not_set` need no value. */
export const FieldCondition = z
  .strictObject({
    key: z.string().min(1, 'is needed').max(64),
    op: z.enum(fieldComparisons),
    value: z.string().max(500, 'must have at most 500 characters').optional(),
  })
  .refine((one) => one.op === 'is_set' || one.op === 'is_not_set' || one.value !== undefined, {
    path: ['value'],
    message: 'is needed for this comparison',
  });
export type FieldCondition = z.infer<typeof FieldCondition>;

/** Which contacts: every condition given must hold. Used by the list, by bulk actions on "all that match", by exports and by audiences. */
export const ContactFilter = z
  .strictObject({
    /** Words of names, company and e-mail, or digits of a number in any format; each word must occur. */
    search: z.string().max(200, 'must have at most 200 characters').optional(),
    list_id: Id.optional(),
    tag_id: Id.optional(),
    /** Consent to text messages as it stands: an opt-out of their preferred number is a no. */
    consent: z.enum(['yes', 'no', 'unknown']).optional(),
    /** What they agreed to; people who did not agree have none. */
    consent_purpose: ConsentPurposeName.optional(),
    /** Of those who agreed: whether words or a way of agreeing were recorded. */
    consent_proven: z.boolean().optional(),
    /** Whether their own YES is awaited. */
    opt_in_pending: z.boolean().optional(),
    has_phone: z.boolean().optional(),
    has_email: z.boolean().optional(),
    /** Whether a text could be sent: a phone, consent, and no suppression of it. */
    can_text: z.boolean().optional(),
    origin: z.enum(contactOrigins).optional(),
    /** Whom this import added, or was the last to change. */
    import_id: Id.optional(),
    fields: z.array(FieldCondition).max(10, 'may have at most 10 conditions').optional(),
    /** Rules as audiences have them; they must hold too. */
    rules: AudienceRules.optional(),
  })
  .meta({ id: 'ContactFilter' });
export type ContactFilter = z.infer<typeof ContactFilter>;
