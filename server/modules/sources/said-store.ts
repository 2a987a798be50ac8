import { standardFieldKeys } from '@tidings/core/contacts/fields';
import type { Said, SourceStep } from '@tidings/core/contacts/source-step';
import { sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import { changeEntries } from '../contacts/entries-store.ts';
import { syncContacts } from '../contacts/store.ts';
import type { MergePlan } from '../imports/merge-plan.ts';

/** What a row said of somebody. */
export interface SaidRow {
  readonly id: number;
  readonly contact_id: string;
  /** The list that its source feeds. */
  readonly list_id: string;
  readonly said: Said;
}

/** What the rows of these people say, of whatever source. */
export async function listSaid(tx: Tx, workspaceId: string, contactIds: readonly string[]): Promise<SaidRow[]> {
  if (contactIds.length === 0) return [];
  const { rows } = await sql<SaidRow>`
    select r.id, r.contact_id, s.list_id, r.said from list_source_rows r join list_sources s on s.id = r.source_id
    where r.workspace_id = ${workspaceId} and r.contact_id = any(${[...contactIds]}::uuid[]) and r.said is not null order by r.id`.execute(
    tx,
  );
  return rows;
}

/** Notes what rows say that were taken over before that was kept, by their hashes. */
export async function noteSaid(
  tx: Tx,
  { workspaceId, sourceId }: { workspaceId: string; sourceId: string },
  rows: readonly { readonly hash: string; readonly said: Said }[],
): Promise<void> {
  await sql`
    update list_source_rows r set said = x.said
    from unnest(${rows.map((one) => one.hash)}::text[], ${rows.map((one) => JSON.stringify(one.said))}::jsonb[]) x(hash, said)
    where r.workspace_id = ${workspaceId} and r.source_id = ${sourceId} and r.row_hash = x.hash and r.contact_id is not null`.execute(
    tx,
  );
}

/** A person with what their row changes beside what the merge takes over. */
export interface PersonStep {
  readonly id: string;
  readonly step: SourceStep;
}

const clearable = standardFieldKeys.filter((key) => !['phone', 'email', 'external_id'].includes(key));

/** Empties fields, takes addresses off and settles which are preferred, after the merge and in its transaction. */
export async function applySteps(tx: Tx, plan: MergePlan, listId: string, steps: readonly PersonStep[]): Promise<void> {
  const { workspaceId } = plan;
  const changed = steps.filter(({ step }) => changesAnything(step));
  if (changed.length === 0) return;
  await settleAddresses(tx, workspaceId, changed);
  await clearFields(tx, workspaceId, changed);
  await clearDetails(tx, plan, listId, changed);
  await syncContacts(
    tx,
    workspaceId,
    changed.map((one) => one.id),
  );
}

const changesAnything = ({ clear, phones, emails }: SourceStep): boolean =>
  clear.length > 0 || [phones, emails].some((one) => one.remove.length > 0 || one.prefer !== null);

async function settleAddresses(tx: Tx, workspaceId: string, steps: readonly PersonStep[]): Promise<void> {
  const of = steps.flatMap(({ id, step }) => [
    { id, kind: 'phone', ...step.phones },
    { id, kind: 'email', ...step.emails },
  ]);
  const removed = of.flatMap(({ id, kind, remove }) => remove.map((value) => ({ id, kind, value })));
  if (removed.length > 0) {
    await sql`
      delete from contact_addresses a using jsonb_to_recordset(${JSON.stringify(removed)}::jsonb) x(id uuid, kind text, value text)
      where a.workspace_id = ${workspaceId} and a.contact_id = x.id and a.kind = x.kind and a.value = x.value`.execute(tx);
  }
  const preferred = of.filter(({ prefer }) => prefer !== null);
  if (preferred.length === 0) return;
  await sql`
    update contact_addresses a set preferred = not a.preferred
    from jsonb_to_recordset(${JSON.stringify(preferred)}::jsonb) x(id uuid, kind text, prefer text)
    where a.workspace_id = ${workspaceId} and a.contact_id = x.id and a.kind = x.kind and a.preferred <> (a.value = x.prefer)
      and exists (select 1 from contact_addresses p where p.contact_id = x.id and p.kind = x.kind and p.value = x.prefer)`.execute(
    tx,
  );
}

/** A full name that is made of the others is made anew. */
async function clearFields(tx: Tx, workspaceId: string, steps: readonly PersonStep[]): Promise<void> {
  const cleared = steps.flatMap(({ id, step: { clear } }) => (clear.length === 0 ? [] : [{ id, fields: clear }]));
  if (cleared.length === 0) return;
  const goes = (field: string) => sql`x.fields ? ${sql.lit(field)}`;
  const kept = (field: string) => sql`case when not (${goes(field)}) then ${sql.ref(`c.${field}`)} end`;
  const columns = clearable.filter((field) => field !== 'full_name').map((field) => sql`${sql.ref(field)} = ${kept(field)}`);
  await sql`
    update contacts c set ${sql.join(columns)},
      full_name = case when ${goes('full_name')} then null
        when (${goes('first_name')} or ${goes('last_name')}) and c.full_name = concat_ws(' ', c.first_name, c.last_name)
          then nullif(concat_ws(' ', ${kept('first_name')}, ${kept('last_name')}), '')
        else c.full_name end,
      custom = c.custom - array(select substr(f, 8) from jsonb_array_elements_text(x.fields) f where f like 'custom:%')
    from jsonb_to_recordset(${JSON.stringify(cleared)}::jsonb) x(id uuid, fields jsonb)
    where c.workspace_id = ${workspaceId} and c.id = x.id`.execute(tx);
}

/** Keeps whom the sync changed, but for those whom it added. What it changed stands in its log. */
export async function keepTouched(tx: Tx, { workspaceId, importId }: MergePlan, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length === 0) return;
  await sql`
    insert into import_touches (workspace_id, contact_id, import_id, at)
    select workspace_id, id, ${importId}::uuid, now() from contacts
    where workspace_id = ${workspaceId} and id = any(${[...contactIds]}::uuid[]) and import_id is distinct from ${importId}::uuid
    on conflict do nothing`.execute(tx);
}

async function clearDetails(tx: Tx, plan: MergePlan, listId: string, steps: readonly PersonStep[]): Promise<void> {
  const cleared = steps.flatMap(({ id, step }) => {
    const keys = step.clear.filter((field) => field.startsWith('entry:')).map((field) => field.slice('entry:'.length));
    return keys.length === 0 ? [] : [{ id, keys }];
  });
  if (cleared.length === 0) return;
  await changeEntries(
    tx,
    plan.workspaceId,
    { origin: 'sheet', originId: plan.importId, byName: plan.actorName },
    sql`update list_entries e set details = e.details - array(select jsonb_array_elements_text(x.keys))
      from jsonb_to_recordset(${JSON.stringify(cleared)}::jsonb) x(id uuid, keys jsonb)
      where e.workspace_id = ${plan.workspaceId} and e.list_id = ${listId} and e.contact_id = x.id`,
  );
}

/** Takes tags off that the sheet gave and names no more. */
export async function takeTags(tx: Tx, workspaceId: string, steps: readonly PersonStep[]): Promise<void> {
  const taken = steps.flatMap(({ id, step }) => step.tags.take.map((name) => ({ id, name })));
  if (taken.length === 0) return;
  await sql`
    delete from contact_tags g using tags t, jsonb_to_recordset(${JSON.stringify(taken)}::jsonb) x(id uuid, name text)
    where g.workspace_id = ${workspaceId} and g.contact_id = x.id and t.id = g.tag_id and lower(t.name) = lower(x.name)`.execute(
    tx,
  );
}
