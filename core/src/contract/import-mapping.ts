import { z } from 'zod';
import { standardFieldKeys } from '../contacts/fields.ts';
import { Country, Id } from './common.ts';
import { ConsentPurposeName } from './consent.ts';
import { nameOf } from './tags.ts';

/**
 * What a column of the file can become: a standard field, a further number or address (several columns may be), tags, the consent, an
 * existing custom field as `custom:<key>`, a detail of the lists that the people go to as `entry:<key>`, a custom field that is made for it (`new_field`), or nothing.
 */
export const ImportTarget = z.union(
  [
    z.enum([...standardFieldKeys, 'other_phone', 'other_email', 'tags', 'consent', 'new_field', 'ignore']),
    z.templateLiteral(['custom:', z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)]),
    z.templateLiteral(['entry:', z.string().regex(/^[a-z][a-z0-9_]{0,63}$/)]),
  ],
  { error: 'must be a field such as phone, custom:<key>, entry:<key>, tags, consent, new_field or ignore' },
);
export type ImportTarget = z.infer<typeof ImportTarget>;

/** A custom field to make from a column. */
export const NewField = z.strictObject({
  label: nameOf(60),
  type: z.enum(['text', 'number', 'date', 'boolean']),
});

export const ColumnMapping = z.strictObject({
  /** The column's place in the file, from 0. */
  column: z.number().int().min(0).max(499),
  target: ImportTarget,
  /** With target `new_field`. */
  new_field: NewField.optional(),
});
export type ColumnMapping = z.infer<typeof ColumnMapping>;

/** How the people of the file agreed to get texts. Without any of it they are imported, but not texted. */
export const ImportConsent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('column'),
    /** Values that mean yes or no in this file, whatever their case. Values not named here are read by their usual meaning ("opted in", "x", "STOP"); one without any says nothing. */
    yes_values: z.array(z.string().trim().min(1).max(100)).max(50).default([]),
    no_values: z.array(z.string().trim().min(1).max(100)).max(50).default([]),
  }),
  z.strictObject({
    kind: z.literal('statement'),
    /** How and when these people agreed; kept with each person as evidence. */
    wording: z
      .string()
      .trim()
      .min(10, 'must say how these people agreed, in at least 10 characters')
      .max(1000, 'must have at most 1,000 characters'),
    /** That everyone with a number agreed in this way, and that it can be shown. */
    confirmed: z.literal(true, { error: 'must be true: that all of them agreed, and that you can show it' }),
  }),
]);
export type ImportConsent = z.infer<typeof ImportConsent>;

/** Everything that is chosen before an import runs. */
export const ImportMapping = z
  .strictObject({
    columns: z.array(ColumnMapping).min(1, 'needs at least one column').max(500),
    /** The country of numbers written without one. */
    default_country: Country,
    /** How a date such as 03/04/2026 is meant. With dots, 03.04.2026, the day always comes first. */
    date_order: z.enum(['mdy', 'dmy', 'ymd']).default('mdy'),
    /** People who are there already: `update` takes the file's values, `fill_gaps` only fills what is empty, `skip` leaves them alone. A blank cell of a file never erases anything; one that is emptied in a source's sheet empties what the sheet had said. */
    existing: z.enum(['update', 'fill_gaps', 'skip']).default('update'),
    /** How people are recognised, in this order. An external id, where mapped, always comes first. */
    match_by: z
      .array(z.enum(['external_id', 'phone', 'email']))
      .min(1, 'needs at least one way to recognise people')
      .default(['external_id', 'phone', 'email']),
    consent: ImportConsent.default({ kind: 'none' }),
    /** What the people of the file agreed to, for all of them. */
    consent_purpose: ConsentPurposeName.default('all'),
    list_ids: z.array(Id).max(50).default([]),
    tag_ids: z.array(Id).max(50).default([]),
  })
  .meta({ id: 'ImportMapping' });
export type ImportMapping = z.infer<typeof ImportMapping>;
