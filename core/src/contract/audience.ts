import { z } from 'zod';
import { Id } from './common.ts';
import { MessagePurposeName } from './consent.ts';
import { ContactFilter } from './contact-filter.ts';
import { defineApi } from './endpoint.ts';

/** One part of an audience. */
export const AudiencePart = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('everyone') }),
      z.strictObject({ kind: z.literal('list'), id: Id }),
      z.strictObject({ kind: z.literal('tag'), id: Id }),
      /** People ticked one by one. */
      z.strictObject({
        kind: z.literal('contacts'),
        ids: z.array(Id).min(1, 'is needed').max(5000, 'may name at most 5,000 contacts'),
      }),
      /** All that match a filter, but for those unticked. */
      z.strictObject({
        kind: z.literal('search'),
        filter: ContactFilter,
        except_ids: z.array(Id).max(5000, 'may name at most 5,000 contacts').default([]),
      }),
      /** A saved audience: who its rules mean. With `version` its rules as they were then; left out: as they are. */
      z.strictObject({ kind: z.literal('audience'), id: Id, version: z.number().int().min(1).optional() }),
      /**
       * Those whom a broadcast did not reach, and where sending again makes sense as it is; with `repaired`, those whom the provider refused
       * because of the account or the sender, once that was repaired.
       */
      z.strictObject({ kind: z.literal('missed'), broadcast_id: Id, repaired: z.boolean().optional() }),
      /** Those whom a broadcast reached, or may have: to send a correction to. */
      z.strictObject({ kind: z.literal('reached'), broadcast_id: Id }),
    ],
    { error: 'must be one of everyone, list, tag, contacts, search, audience, missed, reached' },
  )
  .meta({ id: 'AudiencePart' });
export type AudiencePart = z.infer<typeof AudiencePart>;

/** Who is meant: everyone in any part of `include` and in no part of `exclude`. Without `include` it is nobody. */
export const Audience = z
  .strictObject({
    include: z.array(AudiencePart).max(100, 'may have at most 100 parts').default([]),
    exclude: z.array(AudiencePart).max(100, 'may have at most 100 parts').default([]),
  })
  .meta({ id: 'Audience' });
export type Audience = z.infer<typeof Audience>;
export type AudienceInput = z.input<typeof Audience>;

/**
 * Something about the lists of a message that is only done on purpose: one is there for another purpose, or several are kept apart, or people are
 * reached, however they were chosen, who are only on lists of other events or purposes (`only_elsewhere`).
 */
export const PoolCrossing = z
  .object({
    kind: z.enum(['outside_purpose', 'several_pools', 'only_elsewhere']),
    words: z.string(),
    /** What somebody says yes to. */
    yes: z.string(),
  })
  .meta({ id: 'PoolCrossing' });
export type PoolCrossing = z.infer<typeof PoolCrossing>;

/** Who an audience is right now. */
export const AudiencePreview = z
  .object({
    count: z.number().int(),
    /** "Everyone in Choir or Members, not Staff". */
    words: z.string(),
    sample: z.array(z.object({ id: Id, name: z.string(), phone: z.string().nullable() })),
    /** The lists whose people it means, in the order in which they were chosen, and who gets it in one sentence; null unless asked for. */
    pools: z
      .object({
        words: z.string(),
        /** What will need a yes (`across_purposes`) before a broadcast for `purpose` goes to them, of the people it counts; empty without a purpose. */
        crossings: z.array(PoolCrossing),
        lists: z.array(
          z.object({
            list_id: Id,
            name: z.string(),
            purpose: MessagePurposeName.nullable(),
            event: z.object({ id: Id, name: z.string() }).nullable(),
          }),
        ),
      })
      .nullable(),
  })
  .meta({ id: 'AudiencePreview' });
export type AudiencePreview = z.infer<typeof AudiencePreview>;

export const audiencesApi = defineApi({
  previewAudience: {
    method: 'POST',
    path: '/audiences/preview',
    access: 'contacts:read',
    summary: 'Counts the people of an audience, says it in words and shows a few of them.',
    body: z.strictObject({
      audience: Audience,
      sample: z.number().int().min(0).max(50).default(5),
      /** Also say which lists it means, and how many of other lists it does not. */
      pools: z.boolean().default(false),
      /** What a message to them would be for, to say what needs a yes. */
      purpose: MessagePurposeName.optional(),
    }),
    response: AudiencePreview,
  },
});
