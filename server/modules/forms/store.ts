import type { FormInput } from '@tidings/core/contract/forms';
import { type Selectable, sql } from 'kysely';
import type { Tx } from '../../db/database.ts';
import type { ListFormsTable } from '../../db/tables/sign-ups.ts';

export type FormRow = Selectable<ListFormsTable>;

export async function findForm(tx: Tx, workspaceId: string, listId: string): Promise<FormRow | undefined> {
  return tx
    .selectFrom('list_forms')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .where('list_id', '=', listId)
    .executeTakeFirst();
}

/** A form by its address, of all workspaces; not one whose list was archived. */
export async function findFormBySlug(tx: Tx, slug: string): Promise<FormRow | undefined> {
  return tx
    .selectFrom('list_forms as f')
    .innerJoin('lists as l', 'l.id', 'f.list_id')
    .selectAll('f')
    .where('f.slug', '=', slug)
    .where('l.archived_at', 'is', null)
    .executeTakeFirst();
}

/** Writes the form of a list; false when the address is taken, in whatever workspace. */
export async function putForm(tx: Tx, workspaceId: string, listId: string, form: FormInput): Promise<boolean> {
  const values = { ...form, fields: JSON.stringify(form.fields), questions: JSON.stringify(form.questions) };
  // Not by first looking: row-level security hides the forms of other workspaces.
  await sql`savepoint form`.execute(tx);
  try {
    await tx
      .insertInto('list_forms')
      .values({ ...values, workspace_id: workspaceId, list_id: listId })
      .onConflict((conflict) => conflict.column('list_id').doUpdateSet({ ...values, updated_at: sql<Date>`now()` }))
      .execute();
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'constraint' in error && error.constraint === 'list_forms_slug_key')) throw error;
    await sql`rollback to savepoint form`.execute(tx);
    return false;
  }
}

export async function countTaken(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await sql`update list_forms set taken = taken + 1 where workspace_id = ${workspaceId} and id = ${id}`.execute(tx);
}

/** Everybody who has a number, the first contact first, with their names. */
export async function listOwners(tx: Tx, workspaceId: string, phone: string) {
  const { rows } = await sql<{ id: string; first_name: string | null; label: string | null }>`
    select c.id, c.first_name, coalesce(nullif(c.full_name, ''), nullif(concat_ws(' ', c.first_name, c.last_name), '')) as label
    from contact_addresses a join contacts c on c.id = a.contact_id
    where a.workspace_id = ${workspaceId} and a.kind = 'phone' and a.value = ${phone} and c.deleted_at is null
    order by c.id limit 200`.execute(tx);
  return rows;
}
