import { type AudienceRules, RulesQuery } from '@tidings/core/contract/audience-rules';
import { queryList } from '@tidings/core/contract/common';
import { type ContactFilter, type FieldCondition, fieldComparisons } from '@tidings/core/contract/contact-filter';
import { contactOrigins } from '@tidings/core/contract/contact-origins';
import { contactSorts } from '@tidings/core/contract/contact-query';
import { z } from 'zod';

/** The consent itself, or what is particular about it: for information only, nothing proves it, their own YES is awaited. */
export const consentFilters = ['yes', 'no', 'unknown', 'information', 'unproven', 'awaited'] as const;

/** What the list of contacts shows; it lives in the URL. */
export const ContactListState = z.object({
  search: z.string().max(200).default(''),
  list: z.uuid().optional(),
  tag: z.uuid().optional(),
  consent: z.enum(consentFilters).optional(),
  text: z.enum(['can', 'cannot']).optional(),
  origin: z.enum(contactOrigins).optional(),
  /** The people of one import. */
  import: z.uuid().optional(),
  /** `key:op:value` */
  field: queryList(z.string().max(600)),
  /** Rules as audiences have them, as JSON. */
  rules: z.string().max(8_000).optional(),
  sort: z.enum(contactSorts).default('name'),
});
export type ContactListState = z.output<typeof ContactListState>;

/** The filter of bulk actions and audiences. */
export function filterOf(state: ContactListState, listId?: string): ContactFilter {
  const list = listId ?? state.list;
  const fields = (state.field ?? []).flatMap((text) => readCondition(text) ?? []);
  const rules = readRules(state.rules);
  return {
    ...(state.search === '' ? {} : { search: state.search }),
    ...(list === undefined ? {} : { list_id: list }),
    ...(state.tag === undefined ? {} : { tag_id: state.tag }),
    ...consentCondition(state.consent),
    ...(state.text === undefined ? {} : { can_text: state.text === 'can' }),
    ...(state.origin === undefined ? {} : { origin: state.origin }),
    ...(state.import === undefined ? {} : { import_id: state.import }),
    ...(fields.length === 0 ? {} : { fields }),
    ...(rules === undefined ? {} : { rules }),
  };
}

/** Rules of the address; what cannot be read is left out, as with every other filter. */
export function readRules(json: string | undefined): AudienceRules | undefined {
  return json === undefined ? undefined : RulesQuery.safeParse(json).data;
}

function consentCondition(consent: ContactListState['consent']): ContactFilter {
  if (consent === undefined) return {};
  if (consent === 'information') return { consent_purpose: 'informational' };
  if (consent === 'unproven') return { consent_proven: false };
  return consent === 'awaited' ? { opt_in_pending: true } : { consent };
}

const flag = (value: boolean) => (value ? ('true' as const) : ('false' as const));

/** The same as a query string. */
export function queryOf(state: ContactListState, listId?: string) {
  const {
    fields,
    rules,
    can_text: canText,
    consent_proven: proven,
    opt_in_pending: pending,
    has_phone: _,
    has_email: __,
    ...filter
  } = filterOf(state, listId);
  return {
    ...filter,
    ...(canText === undefined ? {} : { can_text: flag(canText) }),
    ...(proven === undefined ? {} : { consent_proven: flag(proven) }),
    ...(pending === undefined ? {} : { opt_in_pending: flag(pending) }),
    ...(fields === undefined ? {} : { field: fields.map(writeCondition) }),
    ...(rules === undefined ? {} : { rules: JSON.stringify(rules) }),
  };
}

export function readCondition(text: string): FieldCondition | undefined {
  const [key = '', op = '', ...rest] = text.split(':');
  const comparison = fieldComparisons.find((one) => one === op);
  if (key === '' || comparison === undefined) return undefined;
  return { key, op: comparison, ...(rest.length === 0 ? {} : { value: rest.join(':') }) };
}

export function writeCondition({ key, op, value }: FieldCondition): string {
  return value === undefined ? `${key}:${op}` : `${key}:${op}:${value}`;
}

/** Whether anything narrows the list. */
export function isFiltered(state: ContactListState): boolean {
  return Object.keys(filterOf(state)).length > 0;
}

/** Takes every filter off; the sort stays. */
export const noFilters = {
  search: '',
  list: undefined,
  tag: undefined,
  consent: undefined,
  text: undefined,
  origin: undefined,
  import: undefined,
  field: undefined,
  rules: undefined,
};
