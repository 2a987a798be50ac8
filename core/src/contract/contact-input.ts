import { z } from 'zod';
import { findStandardField, type StandardFieldKey } from '../contacts/fields.ts';
import { Id, TimeZone } from './common.ts';
import { ConsentPurposeName } from './consent.ts';

/** Lengths that the API accepts, from the fields every contact has; longer values are refused, never cut. */
const limitOf = (key: StandardFieldKey): number => findStandardField(key)?.maxLength ?? 200;

const labelLimit = 40;
const addressCount = 20;

/** Text of one line: control characters and characters that turn the reading direction around are refused by name. */
function line(max: number) {
  return z
    .string()
    .trim()
    .max(max, `must have at most ${max.toLocaleString('en')} characters`)
    .refine((text) => !/\p{Cc}/u.test(text), 'must be one line without control characters')
    .refine((text) => !/[\u202a-\u202e\u2066-\u2069]/.test(text), 'must not have characters that change the reading direction')
    .nullable();
}

const region = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

/** A country that exists, in either case. */
const ContactCountry = z
  .string()
  .trim()
  .transform((text) => text.toUpperCase())
  .refine(
    (code) => /^[A-Z]{2}$/.test(code) && code !== 'ZZ' && region.of(code) !== undefined,
    'must be a two-letter country code such as US',
  );

/** A language tag (BCP 47) of a language that exists; answered in its canonical form. */
const Language = z
  .string()
  .trim()
  .max(35, 'must be a language code such as en or pt-BR')
  .transform((text, context) => {
    const tag = canonical(text);
    if (tag !== undefined) return tag;
    context.addIssue({ code: 'custom', message: 'must be a language code such as en or pt-BR' });
    return z.NEVER;
  });

function canonical(text: string): string | undefined {
  try {
    const [tag] = Intl.getCanonicalLocales(text);
    return tag !== undefined && languages.of(tag) !== undefined ? tag : undefined;
  } catch {
    return undefined;
  }
}

/** A date without time, `2026-05-01`. */
export const PlainDate = z.iso.date({ error: 'must be a date that exists, written as 1990-05-31' });

/** Whether a text is a date that exists, written `2026-05-01`. */
export function isPlainDate(text: string): boolean {
  return PlainDate.safeParse(text).success;
}

/** An address of a person: as text, or with a label ("work") and whether it is the preferred one. */
const AddressInput = z.union(
  [
    z.string().trim().min(1, 'is needed').max(320),
    z.strictObject({
      value: z.string().trim().min(1, 'is needed').max(320, 'must have at most 320 characters'),
      label: line(labelLimit).optional(),
      preferred: z.boolean().optional(),
    }),
  ],
  { error: 'must be text, or an object with value, label and preferred' },
);

const addresses = z.array(AddressInput).max(addressCount, `may have at most ${addressCount}`);

/** The answer to "may we text you?", with how the person gave it (BE-5). */
export const ConsentInput = z
  .strictObject({
    consent: z.enum(['yes', 'no', 'unknown'], { error: 'must be yes, no or unknown' }),
    /** Which of their numbers a yes is for, in any usual format. Left out: the preferred one. A no holds for all. */
    phone: z.string().trim().min(1, 'is needed').max(320).optional(),
    /** What a yes is for: informational texts only, or all, marketing too. Left out: all. */
    purpose: ConsentPurposeName.optional(),
    /** The words that the person agreed to, or what they said. */
    wording: z.string().trim().max(2_000, 'must have at most 2,000 characters').optional(),
    /** How: "signed card at the welcome desk". */
    method: z.string().trim().max(200, 'must have at most 200 characters').optional(),
  })
  .meta({ id: 'ConsentInput' });
export type ConsentInput = z.infer<typeof ConsentInput>;

/** A value of a custom field; what is allowed depends on the field's type. null clears it. */
export const CustomValue = z.union([z.string(), z.number(), z.boolean(), z.null()], {
  error: 'must be text, a number, true, false or null',
});
export type CustomValue = z.infer<typeof CustomValue>;

/** What may be said of a person. `phones` and `emails` replace all of the kind; the first is preferred unless another is marked. */
export const ContactInput = z
  .strictObject({
    first_name: line(limitOf('first_name')).optional(),
    last_name: line(limitOf('last_name')).optional(),
    full_name: line(limitOf('full_name')).optional(),
    /** In any usual format; a number without country code is read as one of the workspace's country. */
    phones: addresses.optional(),
    emails: addresses.optional(),
    company: line(limitOf('company')).optional(),
    address_line1: line(limitOf('address_line1')).optional(),
    address_line2: line(limitOf('address_line2')).optional(),
    city: line(limitOf('city')).optional(),
    region: line(limitOf('region')).optional(),
    postal_code: line(limitOf('postal_code')).optional(),
    country: ContactCountry.nullable().optional(),
    language: Language.nullable().optional(),
    time_zone: TimeZone.nullable().optional(),
    birthday: PlainDate.nullable().optional(),
    external_id: line(limitOf('external_id')).optional(),
    notes: z
      .string()
      .max(limitOf('notes'), `must have at most ${limitOf('notes').toLocaleString('en')} characters`)
      .nullable()
      .optional(),
    /** By field key; keys that are left out stay as they are. */
    custom: z.record(z.string(), CustomValue).optional(),
    tag_ids: z.array(Id).max(200, 'may have at most 200').optional(),
    list_ids: z.array(Id).max(200, 'may have at most 200').optional(),
    sms_consent: ConsentInput.optional(),
  })
  .meta({ id: 'ContactInput' });
export type ContactInput = z.infer<typeof ContactInput>;

/** Staff know that the person wants their texts at the new number: the yes goes along with the preferred number that is changed. */
export const ConsentGoesAlong = z
  .strictObject({
    /** How that is known, for the ledger: "told us at the desk that this is their new number". */
    reason: z.string().trim().min(1, 'is needed: say how you know').max(200, 'must have at most 200 characters'),
  })
  .meta({ id: 'ConsentGoesAlong' });
