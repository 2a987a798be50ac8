import { z } from 'zod';
import { Id, Instant, PageQuery, pageOf } from './common.ts';
import { defineApi } from './endpoint.ts';

/** Which deleted people. */
export const DeletedFilter = z
  .strictObject({
    /** Words of names, company and e-mail, or digits of a number in any format; each word must occur. */
    search: z.string().max(200, 'must have at most 200 characters').optional(),
  })
  .meta({ id: 'DeletedFilter' });
export type DeletedFilter = z.infer<typeof DeletedFilter>;

/** The deleted people to bring back: by id, all of one bulk deletion, or all that match but some. */
export const DeletedTarget = z
  .union(
    [
      z.strictObject({ ids: z.array(Id).min(1, 'is needed').max(5000, 'may name at most 5,000 contacts') }),
      z.strictObject({ deletion_id: Id }),
      z.strictObject({
        filter: DeletedFilter,
        except_ids: z.array(Id).max(5000, 'may name at most 5,000 contacts').default([]),
      }),
    ],
    { error: 'must have ids, deletion_id, or filter with except_ids' },
  )
  .meta({ id: 'DeletedTarget' });
export type DeletedTarget = z.infer<typeof DeletedTarget>;

/** Somebody who was deleted. */
export const DeletedContact = z
  .object({
    id: Id,
    name: z.string(),
    phone: z.string().nullable(),
    email: z.string().nullable(),
    company: z.string().nullable(),
    deleted_at: Instant,
    /** Shared by all who were deleted by one act. */
    deletion_id: Id.nullable(),
  })
  .meta({ id: 'DeletedContact' });
export type DeletedContact = z.infer<typeof DeletedContact>;

export const deletedContactsApi = defineApi({
  listDeletedContacts: {
    method: 'GET',
    path: '/contacts/deleted',
    access: 'contacts:delete',
    summary: 'People who were deleted and can be brought back, the latest first.',
    query: PageQuery.extend(DeletedFilter.shape),
    response: pageOf(DeletedContact),
  },
  countDeletedContacts: {
    method: 'GET',
    path: '/contacts/deleted/count',
    access: 'contacts:delete',
    summary: 'How many deleted people match.',
    query: z.object(DeletedFilter.shape),
    response: z.object({ count: z.number().int() }),
  },
});
