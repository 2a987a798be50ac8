import { formatFieldValue } from '@tidings/core/contacts/field-values';
import type { ContactTarget } from '@tidings/core/contract/contact-query';
import type { Context } from '../../context.ts';
import type { WorkspaceActor } from '../../http/actor.ts';
import { csvFile } from '../../lib/csv-file.ts';
import { recordActivity } from '../audit/service.ts';
import { type ListFieldRow, listFieldsOf } from './entry-fields-store.ts';
import { type ExportedContact, exportPage } from './export-store.ts';
import { type FieldRow, listFields } from './fields-store.ts';
import { countPeople, targetIds } from './target-store.ts';

/** Rows per query: few round trips, and memory that does not grow with the export. */
const pageSize = 2_000;

type Cell = string | number | boolean | null;

interface Column {
  readonly header: string;
  readonly value: (contact: ExportedContact) => Cell;
}

const rest = (values: readonly string[] | null) => values?.slice(1).join('; ') ?? '';

/** Headers are those that the import knows, so that an export can be edited and imported again. */
const standardColumns: readonly Column[] = [
  { header: 'First name', value: (one) => one.first_name },
  { header: 'Last name', value: (one) => one.last_name },
  { header: 'Full name', value: (one) => one.full_name },
  { header: 'Phone', value: (one) => one.phone },
  { header: 'Other phones', value: (one) => rest(one.phones) },
  { header: 'E-mail', value: (one) => one.email },
  { header: 'Other e-mails', value: (one) => rest(one.emails) },
  { header: 'Company', value: (one) => one.company },
  { header: 'Address', value: (one) => one.address_line1 },
  { header: 'Address, second line', value: (one) => one.address_line2 },
  { header: 'City', value: (one) => one.city },
  { header: 'State or region', value: (one) => one.region },
  { header: 'Postal code', value: (one) => one.postal_code },
  { header: 'Country', value: (one) => one.country },
  { header: 'Language', value: (one) => one.language },
  { header: 'Time zone', value: (one) => one.time_zone },
  { header: 'Birthday', value: (one) => one.birthday },
  { header: 'External id', value: (one) => one.external_id },
  { header: 'Notes', value: (one) => one.notes },
  { header: 'Consent to texts', value: (one) => one.sms_consent },
  {
    header: 'Consent is for',
    value: (one) => (one.sms_consent === 'yes' ? one.sms_consent_purpose : null),
  },
  { header: 'Consent since', value: (one) => one.sms_consent_at?.toISOString() ?? null },
  { header: 'Do not text', value: (one) => one.do_not_text?.kind.replaceAll('_', ' ') ?? null },
  { header: 'Tags', value: (one) => one.tag_names?.join('; ') ?? null },
  { header: 'Lists', value: (one) => one.list_names?.join('; ') ?? null },
  { header: 'Added', value: (one) => one.created_at.toISOString() },
  { header: 'Changed', value: (one) => one.updated_at.toISOString() },
  { header: 'Id', value: (one) => one.id },
];

function customColumn(field: FieldRow): Column {
  return {
    header: field.label,
    value: ({ custom }) => {
      const value = custom[field.key];
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
      // Numbers and dates stay as programs write them; yes and no become words.
      return field.type === 'boolean' ? formatFieldValue('boolean', value) : value;
    },
  };
}

/** A detail that people have on the list that is exported. */
function entryColumn(field: ListFieldRow): Column {
  return { header: field.label, value: ({ entry }) => entry?.[field.key] ?? null };
}

/** Everyone meant, as a CSV that is made while it is read: memory does not grow with the number of people. */
export async function exportContacts(ctx: Context, actor: WorkspaceActor, target: ContactTarget, where?: string) {
  const { workspaceId } = actor;
  const listId = 'filter' in target ? target.filter.list_id : undefined;
  // Whatever is wrong with the wish is said before the download begins.
  const columns = await ctx.db.workspace(workspaceId, async (tx) => {
    const count = await countPeople(tx, await targetIds(tx, workspaceId, target, where));
    await recordActivity(tx, actor, { action: 'contacts_exported', objectKind: 'contact', details: { count } });
    const details = listId === undefined ? [] : await listFieldsOf(tx, workspaceId, [listId]);
    return [...standardColumns, ...(await listFields(tx, workspaceId)).map(customColumn), ...details.map(entryColumn)];
  });
  async function* pages() {
    for (let after: string | null = null; ; ) {
      const from: string | null = after;
      const rows: readonly ExportedContact[] = await ctx.db.workspace(workspaceId, async (tx) =>
        exportPage(tx, await targetIds(tx, workspaceId, target, where), from, pageSize, listId),
      );
      if (rows.length > 0) yield rows.map((row) => columns.map((column) => column.value(row)));
      if (rows.length < pageSize) return;
      after = rows.at(-1)?.id ?? null;
    }
  }
  const day = ctx.clock.now().toISOString().slice(0, 10);
  return csvFile(
    `contacts-${day}.csv`,
    columns.map((column) => column.header),
    pages(),
  );
}
