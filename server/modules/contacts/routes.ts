import type { ContactFilter } from '@tidings/core/contract/contact-filter';
import type { ContactFilterQuery } from '@tidings/core/contract/contact-query';
import { contactsApi } from '@tidings/core/contract/contacts';
import type { Tx } from '../../db/database.ts';
import { readIdCursor, toPage } from '../../db/page.ts';
import { implement } from '../../http/route.ts';
import { notFound } from '../../lib/errors.ts';
import { changePeople, deleteContact, deletePeople, restorePeople } from './change-people.ts';
import { exportContacts } from './export.ts';
import { resolveFilter } from './filter-store.ts';
import { countContacts, type ListedContact, listContacts } from './list-store.ts';
import { listConsentEvents } from './memberships-store.ts';
import { presentConsent } from './present-consent.ts';
import { getContact } from './present-contact.ts';
import { addSamplePeople, removeSamplePeople } from './sample.ts';
import { changeContact, createContact } from './save-contact.ts';
import { findContact } from './store.ts';

/** Counting goes on to here unless the exact number is asked for: beyond it no screen shows more than "over 10,000". */
const countLimit = 10_000;

export const contactRoutes = implement(contactsApi, {
  listContacts: async ({ ctx, actor, query }) => {
    const { sort, limit, cursor, ...filter } = query;
    const page = await ctx.db.workspace(actor.workspaceId, async (tx) =>
      listContacts(tx, await resolve(tx, actor.workspaceId, filter), { sort, limit, cursor }),
    );
    return { ...page, items: page.items.map(presentRow) };
  },
  countContacts: ({ ctx, actor, query: { exact = false, ...filter } }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) =>
      countContacts(tx, await resolve(tx, actor.workspaceId, filter), exact ? null : countLimit),
    ),
  createContact: ({ ctx, actor, body }) => createContact(ctx, actor, body),
  getContact: ({ ctx, actor, params }) =>
    ctx.db.workspace(actor.workspaceId, (tx) => getContact(tx, actor.workspaceId, params.contact_id)),
  updateContact: ({ ctx, actor, params, body }) => changeContact(ctx, actor, params.contact_id, body),
  deleteContact: ({ ctx, actor, params }) => deleteContact(ctx, actor, params.contact_id),
  restoreContacts: ({ ctx, actor, body }) => restorePeople(ctx, actor, body),
  changeContacts: ({ ctx, actor, body }) => changePeople(ctx, actor, body.target, body.action),
  deleteContacts: ({ ctx, actor, body }) => deletePeople(ctx, actor, body.target),
  listConsent: ({ ctx, actor, params, query }) =>
    ctx.db.workspace(actor.workspaceId, async (tx) => {
      if (!(await findContact(tx, actor.workspaceId, params.contact_id))) throw notFound('contact');
      const before = readIdCursor(query.cursor);
      const rows = await listConsentEvents(tx, actor.workspaceId, params.contact_id, {
        limit: query.limit + 1,
        before,
        played: true,
      });
      const page = toPage(rows, query.limit, (row) => [row.id]);
      return { ...page, items: page.items.map(presentConsent) };
    }),
  exportContacts: ({ ctx, actor, query }) => exportContacts(ctx, actor, { filter: filterOf(query), except_ids: [] }, 'query'),
  exportChosenContacts: ({ ctx, actor, body }) => exportContacts(ctx, actor, body.target),
  addSamplePeople: ({ ctx, actor }) => addSamplePeople(ctx, actor),
  removeSamplePeople: ({ ctx, actor }) => removeSamplePeople(ctx, actor),
});

/** The filter of a query string, whose conditions on custom fields have their own spelling. */
function filterOf({ field, ...filter }: ContactFilterQuery): ContactFilter {
  return { ...filter, ...(field === undefined ? {} : { fields: field }) };
}

function resolve(tx: Tx, workspaceId: string, filter: ContactFilterQuery) {
  return resolveFilter(tx, workspaceId, filterOf(filter));
}

function presentRow(row: ListedContact) {
  return { ...row, created_at: row.created_at.toISOString(), updated_at: row.updated_at.toISOString() };
}
