import { z } from 'zod';
import { Id } from './common.ts';

/** Something wrong with the text or the audience, to repair before sending. */
export const BroadcastProblem = z
  .object({
    field: z.enum(['body', 'audience', 'sender_id', 'useless_after']),
    code: z.enum([
      'empty_body',
      'body_too_long',
      'over_daily_cap',
      'template_syntax',
      'unknown_tag',
      'empty_audience',
      'nobody_reached',
      'audience_part_gone',
      'sender_missing',
      'deadline_passed',
    ]),
    message: z.string(),
    line: z.number().int().nullable(),
    column: z.number().int().nullable(),
  })
  .meta({ id: 'BroadcastProblem' });
export type BroadcastProblem = z.infer<typeof BroadcastProblem>;

/** What is allowed and still worth a look: a tag without a fallback, a tag written as another product would. */
export const BroadcastWarning = z
  .object({
    code: z.enum(['no_fallback', 'foreign_tag']),
    message: z.string(),
    line: z.number().int(),
    column: z.number().int(),
    tag: z.string().nullable(),
  })
  .meta({ id: 'BroadcastWarning' });
export type BroadcastWarning = z.infer<typeof BroadcastWarning>;

/** The text as one person gets it. */
export const Rendering = z
  .object({
    contact: z.object({ id: Id.nullable(), name: z.string(), phone: z.string().nullable() }),
    /** null when it cannot be filled in for this person; `problem` says why. */
    text: z.string().nullable(),
    problem: z.string().nullable(),
    encoding: z.enum(['GSM-7', 'UCS-2']),
    segments: z.number().int(),
    replacements: z.array(z.object({ from: z.string(), to: z.string(), count: z.number().int() })),
  })
  .meta({ id: 'Rendering' });
export type Rendering = z.infer<typeof Rendering>;

export const BroadcastPreview = z
  .object({
    problems: z.array(BroadcastProblem),
    warnings: z.array(BroadcastWarning),
    tags: z.array(z.object({ name: z.string(), has_fallback: z.boolean() })),
    /** As a few real recipients get it; as a made-up person while there are none. */
    renderings: z.array(Rendering),
    /** The longest among the recipients looked at. */
    longest: Rendering.nullable(),
  })
  .meta({ id: 'BroadcastPreview' });
export type BroadcastPreview = z.infer<typeof BroadcastPreview>;

export const MergeTagAnswer = z
  .object({ name: z.string(), label: z.string(), example: z.string(), fallback: z.string() })
  .meta({ id: 'MergeTag' });
