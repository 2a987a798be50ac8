import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { ConsentPurposeName } from './consent.ts';
import { defineApi } from './endpoint.ts';

/** What a form may ask besides the phone number. */
export const formFieldKeys = [
  'first_name',
  'last_name',
  'email',
  'company',
  'address_line1',
  'city',
  'postal_code',
  'birthday',
] as const;
export type FormFieldKey = (typeof formFieldKeys)[number];

/** What stands beside the inputs of a sign-up page. */
export const formFieldLabels: Readonly<Record<FormFieldKey, string>> = {
  first_name: 'First name',
  last_name: 'Last name',
  email: 'E-mail',
  company: 'Organisation',
  address_line1: 'Street and number',
  city: 'City',
  postal_code: 'Postal code',
  birthday: 'Birthday',
};

/** One of these, or a field of the workspace as `custom:` and its key. */
const FieldKey = z
  .string()
  .max(120)
  .refine(
    (key): key is FormFieldKey | `custom:${string}` =>
      (formFieldKeys as readonly string[]).includes(key) || /^custom:[a-z0-9_]+$/.test(key),
    `must be one of ${formFieldKeys.join(', ')}, or custom: and the key of a field`,
  );

export const FormField = z.strictObject({ key: FieldKey, required: z.boolean().default(false) });
export type FormField = z.infer<typeof FormField>;

const label = z.string().trim().min(1, 'is needed').max(60, 'must have at most 60 characters');
/** A question of its own; the answer becomes a detail of the list entry. */
export const FormQuestion = z.strictObject({ label, required: z.boolean().default(false) });
export type FormQuestion = z.infer<typeof FormQuestion>;

const text = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `must have at most ${max.toLocaleString('en')} characters`);
const once = <T>(values: readonly T[]) => new Set(values).size === values.length;

/** A public sign-up page as its editors write it. */
export const FormInput = z
  .strictObject({
    /** The end of the page's address: small letters, digits, hyphens. */
    slug: z
      .string()
      .trim()
      .regex(/^[a-z0-9](?:[a-z0-9-]{1,58})[a-z0-9]$/, 'must be 3 to 60 small letters, digits and hyphens, such as spring-gala'),
    title: text(100).min(1, 'is needed'),
    intro: text(1_000).nullable().default(null),
    fields: z
      .array(FormField)
      .max(20, 'may be at most 20')
      .refine((fields) => once(fields.map((one) => one.key)), 'names a field twice')
      .default([]),
    questions: z
      .array(FormQuestion)
      .max(5, 'may be at most 5')
      .refine((questions) => once(questions.map((one) => one.label.toLowerCase())), 'asks the same twice')
      .default([]),
    purpose: ConsentPurposeName.default('all'),
    /** The words beside the box, kept with each consent. */
    wording: text(1_500).min(20, 'must say what they agree to, in at least 20 characters'),
    /** Who does not tick the box cannot send it in. Off: they are put on the list, without consent. */
    consent_required: z.boolean().default(true),
    /** Consent counts only once they said YES from the phone: anybody can type any number. */
    asks_yes: z.boolean().default(true),
    button: text(40).min(1, 'is needed').default('Sign up'),
    /** Said afterwards, before what always stands there. */
    thanks: text(500).nullable().default(null),
    open: z.boolean().default(false),
    closed_words: text(500).nullable().default(null),
  })
  .meta({ id: 'FormInput' });
export type FormInput = z.infer<typeof FormInput>;

/** A public sign-up page. */
export const Form = z
  .object({
    ...FormInput.shape,
    id: Id,
    list_id: Id,
    /** Where the page is. */
    url: z.string(),
    /** How often it was sent in. */
    taken: z.number().int(),
    updated_at: Instant,
  })
  .meta({ id: 'Form' });
export type Form = z.infer<typeof Form>;

const ListParams = z.object({ list_id: Id });

export const formsApi = defineApi({
  getForm: {
    method: 'GET',
    path: '/lists/{list_id}/form',
    access: 'lists:read',
    summary: 'The sign-up page of a list, and what one would be that nobody has written yet.',
    params: ListParams,
    response: z.object({ form: Form.nullable(), suggestion: FormInput, base_url: z.string() }),
  },
  saveForm: {
    method: 'PUT',
    path: '/lists/{list_id}/form',
    access: 'lists:write',
    summary: 'Writes the sign-up page of a list. Consents given before keep the wording that they were given to.',
    params: ListParams,
    body: FormInput,
    response: Form,
  },
  previewForm: {
    method: 'POST',
    path: '/lists/{list_id}/form/preview',
    access: 'lists:write',
    summary: 'The page as people would see it, without saving it.',
    params: ListParams,
    body: FormInput,
    response: z.object({ html: z.string() }),
  },
});
