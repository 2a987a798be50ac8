import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { MergePlan } from './merge-plan.ts';

/** A person was here before the import: an earlier chunk may have changed them, but did not make them. */
const wasHere = (plan: MergePlan) => sql`m.known is not null and (not m.seen_before
  or exists (select 1 from import_changes h where h.import_id = ${plan.importId}::uuid and h.contact_id = m.id))`;

/** The columns that differ between a row before (o) and after (c) a statement, as [before, after]: only what changed, '' for none. */
export function changedColumns(names: readonly string[]): RawBuilder<unknown> {
  const keys = sql.join(names.map((name) => sql.lit(name)));
  const side = (alias: 'o' | 'c') =>
    sql.join(
      names.map(
        (name) =>
          sql`case when ${sql.ref(`o.${name}`)} is distinct from ${sql.ref(`c.${name}`)} then coalesce(${sql.ref(`${alias}.${name}`)}::text, '') end`,
      ),
    );
  return sql`jsonb_build_array(jsonb_strip_nulls(jsonb_object(array[${keys}], array[${side('o')}])),
    jsonb_strip_nulls(jsonb_object(array[${keys}], array[${side('c')}])))`;
}

/**
 * Keeps what import_updated says was changed of people who were here before. What an earlier chunk found stays the first; what this one wrote is
 * the last. Where somebody else wrote in between, the time before is not known any more.
 */
export async function keepChanges(tx: Tx, plan: MergePlan): Promise<void> {
  if (plan.undoable !== true) return;
  await sql`
    insert into import_changes as h (workspace_id, import_id, contact_id, before, after, phones, emails, was_consent, was_purpose, was_agreed, consent_at,
      was_consent_at, wrote_at, was_updated_at)
    select ${plan.workspaceId}::uuid, ${plan.importId}::uuid, u.id, coalesce(u.changes -> 0, '{}'), coalesce(u.changes -> 1, '{}'),
      coalesce(u.phones, '{}'), coalesce(u.emails, '{}'), u.was_consent, u.was_purpose, u.was_agreed, case when u.consent_changed then now() end,
      u.was_consent_at, now(), u.was_updated_at
    from import_rows m join import_updated u on u.id = m.id where ${wasHere(plan)}
    on conflict (import_id, contact_id) do update set before = excluded.before || h.before, after = h.after || excluded.after,
      phones = h.phones || excluded.phones, emails = h.emails || excluded.emails, was_consent = coalesce(h.was_consent, excluded.was_consent),
      was_purpose = coalesce(h.was_purpose, excluded.was_purpose), was_agreed = coalesce(h.was_agreed, excluded.was_agreed), consent_at = coalesce(excluded.consent_at, h.consent_at),
      was_consent_at = case when h.consent_at is null then excluded.was_consent_at else h.was_consent_at end, wrote_at = excluded.wrote_at,
      was_updated_at = case when h.wrote_at is null then excluded.was_updated_at when h.wrote_at = excluded.was_updated_at then h.was_updated_at end`.execute(
    tx,
  );
}

/** Puts people on lists or gives them tags, and keeps for whom of those who were here before that was new. `added` returns contact_id and `of`. */
export async function keepAdded(
  tx: Tx,
  plan: MergePlan,
  column: 'list_ids' | 'tag_ids',
  added: RawBuilder<unknown>,
): Promise<void> {
  const name = sql.ref(column);
  await sql`
    with added as (${added})
    insert into import_changes as h (workspace_id, import_id, contact_id, ${name})
    select ${plan.workspaceId}::uuid, ${plan.importId}::uuid, a.contact_id, array_agg(a.of)
    from added a join import_rows m on m.id = a.contact_id where ${wasHere(plan)} group by a.contact_id
    on conflict (import_id, contact_id) do update set ${name} = h.${name} || excluded.${name}`.execute(tx);
}

/** Keeps that details of entries of these people were changed, who were here before; what it was stands in list_entry_changes. */
export async function keepDetailed(tx: Tx, plan: MergePlan): Promise<void> {
  await sql`
    insert into import_changes (workspace_id, import_id, contact_id)
    select distinct ${plan.workspaceId}::uuid, ${plan.importId}::uuid, d.contact_id
    from list_entry_changes d join import_rows m on m.id = d.contact_id where d.origin_id = ${plan.importId}::uuid and ${wasHere(plan)}
    on conflict do nothing`.execute(tx);
}

/** Finds the staged row of a person by an index: without it each of them would be looked for among all. */
export async function indexStaging(tx: Tx): Promise<void> {
  await sql`create index if not exists import_rows_id on import_rows (id)`.execute(tx);
}
