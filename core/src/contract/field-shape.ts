import { z } from 'zod';
import { Id, Instant } from './common.ts';
import { nameOf } from './tags.ts';

/* What custom fields of contacts and details of lists have in common. Their owners name the types that they may have. */

type Types = readonly [string, ...string[]];

/** A field as it is shown. */
export function fieldShape<const T extends Types>(types: T) {
  return z.object({
    id: Id,
    /** What programs and merge tags call it (of a detail `entry.<key>`). Made from the label, and never changes. */
    key: z.string(),
    label: z.string(),
    type: z.enum(types),
    choices: z.array(z.string()),
    position: z.number().int(),
    archived_at: Instant.nullable(),
  });
}

const choices = z
  .array(nameOf(100))
  .max(200, 'may have at most 200 choices')
  .refine((all) => new Set(all.map((one) => one.toLowerCase())).size === all.length, 'must not name a choice twice');

/** A field to be made. `things` names its kind in refusals: "is only for fields of type choice". */
export function newFieldShape<const T extends Types>(types: T, things: 'fields' | 'details') {
  return z
    .strictObject({
      label: nameOf(60),
      type: z.enum(types, { error: `must be one of ${types.join(', ')}` }),
      choices: choices.default([]),
    })
    .refine((field) => field.type !== 'choice' || field.choices.length > 0, {
      path: ['choices'],
      message: 'needs at least one choice',
    })
    .refine((field) => field.type === 'choice' || field.choices.length === 0, {
      path: ['choices'],
      message: `is only for ${things} of type choice`,
    });
}

/** What may be changed of a field: key and type stay. */
export const FieldChange = z.strictObject({
  label: nameOf(60).optional(),
  choices: choices.optional(),
  position: z.number().int().min(0).max(10_000).optional(),
});
export type FieldChange = z.infer<typeof FieldChange>;
