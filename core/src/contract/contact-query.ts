import { z } from 'zod';
import { RulesQuery } from './audience-rules.ts';
import { Id, QueryFlag, queryList } from './common.ts';
import { ContactFilter, fieldComparisons } from './contact-filter.ts';
import { ConsentInput } from './contact-input.ts';
import { EntryDetails } from './list-fields.ts';

const conditionPattern = /^([^:]+):([^:]+)(?::([\s\S]*))?$/;

/** A condition on a custom field in a query string: `key:op:value`, `key:is_set`. */
const QueryCondition = z.string().transform((text, context) => {
  const [, key = '', op = '', value] = conditionPattern.exec(text) ?? [];
  const comparison = fieldComparisons.find((one) => one === op);
  if (key !== '' && comparison !== undefined) return { key, op: comparison, ...(value === undefined ? {} : { value }) };
  context.addIssue({ code: 'custom', message: `must look like key:is:value, with one of ${fieldComparisons.join(', ')}` });
  return z.NEVER;
});

/** The filter as a query string; `field` may be repeated. */
export const ContactFilterQuery = ContactFilter.omit({
  fields: true,
  has_phone: true,
  has_email: true,
  can_text: true,
  opt_in_pending: true,
  consent_proven: true,
  rules: true,
}).extend({
  has_phone: QueryFlag.optional(),
  has_email: QueryFlag.optional(),
  can_text: QueryFlag.optional(),
  opt_in_pending: QueryFlag.optional(),
  consent_proven: QueryFlag.optional(),
  field: queryList(QueryCondition),
  /** Rules as audiences have them, written as JSON. */
  rules: RulesQuery.optional(),
});
export type ContactFilterQuery = z.infer<typeof ContactFilterQuery>;

export const contactSorts = ['name', '-name', 'added', '-added', 'updated', '-updated'] as const;
export type ContactSort = (typeof contactSorts)[number];

/** The people that a bulk action is about: those ticked, or all that match but for those unticked. */
export const ContactTarget = z
  .union(
    [
      z.strictObject({ ids: z.array(Id).min(1, 'is needed').max(5000, 'may name at most 5,000 contacts') }),
      z.strictObject({
        filter: ContactFilter,
        except_ids: z.array(Id).max(5000, 'may name at most 5,000 contacts').default([]),
      }),
    ],
    { error: 'must have ids, or filter with except_ids' },
  )
  .meta({ id: 'ContactTarget' });
export type ContactTarget = z.infer<typeof ContactTarget>;

/** What is done to many people at once. */
export const BulkAction = z
  .discriminatedUnion(
    'kind',
    [
      z.strictObject({ kind: z.literal('add_tag'), tag_id: Id }),
      z.strictObject({ kind: z.literal('remove_tag'), tag_id: Id }),
      z.strictObject({ kind: z.literal('add_to_list'), list_id: Id }),
      z.strictObject({ kind: z.literal('remove_from_list'), list_id: Id }),
      /** Of those among them who are on the list. */
      z.strictObject({
        kind: z.literal('set_list_details'),
        list_id: Id,
        details: EntryDetails.refine((details) => Object.keys(details).length > 0, 'must name at least one detail'),
      }),
      z.strictObject({ kind: z.literal('set_consent'), ...ConsentInput.omit({ phone: true }).shape }),
    ],
    { error: 'must be one of add_tag, remove_tag, add_to_list, remove_from_list, set_list_details, set_consent' },
  )
  .meta({ id: 'BulkAction' });
export type BulkAction = z.infer<typeof BulkAction>;
